"""What a primary key does to its columns."""

from __future__ import annotations

from msgspec.structs import replace

from migralint.objects import Column, PrimaryKey
from migralint.schema.naming import Naming
from migralint.schema.schema import Table


def with_primary_key_columns(table: Table, key: PrimaryKey, naming: Naming) -> Table:
    """The key's columns are NOT NULL, except on SQLite, which leaves them as they are declared."""

    def as_part(column: Column) -> Column:
        inside = column.name in key.columns
        nullable = column.nullable and (not inside or naming.dialect == "sqlite")
        if inside == column.primary_key and nullable == column.nullable:
            return column
        return replace(column, primary_key=inside, nullable=nullable)

    return replace(table, columns=tuple(as_part(column) for column in table.columns))


def without_primary_key_columns(table: Table) -> Table:
    """The columns stay NOT NULL when they leave the key."""
    key = table.primary_key.columns if table.primary_key else ()
    left = (c.primary_key and c.name not in key for c in table.columns)
    columns = (replace(c, primary_key=False) if leaves else c for c, leaves in zip(table.columns, left, strict=True))
    return replace(table, columns=tuple(columns))
