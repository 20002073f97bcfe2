"""Which modules may hold models: those that env.py imports, or, where the application decides, all of the project's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from migralint.interpreter.loader import Loader
from migralint.interpreter.modules import Module, Package
from migralint.project.folders import below

_DECLARING = (
    "Mapped[", "mapped_column(", "declarative_base(", "DeclarativeBase", "as_declarative", "table=True", "sa_column",
    "= Column(", "=Column(", ".Column(", "MetaData(",
)  # fmt: skip
# What says so only in the right place, with a word that is quickly looked for.
_PLACED = {
    "__tablename__": re.compile(r"(?<![.\w])__tablename__\b"),
    "Table(": re.compile(r"\.Table\(|\bTable\(\s*[^,()]+,\s*[\w.]*meta", re.IGNORECASE),
    ".Model": re.compile(r"^\s*class\s+\w+\([^)]*\.Model\b", re.MULTILINE),
}
_REVISION = re.compile(r"^down_revision\b", re.MULTILINE)
_BASES = re.compile(r"^\s*class\s+\w+\(([^)]*)\)", re.M)
_WORD = re.compile(r"\w+")
_FROM = r"from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*)|import[ \t]+([^\n#]+)"
_AT_TOP, _ANYWHERE = re.compile(rf"^(?:{_FROM})", re.M), re.compile(rf"^[ \t]*(?:{_FROM})", re.M)
# Imports that name no module: whole packages are read then.
_DYNAMIC = re.compile(r"\b(?:import_modules?_\w+|iter_modules|walk_packages|import_submodules|import_models)\(")
_NEAR = 2  # so many imports away from env.py, those inside functions count too
_MOST_FILES = 5_000


def imported_modules(start: Module, excluded: Sequence[Path], loader: Loader) -> Iterator[Module]:
    """The module and those of the project that it imports, at any depth, nearest first."""
    level, seen = [start], {start.script.path}
    depth = 0
    while level:
        following: list[Module] = []
        for module in level:
            yield module
            for other in _reached(module, excluded, loader, near=depth < _NEAR):
                if other.script.path not in seen and len(seen) < _MOST_FILES:
                    seen.add(other.script.path)
                    following.append(other)
        level, depth = following, depth + 1


def _reached(module: Module, excluded: Sequence[Path], loader: Loader, *, near: bool) -> Iterator[Module]:
    yield from named_modules(module, loader, anywhere=near)
    if near and _DYNAMIC.search(module.script.text):
        packages = [other for other in (module, *named_modules(module, loader)) if other.is_package]
        yield from modules_below([other.script.path.parent for other in packages], excluded, loader)


def modules_below(folders: Iterable[Path], excluded: Sequence[Path], loader: Loader) -> Iterator[Module]:
    """The modules in the folders, tests and migrations left out; a file stands for itself."""
    seen: set[Path] = set()
    for start in folders:
        for path in [start] if loader.sources.files.is_file(start) else _files(start, excluded, loader):
            if path not in seen and len(seen) < _MOST_FILES:
                seen.add(path)
                module = loader.at(path)
                if module is not None:
                    yield module


def declares(module: Module) -> bool:
    return declares_tables(module.script.text)


def declares_tables(text: str) -> bool:
    """Whether a module's text may declare a table or a column, or make a base for models. A revision describes them."""
    if "down_revision" in text and _REVISION.search(text) is not None:
        return False
    if any(word in text for word in _DECLARING):
        return True
    return any(word in text and pattern.search(text) is not None for word, pattern in _PLACED.items())


def base_words(module: Module) -> set[str]:
    """The names that the bases of the module's classes are written with."""
    text = module.script.text
    return {word for bases in _BASES.findall(text) for word in _WORD.findall(bases)} if "class " in text else set()


def _files(start: Path, excluded: Sequence[Path], loader: Loader) -> Iterator[Path]:
    for folder, names in below(start, loader.sources.files.entries):
        if not any(folder.is_relative_to(other) for other in excluded):
            yield from (folder / name for name in names if name.endswith(".py") and not _is_test(name))


def _is_test(name: str) -> bool:
    return name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py"


def named_modules(module: Module, loader: Loader, *, anywhere: bool = True) -> Iterator[Module]:
    """The project's modules that a module's own imports name, the packages above them included."""
    for written, bound in _imported_names(module.script.text, _ANYWHERE if anywhere else _AT_TOP):
        name = written.lstrip(".")
        dots = len(written) - len(name)
        name = loader.absolute(module, name, dots) if dots else name
        parts = name.split(".")
        found = [loader.find(".".join(parts[:end])) for end in range(1, len(parts) + 1)]
        if isinstance(found[-1], Package) or (isinstance(found[-1], Module) and found[-1].is_package):
            found += [loader.find(f"{name}.{item}") for item in bound if item.isidentifier()]
        yield from (other for other in found if isinstance(other, Module))


def _imported_names(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, list[str]]]:
    """The modules as written (`.models`) with the names taken from each."""
    for found in pattern.finditer(text):
        if found[1]:
            names = re.sub(r"#[^\n]*", "", found[2]).strip("() \t\r\n").split(",")
            yield found[1], [name.split()[0] for name in names if name.split()]
        else:
            yield from ((name.split()[0], []) for name in found[3].split(",") if name.split())
