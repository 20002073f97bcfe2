"""Types, defaults and names as a database shows them, which is not always how the script spelled them."""

from __future__ import annotations

from migralint.objects import Column, ForeignKey, PrimaryKey, Type
from migralint.schema.schema import Table
from migralint.schema.shown import mysql, postgresql

MYSQL = ("mysql", "mariadb")


def shown_type(kind: Type, dialect: str) -> str:
    if dialect in MYSQL:
        return str(mysql.shown_type(kind, dialect))
    return str(postgresql.shown_type(kind) if dialect == "postgresql" else kind)


def shown_default(table: Table, column: Column, dialect: str) -> str | None:
    if dialect == "postgresql":
        return postgresql.shown_default(table, column)
    if dialect in MYSQL:
        return mysql.shown_default(column, dialect)
    return column.default.sql if column.default else None


def shown_key_name(key: PrimaryKey, dialect: str) -> str | None:
    """MySQL's is always PRIMARY, which is no name that could be dropped."""
    return None if dialect in MYSQL else key.name


def shown_action(key: ForeignKey, dialect: str) -> str | None:
    """MySQL knows no difference between RESTRICT, NO ACTION and nothing."""
    return None if dialect in MYSQL and key.on_delete in ("RESTRICT", "NO ACTION") else key.on_delete
