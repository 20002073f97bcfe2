"""Where an application creates its tables itself, beside its migrations."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from migralint.project.folders import below
from migralint.project.project import Project
from migralint.project.python_source import PythonFile, called_name, keyword, last_name

_MOST_FILES = 2_000
_NOT_THE_APPLICATION = frozenset({
    "examples", "example", "docs", "doc", "demo", "demos", "samples", "notebooks", "scripts", "bin", "tools",
    "benchmarks", "migrations", "alembic", "versions", "seeds",
})  # fmt: skip
_TEST_WORDS = re.compile(
    r"(?i)(^|[_.])(tests?|testing|conftest|mocks?|fixtures?|fakes?|factories|memory|sample|demo)(?=$|[_.])"
)
_TEST_CONDITION = re.compile(r"(?i)test|memory|sqlite")


@dataclass(frozen=True, slots=True)
class CreateAllCall:
    """`expression` is what makes the tables, as written: `db.create_all`."""

    path: Path
    call: ast.Call
    expression: str


def create_all_calls(project: Project) -> Iterator[CreateAllCall]:
    """The calls in the application's code that run outside tests, scripts and examples."""
    for path in _files(project):
        file = PythonFile.read(path)
        if file is not None and not _stamps(file):
            yield from _calls(file)


def _files(project: Project) -> Iterator[Path]:
    seen = 0
    for folder, names in below(project.root):
        own = folder.relative_to(project.root)
        if not _NOT_THE_APPLICATION.isdisjoint(own.parts) or folder.is_relative_to(project.script_location or "/\0"):
            continue
        for name in names:
            if name.endswith(".py") and not _TEST_WORDS.search(name) and seen < _MOST_FILES:
                seen += 1
                if _speaks_of_it(folder / name):
                    yield folder / name


def _speaks_of_it(path: Path) -> bool:
    try:
        with path.open("rb", buffering=0) as file:  # thousands of files are read for this word
            return b"create_all" in file.read()
    except OSError:
        return False


def _calls(file: PythonFile) -> Iterator[CreateAllCall]:
    """The calls on the application's own metadata; a function that is handed one makes whatever its caller says."""
    waiting: list[tuple[ast.AST, frozenset[str]]] = [(file.tree, frozenset())]
    while waiting:
        node, given = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            given |= _parameters(node)
        waiting.extend((inner, given) for inner in reversed(list(_reached(node))))
        expression = _created(node) if isinstance(node, ast.Call) else None
        if expression is not None and isinstance(node, ast.Call) and _first_name(expression) not in given:
            yield CreateAllCall(file.path, node, ast.unparse(expression))


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    arguments = function.args
    named = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    return frozenset(argument.arg for argument in named if argument.arg != "self")


def _first_name(expression: ast.expr) -> str:
    """`Base` of `Base.metadata.create_all`."""
    while isinstance(expression, ast.Attribute):
        expression = expression.value
    return expression.id if isinstance(expression, ast.Name) else ""


def _reached(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of the node that run outside tests."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if _TEST_WORDS.search(name):
            return
        case ast.ClassDef(name=name) if "Test" in name:
            return
        case ast.If(test=ast.UnaryOp(op=ast.Not(), operand=test), body=body) if _TEST_CONDITION.search(
            ast.unparse(test)
        ):
            yield from body
        case ast.If(test=test, orelse=orelse) if _TEST_CONDITION.search(ast.unparse(test)):
            yield from orelse
        case _:
            yield from ast.iter_child_nodes(node)


def _stamps(file: PythonFile) -> bool:
    """Whether the module tells Alembic about the tables that it makes."""
    names = (called_name(call).lower() for call in file.calls)
    return any("stamp" in name or "alembic_version" in name for name in names)


def _created(call: ast.Call) -> ast.expr | None:
    """`db.create_all` of `db.create_all()` and of `connection.run_sync(Base.metadata.create_all)`.

    Named tables are a choice; only what makes all of them competes with the migrations.
    """
    handed = call.args[:1] if called_name(call) == "run_sync" else []
    for node in (call.func, *handed):
        if isinstance(node, ast.Attribute) and node.attr == "create_all" and _is_metadata(node.value):
            return None if keyword(call, "tables") else node
    return None


def _is_metadata(node: ast.expr) -> bool:
    name = last_name(node).lower()
    return name == "db" or name.endswith(("metadata", "_db", "database"))
