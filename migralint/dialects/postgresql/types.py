"""Which type changes PostgreSQL makes in its catalogue alone, without touching a row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import Final

from migralint.objects import Type
from migralint.schema import Schema

ALIASES: Final[Mapping[str, str]] = {
    "CHARACTER VARYING": "VARCHAR",
    "CHARACTER": "CHAR",
    "BPCHAR": "CHAR",
    "DECIMAL": "NUMERIC",
    "INT": "INTEGER",
    "INT4": "INTEGER",
    "SERIAL": "INTEGER",
    "INT2": "SMALLINT",
    "SMALLSERIAL": "SMALLINT",
    "INT8": "BIGINT",
    "BIGSERIAL": "BIGINT",
    "FLOAT4": "REAL",
    "FLOAT8": "DOUBLE PRECISION",
    "DOUBLE": "DOUBLE PRECISION",
    "BOOL": "BOOLEAN",
    "VARBIT": "BIT VARYING",
    "DATETIME": "TIMESTAMP",
    "TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE",
    "TIMETZ": "TIME WITH TIME ZONE",
}
BUILT_IN: Final = frozenset(
    "VARCHAR CHAR TEXT NUMERIC INTEGER SMALLINT BIGINT REAL BOOLEAN BIT TIMESTAMP TIME DATE INTERVAL BYTEA JSON JSONB "
    "JSONPATH UUID INET CIDR MACADDR MACADDR8 XML MONEY OID REGCLASS TSVECTOR TSQUERY NAME CITEXT HSTORE INT4RANGE "
    "INT8RANGE NUMRANGE DATERANGE TSRANGE TSTZRANGE POINT LINE LSEG BOX PATH POLYGON CIRCLE".split()
) | {"DOUBLE PRECISION", "BIT VARYING", "TIMESTAMP WITH TIME ZONE", "TIME WITH TIME ZONE"}
SAME_BYTES: Final = frozenset(
    {
        ("VARCHAR", "TEXT"), ("TEXT", "VARCHAR"), ("CITEXT", "TEXT"), ("TEXT", "CITEXT"), ("CITEXT", "VARCHAR"),
        ("VARCHAR", "CITEXT"), ("XML", "TEXT"), ("XML", "VARCHAR"), ("CIDR", "INET"), ("BIT", "BIT VARYING"),
        ("BIT VARYING", "BIT"), ("INTEGER", "OID"), ("OID", "INTEGER"), ("OID", "REGCLASS"), ("REGCLASS", "OID"),
        ("INTEGER", "REGCLASS"), ("REGCLASS", "INTEGER"),
    }
)  # fmt: skip
OTHER_ORDER: Final = frozenset({"CITEXT", "OID", "REGCLASS", "XML"})  # an index on the column sorts by other operators
ZONED: Final = frozenset({"TIMESTAMP", "TIMESTAMP WITH TIME ZONE"})
LIMITED: Final = frozenset({"VARCHAR", "BIT VARYING"})
FRACTIONAL: Final = ZONED | {"TIME", "TIME WITH TIME ZONE", "INTERVAL"}
WITH_ARGUMENTS: Final = FRACTIONAL | {"VARCHAR", "CHAR", "NUMERIC", "BIT", "BIT VARYING"}
FULL_PRECISION: Final = 6
COLLATE: Final = re.compile(r"\s*COLLATE\s+\S+", re.IGNORECASE)


class Change(Enum):
    """What a type change does to the rows; UNKNOWN: a type is not known well enough to tell."""

    FREE = "free"
    REINDEXES = "reindexes"
    ZONED = "zoned"  # depends on the session's TimeZone
    REWRITES = "rewrites"
    UNKNOWN = "unknown"


def type_change(old: Type, new: Type, schema: Schema) -> Change:
    if not old.known or not new.known:
        return Change.UNKNOWN
    before, after = family(old), family(new)
    if ("domain", new.name) in schema.objects or ("domain", old.name) in schema.objects:
        return _domain_change(old, new, schema)
    if old.dimensions != new.dimensions:
        return Change.REWRITES
    if before != after:
        return _between(before, after, new) if is_certain(old, schema) and is_certain(new, schema) else Change.UNKNOWN
    if _same_arguments(before, old, new) and _interval_fields(old) == _interval_fields(new):
        return Change.REINDEXES if _collation(old) != _collation(new) else Change.FREE
    if before not in BUILT_IN:
        return Change.UNKNOWN
    return Change.FREE if not old.dimensions and _widens(before, old, new) else Change.REWRITES


def _between(before: str, after: str, new: Type) -> Change:
    if {before, after} == ZONED:
        return Change.ZONED
    if (before, after) not in SAME_BYTES or new.arguments or new.dimensions:
        return Change.REWRITES
    return Change.REINDEXES if {before, after} & OTHER_ORDER else Change.FREE


def _domain_change(old: Type, new: Type, schema: Schema) -> Change:
    """A domain is stored as the type below it, which is taken to be the one that the column had or gets."""
    if schema.objects.get(("domain", new.name)) is False and old.name != new.name:
        return Change.REWRITES
    return Change.FREE


def _widens(family: str, old: Type, new: Type) -> bool:
    if family == "NUMERIC":
        return _numeric_widens(_numbers(old), _numbers(new))
    if family in FRACTIONAL:
        return _interval_fields(new) in ("", _interval_fields(old)) and _precision(old) <= _precision(new)
    if family in LIMITED:
        before, after = _numbers(old), _numbers(new)
        return not new.arguments or (len(before) == len(after) == 1 and before[0] <= after[0])
    return False


def _same_arguments(family: str, old: Type, new: Type) -> bool:
    """`FLOAT` and `FLOAT(53)` are one type, whose name says it all."""
    return old.arguments == new.arguments or (family in BUILT_IN and family not in WITH_ARGUMENTS)


def _numeric_widens(old: tuple[int, ...], new: tuple[int, ...]) -> bool:
    if not new:
        return True
    (precision, scale), (new_precision, new_scale) = ((*each, 0, 0)[:2] for each in (old, new))
    return bool(old) and scale == new_scale and precision <= new_precision


def _precision(each: Type) -> int:
    """Digits of a second's fraction, at most six."""
    digits = _numbers(each) or tuple(int(number) for number in re.findall(r"\((\d+)\)", each.suffix))
    return min(digits[0], FULL_PRECISION) if digits else FULL_PRECISION


def _interval_fields(each: Type) -> str:
    """`DAY TO SECOND`, which other types do not have."""
    return re.sub(r"\s*\(\d+\)", "", each.suffix).upper() if each.name.upper() == "INTERVAL" else ""


def _numbers(each: Type) -> tuple[int, ...]:
    return tuple(int(argument) for argument in each.arguments if argument.strip().isdigit())


def _collation(each: Type) -> str:
    found = COLLATE.search(each.suffix)
    return found[0] if found else ""


def family(each: Type) -> str:
    """The type without its arguments, by one name."""
    name = each.name.upper()
    name = ALIASES.get(name, name)
    if name in ("TIMESTAMP", "TIME") and each.suffix.upper().startswith("WITH "):
        return f"{name} WITH TIME ZONE"
    if name == "FLOAT":
        return "REAL" if _numbers(each) and _numbers(each)[0] <= 24 else "DOUBLE PRECISION"
    return name if name in BUILT_IN else each.name


def is_certain(each: Type, schema: Schema) -> bool:
    """Whether it is a built-in type or an enum, not one of an extension of which nothing is known."""
    return family(each) in BUILT_IN or each.name in schema.enums or each.values is not None
