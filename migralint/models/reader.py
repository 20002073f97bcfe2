"""Reader: evaluates the project's modules and notes the classes and tables that they define, as SQLAlchemy does."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from migralint.interpreter.machine import Machine
from migralint.interpreter.modules import Module
from migralint.interpreter.recorder import Recorder
from migralint.interpreter.replay import PYTHON_FRAMES
from migralint.interpreter.scope import Scope
from migralint.interpreter.values import Class, Exhausted, Function, Raised, Term, Unknown, Value
from migralint.models.appended import Appended, appended, appends, calls_own_function
from migralint.models.packages import Packages
from migralint.models.places import Place
from migralint.project.project import Project
from migralint.revisions.script import UnreadableScript
from migralint.revisions.sources import Sources
from migralint.schema.naming import Naming

# What makes a table, or a part of one.
SCHEMA_CALLS: Final = frozenset(
    "Table Column mapped_column Index UniqueConstraint CheckConstraint ForeignKeyConstraint PrimaryKeyConstraint"
    " ExcludeConstraint Field relationship map_imperatively declarative_base".split()
)
_NOTED = frozenset("Table Column mapped_column Index Field".split()) | {
    name for name in SCHEMA_CALLS if name.endswith("Constraint")
}
_DECORATORS = frozenset("staticmethod classmethod property cached_property contextmanager wraps".split())
_BLOCKS = (ast.If, ast.Try, ast.For, ast.With, ast.While)


class Reader(Machine):
    """`unread` are modules, and statements of theirs, that could not be evaluated."""

    def __init__(self, project: Project, dialect: str, naming: Naming, sources: Sources, packages: Packages) -> None:
        given = packages.sources(sources)
        super().__init__(Recorder(naming), project.python_roots, dialect, project.sqlalchemy, given)
        self.packages = packages
        self.loader.packages = packages.folders
        self.sqlmodel_zoned, self.old_pydantic = project.sqlmodel_zoned, project.old_pydantic
        sys.setrecursionlimit(max(sys.getrecursionlimit(), PYTHON_FRAMES))
        self.classes: list[Class] = []
        self.terms: list[Term] = []
        self.appended: list[Appended] = []
        self.unread: list[tuple[Place, str]] = []
        self.unparsed = False  # whether there are modules of which nothing is known at all
        self._calls: dict[int, tuple[Term, Module, ast.Call]] = {}
        self._read: set[Path] = set()

    def decorated(self, value: Value, decorators: list[ast.expr], scope: Scope) -> Value:
        if isinstance(value, Function):  # what other decorators do is no part of a schema, and costs modules to read
            for node in decorators:
                if isinstance(node, ast.Call) and _name(node) == "aggregated" and len(node.args) == 2:
                    return self.evaluate(
                        node.args[1], scope
                    )  # the column of SQLAlchemy-Utils that holds what it counts
            decorators = [node for node in decorators if _name(node) in _DECORATORS]
        made = super().decorated(value, decorators, scope)
        if isinstance(made, Class):
            self.classes.append(made)
        return made

    def call_at(
        self, node: ast.Call, scope: Scope, function: Value, args: list[Value], kwargs: dict[str, Value]
    ) -> Value:
        made = super().call_at(node, scope, function, args, kwargs)
        if isinstance(made, Term) and made.name in _NOTED and id(made) not in self._calls:
            self._calls[id(made)] = (made, scope.module, node)
            self.terms.append(made)
        if not self.recorder.conditions:
            self.appended += appended(node, made)
        return made

    def place(self, term: Term) -> Place | None:
        """Where the call stands."""
        found = self._calls.get(id(term))
        return None if found is None else Place(found[1].script.path, found[1].script.span(found[2]))

    def read(self, module: Module) -> None:
        """Evaluate what the module defines of a schema."""
        if module.script.path in self._read:
            return
        self._read.add(module.script.path)
        try:
            body = module.script.tree.body
        except UnreadableScript as error:
            self.unread.append((Place(module.script.path, error.span), error.why))
            self.unparsed = True
            return
        appending = appends(module)
        for statement in body:
            if _is_relevant(statement) or (appending and calls_own_function(module, statement)):
                self._run(module, statement)

    def value(self, module: Module, name: str) -> Value:
        """The value of a top-level name; Unknown where evaluating it does not end."""
        self.renew()
        try:
            return module.get(name)
        except (Raised, Exhausted, RecursionError) as error:
            return Unknown(str(error))

    def _run(self, module: Module, statement: ast.stmt) -> None:
        self.renew()
        names = [getattr(statement, "name", "")]
        try:
            for name in filter(None, names):
                module.get(name)
            module.run(statement)
            lost = module.scope.variables.get(names[0])
            if isinstance(statement, ast.ClassDef) and isinstance(lost, Unknown) and _looks_mapped(statement):
                self._note(module, statement, f"{names[0]}: {lost.why}")
        except (Raised, Exhausted, RecursionError) as error:
            why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
            self._note(module, statement, why)

    def _note(self, module: Module, statement: ast.stmt, why: str) -> None:
        self.unread.append((Place(module.script.path, module.script.span(statement)), why))


def _is_relevant(statement: ast.stmt) -> bool:
    """Whether it may define a class with bases, or a part of a schema."""
    if isinstance(statement, ast.ClassDef):
        return bool(statement.bases or statement.decorator_list or statement.keywords)
    if isinstance(statement, _BLOCKS):
        return any(map(_is_relevant, _inner(statement)))
    return isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Expr)) and any(map(_makes_schema, ast.walk(statement)))


def _looks_mapped(statement: ast.ClassDef) -> bool:
    """Whether the class names a table or makes columns: others may fail as they please."""
    nodes = list(ast.walk(statement))
    return any(isinstance(node, ast.Name) and node.id == "__tablename__" for node in nodes) or any(
        isinstance(node, ast.Call) and _name(node) in ("Column", "mapped_column") for node in nodes
    )


def _inner(statement: ast.stmt) -> Iterator[ast.stmt]:
    for block in ("body", "orelse", "finalbody"):
        yield from getattr(statement, block, ())
    for handler in getattr(statement, "handlers", ()):
        yield from handler.body


def _makes_schema(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _name(node) in SCHEMA_CALLS


def _name(node: ast.expr) -> str:
    """`Table` for `sa.Table(...)` and for `sa.Table`."""
    function = node.func if isinstance(node, ast.Call) else node
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
