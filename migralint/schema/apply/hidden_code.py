"""What code that cannot be seen, such as a DO block, may have done: a conflict that it explains is not sure."""

from __future__ import annotations

import re

from msgspec.structs import replace

from migralint.operations import RawSql, Unread
from migralint.schema.apply.conflict import Conflict, Result
from migralint.schema.apply.session import with_setting
from migralint.schema.naming import Naming
from migralint.schema.schema import Schema

CODE = "hidden code"
TYPES = ("hidden types", "")  # it may have made types
_BUILDS_SQL = re.compile(r"\b(EXECUTE|CALL|PERFORM)\b", re.IGNORECASE)
_MAKES_TYPES = re.compile(r"\bTYPE\b", re.IGNORECASE)
_CATALOG = re.compile(r"\b(pg_\w+|information_schema)\b", re.IGNORECASE)
_NAMES = re.compile(r'"([^"]+)"|\b(?:table|column|of(?! table| column)|on) ([\w$.]+)')


def raw_sql(schema: Schema, operation: RawSql, naming: Naming) -> Result:
    if operation.command in ("SET", "PRAGMA"):
        return with_setting(schema, operation.text), None
    if not operation.opaque:
        return schema, None
    builds = _BUILDS_SQL.search(operation.text) is not None
    schema = _with_code(schema, operation.text, builds=builds)
    return with_hidden_types(schema) if builds or _MAKES_TYPES.search(operation.text) else schema, None


def unread(schema: Schema, operation: Unread, naming: Naming) -> Result:
    """SQL that PostgreSQL cannot read fails, unless the dialect is a mere guess."""
    if operation.refused and not naming.assumed:
        return schema, Conflict("refused", f"PostgreSQL says {operation.why}", "syntax")
    if not operation.is_ddl:
        return schema, None
    dropping = str(operation.table or "") if "drop" in operation.directive else ""
    if text := operation.sql or dropping:
        schema = _with_code(schema, text, builds=True)
    hides = "execute" in operation.directive or operation.directive == "Enum.create"
    return with_hidden_types(schema) if hides else schema, None


def with_hidden_types(schema: Schema) -> Schema:
    return replace(schema, objects=schema.objects.insert(TYPES, True))


def _with_code(schema: Schema, text: str, *, builds: bool) -> Schema:
    """`builds`: it builds statements, so that what it changes does not all stand in the text."""
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
