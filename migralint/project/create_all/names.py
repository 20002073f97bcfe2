"""Which function, class or object of the project a name means, followed through imports by name."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from migralint.project.create_all.sites import Site
from migralint.project.create_all.sources import Sources
from migralint.project.imports import module_files
from migralint.project.python_source import PythonFile, assignments

_DEEPEST = 8


class Definition(Struct, frozen=True):
    """Where a name is given its value; `path` None: in a library, and `name` has its module."""

    path: Path | None
    name: str


class Import(Struct, frozen=True):
    """`from module import name`; `name` None: `import module`."""

    module: str
    name: str | None = None


def definition(node: ast.expr, file: PythonFile, sources: Sources, depth: int = 0) -> Definition | None:
    """What `name` or `module.name` means in the file; None for anything else."""
    match node:
        case ast.Name(id=name):
            return _named(name, file, sources, depth)
        case ast.Attribute(value=value, attr=name):
            module = _module(value, file, sources)
            return _named(name, module, sources, depth) if module is not None else _of_library(node, file)
    return None


def class_of(node: ast.expr, site: Site, sources: Sources) -> Definition | None:
    """The class of `Store()`, and of `store` where it is assigned that; None where it cannot be seen."""
    if isinstance(node, ast.Call):
        return definition(node.func, site.file, sources)
    inside = assignments(
        [each for each in ast.walk(site.function) if isinstance(each, ast.stmt)] if site.function else []
    )
    local = dict(inside).get(node.id) if isinstance(node, ast.Name) else None
    found = None if local is not None else definition(node, site.file, sources)
    file = site.file if found is None else sources.file(found.path) if found.path else None
    value = local if found is None or file is None else file.constants.get(found.name)
    return definition(value.func, file, sources) if isinstance(value, ast.Call) and file is not None else None


def imports(file: PythonFile) -> Mapping[str, Import]:
    """The names that the file's imports bind, wherever they stand."""
    found: dict[str, Import] = {}
    for node in file.nodes:
        if isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            found.update((alias.asname or alias.name, Import(module, alias.name)) for alias in node.names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.split(".")[0]
                found[alias.asname or top] = Import(alias.name if alias.asname else top)
    return found


def imported_paths(file: PythonFile, sources: Sources) -> Iterator[Path]:
    """The project's modules that the file's imports name."""
    for node in file.nodes:
        if isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from _paths(module, file, sources)
            for alias in node.names:
                yield from _paths(_joined(module, alias.name), file, sources)
        elif isinstance(node, ast.Import):
            yield from (path for alias in node.names for path in _paths(alias.name, file, sources))


def _named(name: str, file: PythonFile, sources: Sources, depth: int) -> Definition | None:
    bound = imports(file).get(name)
    if bound is None or bound.name is None:
        return Definition(file.path, name) if bound is None else None
    module = next(_files(bound.module, file, sources), None)
    if module is None:
        return Definition(None, f"{bound.module}.{bound.name}")
    if depth >= _DEEPEST or module.path == file.path:
        return None
    return _named(bound.name, module, sources, depth + 1)


def _module(node: ast.expr, file: PythonFile, sources: Sources) -> PythonFile | None:
    """The project's module that `module` or `package.module` means."""
    match node:
        case ast.Name(id=name):
            bound = imports(file).get(name)
            if bound is None:
                return None
            written = bound.module if bound.name is None else _joined(bound.module, bound.name)
            return next(_files(written, file, sources), None)
        case ast.Attribute():
            parts = ast.unparse(node).split(".")
            bound = imports(file).get(parts[0])
            if bound is not None and bound.name is None and bound.module == parts[0]:
                return next(_files(".".join(parts), file, sources), None)
    return None


def _of_library(node: ast.Attribute, file: PythonFile) -> Definition | None:
    parts = ast.unparse(node).split(".")
    bound = imports(file).get(parts[0])
    return None if bound is None or bound.name is not None else Definition(None, ".".join([bound.module, *parts[1:]]))


def _joined(module: str, name: str) -> str:
    return f"{module}{name}" if module.endswith(".") else f"{module}.{name}"


def _files(module: str, importer: PythonFile, sources: Sources) -> Iterator[PythonFile]:
    yield from (file for path in _paths(module, importer, sources) if (file := sources.file(path)) is not None)


def _paths(module: str, importer: PythonFile, sources: Sources) -> Iterator[Path]:
    dots = len(module) - len(module.lstrip("."))
    parts = module.lstrip(".").split(".") if module.strip(".") else []
    root = sources.root
    above = [folder for folder in importer.path.parents if folder.is_relative_to(root)]
    starts = importer.path.parents[dots - 1 : dots] if dots else [*sources.project.python_roots, *above]
    for start in starts:
        yield from module_files(start.joinpath(*parts))
