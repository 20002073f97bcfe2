"""Tables that the application speaks of, though no model that was found declares them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from migralint.objects import TableName
from migralint.project.folders import below
from migralint.project.project import Project

_MOST_FILES = 5_000
_CLASS = re.compile(r"^[ \t]*class +(\w+)", re.MULTILINE)
_DECLARING = re.compile(r"(__tablename__\s*=|\bTable\()\s*\Z")
_OF_HISTORY = re.compile(r".+_version|transaction(_changes|_meta)?|activity")
_NEAR = 60  # characters


class Mentions(Struct, frozen=True):
    """`declared`: there are models that were not found. `named`: tables that a string names, `classes` a class.

    `versioned`: SQLAlchemy-Continuum makes tables for what models were.
    """

    named: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    declared: bool = False
    versioned: bool = False

    def claims(self, table: str) -> bool:
        """Whether a model may be there that was not found."""
        return self.declared or table in self.classes or (self.versioned and _OF_HISTORY.fullmatch(table) is not None)


def mentions(project: Project, tables: Iterable[TableName]) -> Mentions:
    """What the application's code says of these tables."""
    names = {table.name for table in tables}
    if not names:
        return Mentions()
    words = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    by_class = {name.replace("_", "").lower(): name for name in names}
    named = re.compile(rf"""["'](?:\w+\.)?({words})["']""")  # a quote first: the search goes from quote to quote
    found: set[str] = set()
    classes: set[str] = set()
    declared = versioned = False
    for path in files_beside(project):
        text = path.read_bytes().decode(errors="replace")
        classes |= {by_class[name] for match in _CLASS.finditer(text) if (name := match[1].lower()) in by_class}
        versioned = versioned or "make_versioned(" in text
        for match in named.finditer(text):
            found.add(match[1])
            declared = declared or _DECLARING.search(text, max(match.start() - _NEAR, 0), match.start()) is not None
    return Mentions(frozenset(found), frozenset(classes), declared, versioned)


def files_beside(project: Project) -> Iterator[Path]:
    """The Python files of the application, without the project's own migrations."""
    others = [*project.version_locations, *([project.script_location] if project.script_location else [])]
    seen: set[Path] = set()
    for root in project.python_roots:
        if root in project.settings.python_roots and not root.is_relative_to(project.root):
            continue
        for folder, names in below(root):
            if any(folder.is_relative_to(other) for other in others):
                continue
            for path in (folder / name for name in names if name.endswith(".py")):
                if path not in seen and len(seen) < _MOST_FILES:
                    seen.add(path)
                    yield path
