"""Types and defaults as a database shows them to whoever asks it, which is not always how the script spelled them."""

from __future__ import annotations

from migralint.objects import Column, Type
from migralint.schema.schema import Table
from migralint.schema.shown import postgresql


def shown_type(kind: Type, dialect: str) -> str:
    return str(postgresql.shown_type(kind) if dialect == "postgresql" else kind)


def shown_default(table: Table, column: Column, dialect: str) -> str | None:
    if dialect == "postgresql":
        return postgresql.shown_default(table, column)
    return column.default.sql if column.default else None
