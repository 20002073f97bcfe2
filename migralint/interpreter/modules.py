"""Modules of the project: found from imports, read lazily name by name, never imported."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from migralint.interpreter.scope import MISSING, Scope
from migralint.interpreter.values import Native, Raised, Symbol, Unknown, Value
from migralint.revisions.script import Script, UnreadableScript

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

# Names that every module has without defining them.
_IMPLICIT = {"__name__", "__doc__", "__file__", "__package__", "__builtins__", "__spec__", "__path__"}

_IMPORTS_ALEMBIC = re.compile(r"^\s*(?:from|import)\s+alembic\b", re.MULTILINE)


class Module:
    """A module whose top-level statements run only when a name that they bind is asked for."""

    def __init__(self, name: str, script: Script, machine: Machine, is_package: bool = False) -> None:
        self.name = name
        self.script = script
        self.machine = machine
        self.is_package = is_package
        self.scope = Scope(self)
        self._definers: dict[str, list[ast.stmt]] | None = None
        self._stars: list[ast.ImportFrom] = []
        self._done: set[int] = set()

    @cached_property
    def imports_alembic(self) -> bool:
        """Whether code of this module may touch the schema by itself; other modules are given a smaller budget."""
        text = self.script.text
        return "alembic" in text and _IMPORTS_ALEMBIC.search(text) is not None

    def get(self, name: str) -> Value:
        """The value of a top-level name, a builtin, or MISSING."""
        variables = self.scope.variables
        if name in variables:
            return variables[name]
        for statement in self.definers.get(name, ()):
            self.run(statement)
        if name in variables:
            return variables[name]
        if name in _IMPLICIT:
            return self.name if name == "__name__" else str(self.script.path) if name == "__file__" else None
        if (found := self.machine.builtin(name)) is not MISSING:
            return found
        return self._from_stars(name)

    @property
    def definitions(self) -> list[ast.FunctionDef]:
        """Its top-level functions; nothing where the module cannot be parsed."""
        try:
            return [statement for statement in self.script.tree.body if isinstance(statement, ast.FunctionDef)]
        except UnreadableScript:
            return []

    def run_all(self) -> None:
        """Evaluate every top-level definition, for code that asks what the module registered."""
        for name in list(self.definers):
            self.get(name)

    def defines(self, name: str) -> bool:
        return name in self.definers or name in self.scope.variables

    @property
    def definers(self) -> dict[str, list[ast.stmt]]:
        """Top-level statements by the names that they bind or change."""
        if self._definers is None:
            self._definers = {}
            try:
                body = self.script.tree.body
            except UnreadableScript:
                body = []
            for statement in body:
                if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*":
                    self._stars.append(statement)
                for name in _bound_names(statement):
                    self._definers.setdefault(name, []).append(statement)
        return self._definers

    def run(self, statement: ast.stmt) -> None:
        """Evaluate one of the top-level statements, once."""
        if id(statement) in self._done:
            return
        self._done.add(id(statement))
        try:
            self.machine.execute_top_level(statement, self)
        except Raised:
            for name in _bound_names(statement):
                self.scope.variables.setdefault(name, Unknown(f"evaluating {self.name} raises"))

    def _from_stars(self, name: str) -> Value:
        for statement in reversed(self._stars):
            source = self.machine.loader.resolve(self, statement.module or "", statement.level)
            if isinstance(source, Module):
                if source is not self and source.defines(name):
                    return source.get(name)
            elif not name.startswith("_"):
                return Symbol(f"{statement.module}.{name}")
        return MISSING


class Package(Native, frozen=True, eq=False):
    """A folder of the project without `__init__.py`, as a namespace package."""

    name: str
    folders: tuple[Path, ...]


def _bound_names(statement: ast.stmt) -> Iterator[str]:
    """The names that a top-level statement binds, or whose value it changes in place."""
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=aliases):
            for alias in aliases:
                yield alias.asname or alias.name.partition(".")[0]
        case ast.ImportFrom(names=aliases):
            for alias in aliases:
                yield alias.asname or alias.name
        case ast.Assign(targets=targets):
            for target in targets:
                yield from _target_names(target)
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            yield from _target_names(target)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
            yield name
        case ast.For() | ast.While() | ast.If() | ast.With() | ast.Try() | ast.AsyncFor() | ast.AsyncWith():
            if isinstance(statement, ast.For):
                yield from _target_names(statement.target)
            for block in ("body", "orelse", "finalbody"):
                for inner in getattr(statement, block, ()):
                    yield from _bound_names(inner)
            for handler in getattr(statement, "handlers", ()):
                for inner in handler.body:
                    yield from _bound_names(inner)


def _target_names(target: ast.expr) -> Iterator[str]:
    match target:
        case ast.Name(id=name):
            yield name
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for element in elements:
                yield from _target_names(element)
        case ast.Starred(value=value) | ast.Subscript(value=value) | ast.Attribute(value=value):
            yield from _target_names(value)
