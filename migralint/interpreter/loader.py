"""Loader: the project's modules, found from imports below the Python roots."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from migralint.interpreter.modules import Module, Package
from migralint.interpreter.scope import MISSING
from migralint.interpreter.values import Raised, Symbol, Value
from migralint.revisions.sources import Sources

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

# Known by the names of what is in them: to read them, where they are installed beside a project, would only hide it.
KNOWN = frozenset({"flask_sqlalchemy", "geoalchemy2", "pydantic", "sqlalchemy_utils", "sqlmodel"})
# Never modules of the project, though a folder of migrations is often called `alembic`.
_LIBRARIES = frozenset({"alembic", "sqlalchemy", *KNOWN, *sys.stdlib_module_names})


# What code tries to import, to know which SQLAlchemy it has.
SINCE = {
    "sqlalchemy.orm.declarative_base": (1, 4),
    "sqlalchemy.orm.registry": (1, 4),
    **dict.fromkeys(("sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.mapped_column", "sqlalchemy.Uuid"), (2, 0)),
}


class Loader:
    """Finds project modules below the Python roots. A module is read once for a replay."""

    def __init__(self, machine: Machine, roots: Sequence[Path], sources: Sources) -> None:
        self.machine = machine
        self.roots = tuple(roots)
        self.sources = sources
        self.packages: Mapping[str, Path] = {}  # others by name, with the folders that hold them
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
        other = self.packages.get(parts[0])
        for root in dict.fromkeys((*self.roots, *([other] if other else []), *self._above(parts[0]))):
            place = root.joinpath(*parts)
            for path, is_package in ((place / "__init__.py", True), (place.with_name(f"{place.name}.py"), False)):
                if self.sources.files.is_file(path):
                    return self._module(name, path, is_package)
            if self.sources.files.is_dir(place):
                folders.append(place)
        return Package(name, tuple(folders)) if folders else None

    def _above(self, package: str) -> Iterator[Path]:
        """Where a namespace package lies that holds a root, though nothing in its folder says that it is one."""
        for root in self.roots:
            holding = next((folder for folder in (root, *root.parents) if folder.name == package), None)
            if holding is not None:
                yield holding.parent

    def _module(self, name: str, path: Path, is_package: bool) -> Module | None:
        if path not in self._modules:
            script = self.sources.script(path)
            if script is None:
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
            root = next(
                (root for root in roots if not self.sources.files.is_file(root / "__init__.py")),
                roots[0] if roots else folder,
            )
            self._packages[folder] = ".".join(folder.relative_to(root).parts)
        return self._packages[folder]
