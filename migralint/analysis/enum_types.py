"""Enum types of PostgreSQL in findings: which columns have one, and the code that makes and drops it."""

from __future__ import annotations

from collections.abc import Iterable

from migralint.alembic_code.calls import quoted
from migralint.objects import Column, EnumType, enum_key
from migralint.schema import Schema, Table


def columns_of_type(columns: Iterable[Column], enum: EnumType) -> list[Column]:
    return [column for column in columns if _is_of(column, enum)]


def column_of_type(table: Table | None, enum: EnumType) -> Column | None:
    """The table's first column of this type."""
    found = columns_of_type(table.columns, enum) if table is not None else []
    return found[0] if found else None


def is_used(schema: Schema, enum: EnumType) -> bool:
    return any(column_of_type(table, enum) is not None for table in schema.tables.values())


def _is_of(column: Column, enum: EnumType) -> bool:
    kind = column.type
    return kind.enum is not None and enum_key(kind.enum, kind.enum_schema) in (enum.key, enum.name)


def create_type(enum: EnumType) -> str:
    labels = ", ".join(map(quoted, enum.values)) or "…"
    return f"sa.Enum({labels}, {_named(enum)}).create(op.get_bind(), checkfirst=True)"


def drop_type(enum: EnumType) -> str:
    return f"sa.Enum({_named(enum)}).drop(op.get_bind(), checkfirst=True)"


def existing_type(enum: EnumType) -> str:
    """The type of a column whose enum type was made before; PostgreSQL's own ENUM, for `sa.Enum` differs by version."""
    labels = "".join(f"{quoted(value)}, " for value in enum.values)
    return f"postgresql.ENUM({labels}{_named(enum)}, create_type=False)"


def _named(enum: EnumType) -> str:
    schema = f", schema={quoted(enum.schema)}" if enum.schema else ""
    return f"name={quoted(enum.name)}{schema}"
