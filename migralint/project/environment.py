"""Reading env.py: what it gives to Alembic, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

from migralint.project.application import Application, application_files
from migralint.project.configure_call import configure_arguments
from migralint.project.enforced_keys import enforces_foreign_keys
from migralint.project.imports import imported_files
from migralint.project.project import Environment
from migralint.project.python_source import PythonFile, called_name, keyword, leading_text, literal
from migralint.project.version_table import sets_timeout, version_number_length

FLASK_MIGRATE_DEFAULTS = {"compare_type": True, "render_as_batch": True}  # since Flask-Migrate 4.0
_HOPS = 4


def read_environment(
    env_py: Path, python_roots: Sequence[Path], *, defaults: Mapping[str, object] = FLASK_MIGRATE_DEFAULTS
) -> Environment:
    """The facts of env.py and of the application's code that it uses.

    `defaults` are the options that Flask-Migrate passes where the application says nothing.
    """
    file = PythonFile.read(env_py)
    return Environment() if file is None else read_environment_and_application(file, python_roots, defaults)[0]


def read_environment_and_application(
    file: PythonFile, roots: Sequence[Path], defaults: Mapping[str, object]
) -> tuple[Environment, Application]:
    """The same for an env.py that is read already, with the application's code as it was found."""
    application = _application(file, roots)
    passed: dict[str, object] = {}
    if "configure_args" in file.text:  # Flask-Migrate's env.py passes on what Migrate() was given
        passed = {**defaults, **application.migrate}
    return _environment(file, application, passed), application


def is_flask_migrate(file: PythonFile) -> bool:
    return "current_app" in file.text and "extensions" in file.text and "migrate" in file.text


def _application(file: PythonFile, roots: Sequence[Path]) -> Application:
    near = [file, *imported_files(file, roots, _HOPS, first=_metadata_names(file))]
    if "current_app" in file.text:
        known = {module.path for module in near}
        near += [other for other in application_files(roots, file.path.parent) if other.path not in known]
    return Application(tuple(near), tuple(roots))


def _metadata_names(file: PythonFile) -> list[str]:
    """The names that `target_metadata` is made of, through the module's own assignments."""
    waiting = ["target_metadata"]
    found: list[str] = []
    while waiting and len(found) < 50:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            expression = file.constants.get(name)
            waiting += [node.id for node in ast.walk(expression) if isinstance(node, ast.Name)] if expression else []
    return found


def _environment(file: PythonFile, application: Application, passed: Mapping[str, object]) -> Environment:
    given = configure_arguments(file.tree)
    values = {**passed, **{name: literal(node, file.constants) for name, node in given.items()}}
    used = [file, *(other for other in application.files if "engine" in other.text.lower())]
    return Environment(
        path=file.path,
        transaction_per_migration=_flag(values, "transaction_per_migration"),
        render_as_batch=_flag(values, "render_as_batch"),
        compare_type=_compares("compare_type", given, values, file),
        compare_server_default=_compares("compare_server_default", given, values, file),
        include_schemas=_flag(values, "include_schemas"),
        has_include_object=_has("include_object", given, application),
        has_include_name=_has("include_name", given, application),
        naming_convention=application.naming_convention,
        version_table=_text(values.get("version_table")) or "alembic_version",
        version_table_schema=_text(values.get("version_table_schema")),
        version_number_length=version_number_length(file),
        sets_lock_timeout=any(sets_timeout(other, "lock_timeout", "lock_wait_timeout") for other in used),
        sets_statement_timeout=any(sets_timeout(other, "statement_timeout", "max_execution_time") for other in used),
        target_metadata=_target_metadata(given, file),
        url=_url(given, file),
        foreign_keys=cache(partial(enforces_foreign_keys, file, used)),
        commits=any(isinstance(node, ast.Call) and called_name(node) == "commit" for node in file.nodes),
        runs_in_autocommit=any('"AUTOCOMMIT"' in other.text.replace("'", '"') for other in used),
    )


def _flag(values: Mapping[str, object], name: str) -> bool | None:
    value = values.get(name)
    return value if isinstance(value, bool) else None


def _compares(name: str, given: Mapping[str, ast.expr], values: Mapping[str, object], file: PythonFile) -> bool | None:
    """A function of env.py that compares also counts as comparing."""
    node = given.get(name)
    defined = {node.name for node in file.nodes if isinstance(node, ast.FunctionDef)}
    if isinstance(node, ast.Lambda) or (isinstance(node, ast.Name) and node.id in defined):
        return True
    return _flag(values, name)


def _has(name: str, given: Mapping[str, ast.expr], application: Application) -> bool:
    node = given.get(name)
    if node is None:
        return name in application.migrate
    return not (isinstance(node, ast.Constant) and node.value is None)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _target_metadata(given: Mapping[str, ast.expr], file: PythonFile) -> str | None:
    """The expression that `target_metadata` stands for."""
    node = given.get("target_metadata") or file.constants.get("target_metadata")
    for _ in range(8):
        if isinstance(node, ast.Name) and node.id in file.constants:
            node = file.constants[node.id]
    return _written(node)


def _written(node: ast.expr | None) -> str | None:
    return None if node is None or (isinstance(node, ast.Constant) and node.value is None) else ast.unparse(node)


def _url(given: Mapping[str, ast.expr], file: PythonFile) -> str | None:
    for node in _url_expressions(given, file):
        text = leading_text(node, file.constants)
        if "://" in text:
            return text
    return None


def _url_expressions(given: Mapping[str, ast.expr], file: PythonFile) -> Iterator[ast.expr | None]:
    yield given.get("url")
    for call in file.calls:
        if called_name(call) in ("create_engine", "create_async_engine"):
            yield call.args[0] if call.args else keyword(call, "url")
        elif called_name(call) in ("set_main_option", "set_section_option") and call.args:
            yield call.args[-1]
