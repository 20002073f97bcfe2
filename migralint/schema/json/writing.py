"""A schema written as JSON, its types and defaults as the database would show them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from migralint.objects import Column, ForeignKey, Identity, Index, Unique
from migralint.schema.schema import Schema, Table
from migralint.schema.shown import shown_action, shown_default, shown_key_name, shown_type

Json: TypeAlias = "None | bool | int | float | str | Sequence[Json] | Mapping[str, Json]"

VERSION = 1
_ORDER = re.compile(r'"?(\w+)"?\s+((?:ASC|DESC)(?:\s+NULLS\s+(?:FIRST|LAST))?)', re.IGNORECASE)


def to_json(schema: Schema, *, revisions: Sequence[str] = (), dialect: str = "", server: str = "") -> dict[str, Json]:
    """The document, ready for `json.dumps`. Tables are sorted by name. `server` is MariaDB behind MySQL's dialect."""
    server = server or dialect
    return {
        "version": VERSION,
        "revisions": list(revisions),
        "dialect": dialect,
        "tables": {str(table.name): _table(table, server) for table in schema.sorted_tables()},
        "enums": {name: list(enum.values) for name, enum in sorted(schema.enums.items())},
        "complete": schema.complete,
    }


def _table(table: Table, dialect: str) -> dict[str, Json]:
    key = table.primary_key
    return {
        "columns": [_column(table, column, dialect) for column in table.columns],
        "primary_key": {"name": shown_key_name(key, dialect), "columns": list(key.columns)} if key else None,
        "foreign_keys": [_foreign_key(foreign_key, dialect) for foreign_key in table.foreign_keys],
        "unique": [_unique(unique) for unique in table.uniques],
        "indexes": [_index(index) for index in table.indexes],
        "checks": [{"name": check.name, "sqltext": check.sql} for check in table.checks],
    }


def _column(table: Table, column: Column, dialect: str) -> dict[str, Json]:
    key, computed = table.primary_key, column.computed
    return {
        "name": column.name,
        "type": shown_type(column.type, dialect),
        "nullable": column.nullable,
        "default": shown_default(table, column, dialect),
        "primary_key": column.name in key.columns if key else column.primary_key,
        **_given(
            autoincrement=column.autoincrement,
            identity=_identity(column.identity),
            computed=None if computed is None else {"sqltext": computed.sql, "persisted": computed.stored},
            collation=column.collation,
            comment=column.comment,
        ),
    }


def _identity(identity: Identity | None) -> Json:
    return None if identity is None else {"always": identity.always}


def _foreign_key(key: ForeignKey, dialect: str) -> dict[str, Json]:
    return {
        "name": key.name,
        "columns": list(key.columns),
        "referred_table": str(key.referred_table),
        "referred_columns": list(key.referred_columns),
        "ondelete": shown_action(key, dialect),
        **_given(onupdate=key.on_update, deferrable=key.deferrable),
    }


def _unique(unique: Unique) -> dict[str, Json]:
    return {
        "name": unique.name,
        "columns": list(unique.columns),
        **_given(deferrable=unique.deferrable, nulls_not_distinct=unique.nulls_not_distinct),
    }


def _index(index: Index) -> dict[str, Json]:
    """Where an expression stands `columns` holds null; `expressions` then holds the text of every place.

    A column with an order (`created DESC`) is a column all the same; `column_sorting` tells its order.
    """
    orders = [
        _ORDER.fullmatch(name) if place in index.expressions else None for place, name in enumerate(index.columns)
    ]
    texts = [order[1] if order else name for order, name in zip(orders, index.columns, strict=True)]
    is_column = [place not in index.expressions or order is not None for place, order in enumerate(orders)]
    return {
        "name": index.name,
        "columns": [text if plain else None for text, plain in zip(texts, is_column, strict=True)],
        "unique": index.unique,
        **_given(
            expressions=texts if not all(is_column) else None,
            column_sorting={
                order[1]: order[2].lower().replace("nulls ", "nulls_").split() for order in orders if order
            },
            where=index.where,
            method=index.method,
            orders=list(index.orders),
            include=list(index.include),
        ),
    }


def _given(**parts: Json) -> dict[str, Json]:
    """The parts that say something: most objects have none of these."""
    return {name: part for name, part in parts.items() if part not in (None, False, [], {})}
