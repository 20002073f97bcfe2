"""What an application's own code says about its database: Flask-Migrate's options, naming convention, URLs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from os import sep
from pathlib import Path

from msgspec import Struct

from migralint.project.folders import below
from migralint.project.naming_convention import naming_convention
from migralint.project.python_source import PythonFile, called_name, keyword, last_name, leading_text, literal
from migralint.project.urls import dialect_of

# In lower case, as they are looked for.
_TELLING = (
    b"migrate(", b"migrate.init_app(", b"naming_convention", b"lock_timeout", b"statement_timeout",
    b"database_ur", b"db_ur", b"database_dsn", b"pragma foreign_keys",
)  # fmt: skip
# The options that tell something about revisions; `Migrate()` takes others too, such as `directory`.
_OPTIONS = ("compare_", "include_", "render_as_batch", "transaction_per_migration", "version_table")
_URL_NAME = re.compile(r"(?i)(^|_)(database|db)_?(url|uri|dsn)$|^sqlalchemy_url$")
_SCHEME = r"(?:postgres|postgresql|mysql|mariadb|sqlite|mssql|oracle)(?:\+\w+)?"
_URL = re.compile(rf"[\"']\s*{_SCHEME}(?:://|[\"'])")
# What a text in lower case holds wherever `_url_values` finds something: a large module takes long to parse, and a
# pattern is quick that begins with a letter.
_NAMED = r"\b[\"']?\s*\]?\s*[=:,)]"
_GIVEN = (
    re.compile(rf"d(?:ata)?b(?:ase)?_?(?:url|uri|dsn){_NAMED}"),
    re.compile(rf"sqlalchemy_url{_NAMED}"),
    re.compile(rf"create_(?:async_)?engine\(\s*(?!f?[\"']+(?!{_SCHEME}|\{{))"),
    re.compile(rf"create\(\s*(?:f?[\"']+(?:{_SCHEME}|\{{\w+\}})|\w+\s*[,)])"),
    re.compile(r"scheme\s*="),
    re.compile(r"drivername\s*="),
)
_MOST_FILES = 500


class Application(Struct, frozen=True, eq=False, dict=True):
    """The files of an application that may say something, nearest first; what they say is read when it is asked for."""

    files: tuple[PythonFile, ...] = ()
    roots: tuple[Path, ...] = ()

    @cached_property
    def migrate(self) -> Mapping[str, object]:
        """The options of `Migrate(...)`."""
        options: dict[str, object] = {}
        for file in self.files:
            for name, value in _migrate_options(file):
                options.setdefault(name, value)
        return options

    @cached_property
    def naming_convention(self) -> Mapping[str, str]:
        """The first that is found."""
        return next((found for file in self.files if (found := naming_convention(file, self.roots))), {})

    @cached_property
    def urls(self) -> tuple[tuple[str, Path], ...]:
        """The dialects of the database URLs in the code, with the file of each."""
        return tuple((dialect, file.path) for file in self.files for dialect in _dialects(file))


def application_files(roots: Sequence[Path], scripts: Path) -> Iterator[PythonFile]:
    """The files below the roots that may say something about the database, the migration scripts left out."""
    seen: set[str] = set()
    for root in roots:
        for folder, names in below(root):
            if folder.is_relative_to(scripts):
                continue
            for path in (f"{folder}{sep}{name}" for name in names if name.endswith(".py")):
                if path in seen:
                    continue
                if len(seen) >= _MOST_FILES:
                    return
                seen.add(path)
                if _tells(path) and (file := PythonFile.read(Path(path))) is not None:
                    yield file


def _tells(path: str) -> bool:
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 (it is asked of hundreds of files)
            text = file.read().lower()
    except OSError:
        return False
    return any(word in text for word in _TELLING)


def _migrate_options(file: PythonFile) -> Iterator[tuple[str, object]]:
    """The keyword arguments of `Migrate(...)` and `migrate.init_app(...)`, where one of them tells something."""
    if "igrate" not in file.text or not any(option in file.text for option in _OPTIONS):
        return
    for call in file.calls:
        if called_name(call) == "Migrate" or _is_init_app(call):
            for item in call.keywords:
                if item.arg is not None:
                    yield item.arg, literal(item.value, file.constants)


def _is_init_app(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(attr="init_app", value=value):
            return "migrate" in last_name(value).lower()
    return False


def _dialects(file: PythonFile) -> Iterator[str]:
    for value in _url_values(file) if _gives_url(file.text) else ():
        dialect = dialect_of(leading_text(value, file.constants))
        if dialect is not None:
            yield dialect


def _gives_url(text: str) -> bool:
    if not _URL.search(text):
        return False
    lower = text.lower()
    return any(pattern.search(lower) for pattern in _GIVEN)


def _url_values(file: PythonFile) -> Iterator[ast.expr | None]:
    """The expressions that are given to something named like a database URL."""
    for node in file.nodes:
        match node:
            case ast.Assign(targets=[target], value=value) if _names_url(target):
                yield value
            case ast.AnnAssign(target=target, value=ast.expr() as value) if _names_url(target):
                yield value
            case ast.Dict(keys=keys, values=values):
                yield from (value for key, value in zip(keys, values, strict=True) if key and _names_url(key))
            case ast.Call():
                yield from _url_arguments(node)


def _url_arguments(call: ast.Call) -> Iterator[ast.expr | None]:
    yield from (item.value for item in call.keywords if item.arg and _URL_NAME.search(item.arg))
    if called_name(call) in ("create_engine", "create_async_engine") and call.args:
        yield call.args[0]
    elif called_name(call) == "build":  # pydantic's PostgresDsn.build, MultiHostUrl.build
        yield keyword(call, "scheme")
    elif last_name(call.func) == "create":  # sqlalchemy.URL.create
        yield keyword(call, "drivername") or (call.args[0] if call.args else None)
    elif call.args and _names_url(call.args[0]):  # os.environ.get("DATABASE_URL", "…"), setdefault, set_main_option
        yield call


def _names_url(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str(text)):
            return _URL_NAME.search(text) is not None
        case ast.Subscript(slice=ast.Constant(value=str(text))):
            return _URL_NAME.search(text) is not None
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return _URL_NAME.search(name) is not None
    return False
