"""Types and defaults as PostgreSQL's `format_type` and `pg_get_expr` show them, types in SQLAlchemy's capitals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from migralint.objects import Column, Type, enum_key
from migralint.schema.naming import sequence_name
from migralint.schema.schema import Table

NAMES: Final[Mapping[str, str]] = {
    "INT": "INTEGER",
    "INT4": "INTEGER",
    "SERIAL": "INTEGER",
    "INT8": "BIGINT",
    "BIGSERIAL": "BIGINT",
    "INT2": "SMALLINT",
    "SMALLSERIAL": "SMALLINT",
    "BOOL": "BOOLEAN",
    "DECIMAL": "NUMERIC",
    "CHARACTER VARYING": "VARCHAR",
    "CHARACTER": "CHAR",
    "DOUBLE": "DOUBLE PRECISION",
    "FLOAT8": "DOUBLE PRECISION",
    "FLOAT4": "REAL",
    "TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE",
}
UNKNOWN: Final = "?"
CATALOG_NAMES: Final[Mapping[str, str]] = {
    "VARCHAR": "character varying",
    "CHAR": "bpchar",
    "TIMESTAMP": "timestamp without time zone",
    "TIME": "time without time zone",
}
TRUE: Final = frozenset(("1", "t", "true", "y", "yes", "on"))
FALSE: Final = frozenset(("0", "f", "false", "n", "no", "off"))
MOMENTS: Final = frozenset({"TIMESTAMP", "DATETIME", "DATE", "TIME"})
# What the server reads in the literal of a moment, once and for all: the time of the migration is not known.
FIXED_MOMENT: Final = re.compile(r"\(*(now(\(\))?|today|tomorrow|yesterday)\)*", re.IGNORECASE)
_KEYWORDS: Final = ("CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "LOCALTIMESTAMP", "CURRENT_USER")


def shown_type(kind: Type) -> Type:
    if kind.name.upper() == "FLOAT":
        single = bool(kind.arguments) and kind.arguments[0].isdigit() and int(kind.arguments[0]) <= 24
        return replace(kind, name="REAL" if single else "DOUBLE PRECISION", arguments=())
    if kind.enum is not None:
        return replace(kind, name=enum_key(kind.enum, kind.enum_schema))
    return replace(kind, name=NAMES.get(kind.name.upper(), kind.name))


def shown_default(table: Table, column: Column) -> str | None:
    if column.default is not None:
        return _expression(column.default.sql, shown_type(column.type))
    if not column.autoincrement or column.identity is not None:
        return None
    sequence = table.id_sequence or sequence_name(table.name, column, ())
    schema = f"{table.name.schema}." if table.name.schema else ""
    return f"nextval('{schema}{sequence}'::regclass)"


def _expression(sql: str, kind: Type) -> str:
    if re.fullmatch(r"'(?:[^']|'')*'", sql):
        return _literal(sql[1:-1], kind)
    if sequence := re.fullmatch(r"nextval\('([^']+)'\)", sql, re.IGNORECASE):
        return f"nextval('{sequence[1]}'::regclass)"
    if re.fullmatch(r"\w+\(\)", sql):
        return sql.lower()
    return sql.upper() if sql.upper() in (*_KEYWORDS, "NULL") else sql.lower() if _is_boolean(sql) else sql


def _is_boolean(sql: str) -> bool:
    return sql.lower() in ("true", "false")


def _literal(text: str, kind: Type) -> str:
    """A quoted constant, which the server reads as the column's type before it keeps it."""
    name = f"{kind.name} {kind.suffix}".strip()
    if kind.dimensions == 0:
        if kind.name in MOMENTS and FIXED_MOMENT.fullmatch(text):
            return UNKNOWN
        if name == "BOOLEAN" and text.lower() in TRUE | FALSE:
            return "true" if text.lower() in TRUE else "false"
        if name == "INTEGER" and text.isdigit():
            return text
        if name == "INTERVAL" and text.isdigit():
            seconds = int(text)
            text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    plain = kind.enum or CATALOG_NAMES.get(name, name.lower())
    return f"'{text}'::{plain}{'[]' * kind.dimensions}"
