"""Modules of the project: found from imports, read lazily name by name, never imported."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
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

# Never modules of the project, though a folder of migrations is often called `alembic`.
_LIBRARIES = frozenset({"alembic", "sqlalchemy", *sys.stdlib_module_names})


# What code tries to import, to know which SQLAlchemy it has.
SINCE = {
    "sqlalchemy.orm.declarative_base": (1, 4),
    "sqlalchemy.orm.registry": (1, 4),
    **dict.fromkeys(("sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.mapped_column", "sqlalchemy.Uuid"), (2, 0)),
}


@dataclass(eq=False)
class Module:
    """A module whose top-level statements run only when a name that they bind is asked for."""

    name: str
    script: Script
    machine: Machine
    is_package: bool = False
    scope: Scope = field(init=False)
    _definers: dict[str, list[ast.stmt]] | None = None
    _stars: list[ast.ImportFrom] = field(default_factory=list)
    _done: set[int] = field(default_factory=set)
    _imports_alembic: bool | None = None

    def __post_init__(self) -> None:
        self.scope = Scope(self)

    @property
    def imports_alembic(self) -> bool:
        """Whether code of this module may touch the schema by itself; other modules are given a smaller budget."""
        if self._imports_alembic is None:
            self._imports_alembic = _IMPORTS_ALEMBIC.search(self.script.text) is not None
        return self._imports_alembic

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


@dataclass(frozen=True, slots=True, eq=False)
class Package(Native):
    """A folder of the project without `__init__.py`, as a namespace package."""

    name: str
    folders: tuple[Path, ...]


class Loader:
    """Finds project modules below the Python roots. A module is read once for a replay."""

    def __init__(self, machine: Machine, roots: Sequence[Path], scripts: dict[Path, Script] | None = None) -> None:
        self.machine = machine
        self.roots = tuple(roots)
        self.scripts = {} if scripts is None else scripts  # what was read already, by other machines too
        self._found: dict[str, Module | Package | None] = {}
        self._modules: dict[Path, Module] = {}
        self._packages: dict[Path, str] = {}

    def resolve(self, importer: Module, name: str, level: int = 0) -> Module | Package | Symbol:
        """What `import name` or `from ..name import` means in `importer`: a project module, or a library's symbol."""
        if level:
            name = self.absolute(importer, name, level)
        return self.find(name) or Symbol(name)

    def find(self, name: str) -> Module | Package | None:
        """The project's module of this dotted name, or None."""
        if name not in self._found:
            self._found[name] = None  # an import cycle sees nothing, rather than recursing
            self._found[name] = self._read(name)
        return self._found[name]

    def state_of(self, name: str) -> str:
        """Where the module of this name is found and a digest of its text; what a replay that read it depends on."""
        found = self.find(name)
        if isinstance(found, Package):
            return "\n".join(map(str, found.folders))
        return "" if found is None else f"{found.script.path} {sha256(found.script.text.encode()).hexdigest()}"

    def states(self) -> dict[str, str]:
        """The states of all modules that were looked for, found or not."""
        return {name: self.state_of(name) for name in sorted(self._found)}

    def member(self, source: Module | Package | Symbol, name: str) -> Value:
        """What `from source import name` binds; MISSING where a project module does not define it."""
        if isinstance(source, Symbol):
            path = f"{source.path}.{name}"
            if self.machine.sqlalchemy < SINCE.get(path, self.machine.sqlalchemy):
                raise Raised("ImportError", names=frozenset({"Exception"}))
            return self.machine.library(path)
        if isinstance(source, Module) and (value := source.get(name)) is not MISSING and source.defines(name):
            return value
        found = self.find(f"{source.name}.{name}")
        if found is not None:
            return found
        return source.get(name) if isinstance(source, Module) else MISSING

    def absolute(self, importer: Module, name: str, level: int) -> str:
        """The dotted name that `from ..name import` means in `importer`."""
        parts = importer.name.split(".")
        kept = parts[: len(parts) - level + (1 if importer.is_package else 0)]
        return ".".join([*kept, *([name] if name else [])])

    def _read(self, name: str) -> Module | Package | None:
        parts = name.split(".")
        if parts[0] in _LIBRARIES:
            return None
        if not all(part.isidentifier() or part[:1].isdigit() for part in parts):
            return None
        folders: list[Path] = []
        for root in self.roots:
            place = root.joinpath(*parts)
            for path, is_package in ((place / "__init__.py", True), (place.with_name(f"{place.name}.py"), False)):
                if path.is_file():
                    return self._module(name, path, is_package)
            if place.is_dir():
                folders.append(place)
        return Package(name, tuple(folders)) if folders else None

    def _module(self, name: str, path: Path, is_package: bool) -> Module | None:
        if path not in self._modules:
            try:
                script = self.scripts.get(path) or self.scripts.setdefault(path, Script.read(path))
            except (OSError, UnreadableScript):
                return None
            self._modules[path] = Module(name, script, self.machine, is_package)
        return self._modules[path]

    @property
    def modules(self) -> list[Module]:
        """Those that were found so far."""
        return list(self._modules.values())

    def at(self, path: Path) -> Module | None:
        """The project's module that this file holds."""
        if path.name == "__init__.py":
            return self._module(self._package_of(path.parent), path, True)
        package = self._package_of(path.parent)
        return self._module(f"{package}.{path.stem}" if package else path.stem, path, False)

    def name_of(self, path: Path) -> str:
        """The dotted name under which the project would import this file."""
        for root in self.roots:
            if path.is_relative_to(root):
                return ".".join(path.relative_to(root).with_suffix("").parts)
        return path.stem

    def _package_of(self, folder: Path) -> str:
        """The dotted name of a folder, from above its packages where it can be."""
        if folder not in self._packages:
            roots = [root for root in self.roots if folder.is_relative_to(root)]
            root = next((root for root in roots if not (root / "__init__.py").exists()), roots[0] if roots else folder)
            self._packages[folder] = ".".join(folder.relative_to(root).parts)
        return self._packages[folder]


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
