"""Which of the project's own files a module imports, without importing any."""

from __future__ import annotations

import re
import sys
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from migralint.project.folders import entries, upwards
from migralint.project.python_source import PythonFile

_FROM = re.compile(r"^[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*)", re.MULTILINE)
_IMPORT = re.compile(r"^[ \t]*import[ \t]+([^\n#]+)", re.MULTILINE)
_COMMENT = re.compile(r"#[^\n]*")
# A project's folder may be called like one of these; the import still means the library.
_LIBRARIES = sys.stdlib_module_names | {"alembic", "sqlalchemy", "flask"}

MOST_FILES = 60

Roots: TypeAlias = Mapping[Path, Container[str]]  # a folder of modules, and what stands in it


def imported_files(
    start: PythonFile, roots: Sequence[Path], hops: int, first: Sequence[str] = ()
) -> Iterator[PythonFile]:
    """The files that a module imports, nearest first.

    At the start, the imports that bind one of the names in `first` lead.
    """
    known: Roots = {root: {name.removesuffix(".py") for part in entries(root) for name in part} for root in roots}
    level = [start]
    seen = {start.path}
    for hop in range(hops):
        found: list[PythonFile] = []
        for module in level:
            for path in _imports(module, known, first if hop == 0 else ()):
                if path not in seen and len(seen) < MOST_FILES:
                    seen.add(path)
                    file = PythonFile.read(path)
                    if file is not None:
                        found.append(file)
                        yield file
        level = found


def _imports(module: PythonFile, roots: Roots, first: Sequence[str]) -> list[Path]:
    wanted: list[Path] = []
    others: list[Path] = []
    for name, bound in imported_names(module.text):
        top = [*bound, name.split(".")[0]]
        (wanted if any(item in first for item in top) else others).extend(_resolve(name, bound, module.path, roots))
    return wanted + others


def namespace_roots(module: PythonFile, roots: Sequence[Path]) -> Iterator[Path]:
    """The folders right above the packages without `__init__.py` that hold the module, where it imports them."""
    tops = {name.split(".")[0] for name, _ in imported_names(module.text)} - _LIBRARIES
    for folder in upwards(module.path.parent):
        if any((folder / marker).exists() for marker in (".git", "pyproject.toml", "setup.py")):
            return
        if folder.name in tops and not any((root / folder.name).is_dir() for root in roots):
            tops.remove(folder.name)
            yield folder.parent


def imported_names(text: str) -> Iterator[tuple[str, list[str]]]:
    """The modules as written (`.models`) with the names taken from each."""
    for found in _FROM.finditer(text):
        names = _COMMENT.sub("", found[2]).strip("() \t\n\r").split(",")
        yield found[1], [name.split()[0] for name in names if name.split()]
    for found in _IMPORT.finditer(text):
        yield from ((name.split()[0], []) for name in found[1].split(",") if name.split())


def _resolve(name: str, bound: Sequence[str], importer: Path, roots: Roots) -> list[Path]:
    for start, parts in _starts(name, importer, roots):
        module = start.joinpath(*parts)
        found = [file for path in (module, *(module / item for item in bound)) for file in module_files(path)]
        if found:
            return found
    return []


def _starts(name: str, importer: Path, roots: Roots) -> Iterator[tuple[Path, list[str]]]:
    dots = len(name) - len(name.lstrip("."))
    parts = [part for part in name.split(".") if part]
    if dots:
        yield from ((folder, parts) for folder in importer.parents[dots - 1 : dots])
    elif parts and parts[0] not in _LIBRARIES:
        yield from ((root, parts) for root, names in roots.items() if parts[0] in names)


def module_files(path: Path) -> Iterator[Path]:
    file = path.parent / f"{path.name}.py"
    if file.is_file():
        yield file
    elif (path / "__init__.py").is_file():
        yield path / "__init__.py"
