"""Which type SQLModel gives to times, as far as the project's requirements tell its version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from migralint.project.requirements import Requirement

# The first version whose `datetime` fields are kept with a time zone.
ZONED = (0, 0, 45)
_CLAUSE = re.compile(r"(===?|~=|!=|<=|>=|<|>|\^|~)?\s*v?\b(\d+)\.(\d+)\.(\d+)")


def has_old_pydantic(requirements: Sequence[Requirement]) -> bool:
    """Whether Pydantic is one before 2.0, where a default of None makes a field one that may be None."""
    text = ",".join(item.specifier.replace(" ", "") for item in requirements if item.name == "pydantic")
    return re.search(r"(==|~=|\^|~)1\b|<=?1\.|<2(\.0)*(,|$)", text) is not None


def has_zoned_times(requirements: Sequence[Requirement]) -> bool | None:
    """Whether a `datetime` field has a time zone in its column; None where the version may be one or the other."""
    return zoned_times(item.specifier for item in requirements if item.name == "sqlmodel")


def zoned_times(specifiers: Iterable[str]) -> bool | None:
    """`~=0.0.46` is True."""
    for operator, *parts in _CLAUSE.findall(",".join(specifiers)):
        version = tuple(map(int, parts))
        if operator == "!=":
            continue
        if operator in ("<", "<=") and (version < ZONED or (operator == "<" and version == ZONED)):
            return False
        if operator not in ("<", "<="):
            if version >= ZONED:
                return True
            if operator in ("", "==", "===", "^"):  # a caret on 0.0.x allows that version alone
                return False
    return None
