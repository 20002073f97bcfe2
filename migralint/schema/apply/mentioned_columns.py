"""The columns that a check mentions: PostgreSQL names it after them, and it goes with them."""

from __future__ import annotations

import re

from msgspec.structs import replace

from migralint.objects import Check, Column, Constraint

_NOT_NAMES = re.compile(r"'(?:[^']|'')*'|::\s*\w+|\b\w+\s*\(")
_NAME = re.compile(r'"((?:[^"]|"")+)"|`([^`]+)`|\[([^\]]+)\]|(\w+)')


def with_mentioned_columns(constraint: Constraint, columns: tuple[Column, ...]) -> Constraint:
    """The constraint; a check that does not say what it is about is read for names of these columns."""
    if not isinstance(constraint, Check) or constraint.columns:
        return constraint
    names = {next(filter(None, found)) for found in _NAME.findall(_NOT_NAMES.sub(" ", constraint.sql))}
    folded = {name.lower() for name in names}
    return replace(constraint, columns=tuple(c.name for c in columns if c.name in names or c.name.lower() in folded))
