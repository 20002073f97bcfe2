"""Which SQLAlchemy a project runs, as far as its requirements bound it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from migralint.project.requirements import Requirement

Minor: TypeAlias = tuple[int, int]

MINORS: tuple[Minor, ...] = ((1, 3), (1, 4), (2, 0), (2, 1))
_CLAUSE = re.compile(r"(===?|~=|!=|<=|>=|<|>|\^|~)?\s*v?(\d+)(?:\.(\d+))?((?:\.\d+)*)")


def sqlalchemy_version(requirements: Sequence[Requirement]) -> Minor | None:
    """The newest minor version that they allow; None where nothing keeps it from the newest there is."""
    return newest_minor(item.specifier for item in requirements if item.name == "sqlalchemy")


def oldest_sqlalchemy(requirements: Sequence[Requirement]) -> Minor | None:
    """The oldest minor version that they allow; None where nothing keeps it from any."""
    return oldest_minor(item.specifier for item in requirements if item.name == "sqlalchemy")


def newest_minor(specifiers: Iterable[str]) -> Minor | None:
    """`>=1.4,<2` is (1, 4)."""
    allowed = _allowed(specifiers)
    return allowed[-1] if allowed and allowed[-1] != MINORS[-1] else None


def oldest_minor(specifiers: Iterable[str]) -> Minor | None:
    """`>=2.0` is (2, 0)."""
    allowed = _allowed(specifiers)
    return allowed[0] if allowed and allowed[0] != MINORS[0] else None


def _allowed(specifiers: Iterable[str]) -> list[Minor]:
    clauses = [clause for text in specifiers for clause in _clauses(text)]
    return [minor for minor in MINORS if all(_allows(minor, *clause) for clause in clauses)]


def _clauses(text: str) -> Iterator[tuple[str, Minor, int]]:
    """Operator, minor version and how many parts the version has."""
    for operator, major, minor, rest in _CLAUSE.findall(text):
        parts = 1 + bool(minor) + (rest.count(".") if rest.strip(".0") else 0)
        yield operator, (int(major), int(minor or 0)), parts


def _allows(minor: Minor, operator: str, version: Minor, parts: int) -> bool:
    match operator:
        case "<":
            return minor < version or (minor == version and parts > 2)
        case "<=":
            return minor <= version
        case ">" | ">=":
            return minor >= version
        case "^":
            return minor[0] == version[0] and minor >= version
        case "~=" if parts == 2:
            return minor[0] == version[0] and minor >= version
        case "!=":
            return True
    return minor == version or (parts == 1 and minor[0] == version[0])
