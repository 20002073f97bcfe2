"""What code that cannot be seen, such as a DO block, may have done: a conflict that it explains is not sure."""

from __future__ import annotations

import re

from msgspec.structs import replace

from migralint.schema.apply.conflict import Conflict
from migralint.schema.schema import Schema

CODE = "hidden code"
_BUILDS_SQL = re.compile(r"\b(EXECUTE|CALL|PERFORM)\b", re.IGNORECASE)
_CATALOG = re.compile(r"\b(pg_\w+|information_schema)\b", re.IGNORECASE)
_NAMES = re.compile(r'"([^"]+)"|\b(?:table|column|of(?! table| column)|on) ([\w$.]+)')


def with_hidden_code(schema: Schema, text: str, *, builds_sql: bool | None = None) -> Schema:
    """The schema behind such code. `builds_sql`: what it changes does not all stand in the text; None: look there."""
    builds = _BUILDS_SQL.search(text) is not None if builds_sql is None else builds_sql
    return replace(schema, objects=schema.objects.insert((CODE, text), builds))


def may_explain(schema: Schema, conflict: Conflict) -> bool:
    """Whether hidden code of before may have made or dropped what the conflict is about."""
    if conflict.kind == "refused":
        return False
    codes = [(text, builds) for (kind, text), builds in schema.objects.items() if kind == CODE]
    names = [part for found in _NAMES.findall(conflict.object) for part in (found[0] or found[1]).split(".")]
    return any(_may_change(schema, text, names, builds) for text, builds in codes)


def _may_change(schema: Schema, text: str, names: list[str], builds: bool) -> bool:
    """Code that builds its statements may change whatever it names, or all that it finds where it names no table."""
    words = {word.lower() for word in re.findall(r"[\w$]+", text)}
    named = [name.lower() in words for name in names]
    if not builds:
        return bool(named) and all(named)
    if any(named):
        return True
    return _CATALOG.search(text) is not None and not any(table.name.lower() in words for table in schema.tables)
