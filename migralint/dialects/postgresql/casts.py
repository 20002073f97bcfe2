"""Which types PostgreSQL casts by itself in ALTER COLUMN … TYPE: those with an assignment cast in pg_cast."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from migralint.dialects.postgresql.types import family, is_certain
from migralint.objects import Type, enum_key
from migralint.schema import Schema

NUMBERS: Final = frozenset({"SMALLINT", "INTEGER", "BIGINT", "REAL", "DOUBLE PRECISION", "NUMERIC"})
STRINGS: Final = frozenset({"TEXT", "VARCHAR", "CHAR"})  # every type can become one, and they nothing else
ZONED_TIME, ZONED_TIMESTAMP = "TIME WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE"
CASTS: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(NUMBERS, NUMBERS),
    **dict.fromkeys(("BOOLEAN", "BYTEA", "UUID", "MACADDR", "XML"), frozenset()),
    **dict.fromkeys(STRINGS, frozenset()),
    "DATE": frozenset({"TIMESTAMP", ZONED_TIMESTAMP}),
    "TIME": frozenset({ZONED_TIME, "INTERVAL"}),
    ZONED_TIME: frozenset({"TIME"}),
    "TIMESTAMP": frozenset({"DATE", "TIME", ZONED_TIMESTAMP}),
    ZONED_TIMESTAMP: frozenset({"DATE", "TIME", ZONED_TIME, "TIMESTAMP"}),
    "INTERVAL": frozenset({"TIME"}),
    "JSON": frozenset({"JSONB"}),
    "JSONB": frozenset({"JSON"}),
    "INET": frozenset({"CIDR"}),
    "CIDR": frozenset({"INET"}),
}


def lacks_cast(old: Type, new: Type, schema: Schema) -> bool:
    """Whether a change between the types surely needs USING."""
    before, after = _name(old, schema), _name(new, schema)
    if before is None or after is None or (old.dimensions and new.dimensions):
        return False
    if old.dimensions or new.dimensions:
        return bool(new.dimensions) or after not in STRINGS
    return before != after and after not in STRINGS and after not in CASTS.get(before, frozenset())


def _name(each: Type, schema: Schema) -> str | None:
    """The type's family, an enum's key; None for a type of which no cast is known for sure."""
    if not each.known or ("domain", each.name) in schema.objects:
        return None
    if each.enum is not None:
        key = enum_key(each.enum, each.enum_schema)
        return f"enum {key}" if key in schema.enums or (each.values is not None and is_certain(each, schema)) else None
    found = family(each)
    return found if found in CASTS else None
