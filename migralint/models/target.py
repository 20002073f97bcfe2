"""What `target_metadata` of env.py means."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set

from migralint.interpreter.modules import Module
from migralint.interpreter.scope import MISSING
from migralint.interpreter.values import Exhausted, Raised, Value, path_of
from migralint.models.metadata import Metadata, metadata_of
from migralint.models.reader import Reader
from migralint.project.project import Project


def env_module(reader: Reader, project: Project) -> Module | None:
    """The project's env.py."""
    path = project.environment.path or (project.script_location and project.script_location / "env.py")
    script = reader.loader.sources.script(path) if path is not None else None
    return None if path is None or script is None else Module(reader.loader.name_of(path), script, reader)


def target_metadata(reader: Reader, project: Project, env: Module, database: str | None) -> list[Metadata]:
    """The MetaData that autogenerate compares; empty where that cannot be known."""
    values = _each(_value(reader, project, env), database)
    found = [metadata_of(reader, value) for value in values if "current_app" not in path_of(value)]
    return [metadata for metadata in found if metadata is not None]


def asks_application(env: Module) -> bool:
    """Whether it runs inside a Flask application, which alone decides what is imported."""
    return "current_app" in env.script.text


def _value(reader: Reader, project: Project, env: Module) -> Value:
    value = reader.value(env, "target_metadata")
    written = project.environment.target_metadata
    if value is not MISSING or written is None:
        return None if value is MISSING else value
    try:
        expression = ast.parse(written, mode="eval").body
        for statement in _imports_inside(env, {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}):
            env.run(statement)
        return reader.evaluate(expression, env.scope)
    except (SyntaxError, Raised, Exhausted, RecursionError):
        return None


def _imports_inside(env: Module, names: Set[str]) -> Iterator[ast.stmt]:
    """The imports inside functions that bind one of the names, which env.py itself does not."""
    for node in ast.walk(env.script.tree):
        if isinstance(node, ast.ImportFrom) and node not in env.script.tree.body:
            bound = {alias.asname or alias.name for alias in node.names}
            if any(name in names and not env.defines(name) for name in bound):
                yield node


def _each(value: Value, database: str | None) -> Iterator[Value]:
    if isinstance(value, (list, tuple, set)):
        yield from value
    elif isinstance(value, dict):
        chosen = value.get(database) if database else None
        yield from _each(chosen, None) if chosen is not None else value.values()
    else:
        yield value
