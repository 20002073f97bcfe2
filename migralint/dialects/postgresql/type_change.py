"""What PostgreSQL's ALTER COLUMN … TYPE does: rewrite, scan, rebuild indexes, or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.dialects.effect import Effect
from migralint.dialects.postgresql.locks import (
    ACCESS_EXCLUSIVE,
    index_names,
    locking,
    stored,
    with_partitions,
)
from migralint.dialects.postgresql.server import Server
from migralint.dialects.postgresql.types import Change, type_change
from migralint.objects import UNKNOWN_TYPE, Check, Index, PrimaryKey, TableName, Type, Unique
from migralint.operations import UNCHANGED, AlterColumn
from migralint.schema import Schema
from migralint.schema.schema import Table
from migralint.sql import read_sql

UTC = "the session's TimeZone is UTC"
CAST = re.compile(r"CAST\s*\((?P<value>.+?)\s+AS\s+(?P<type>.+)\)", re.IGNORECASE | re.DOTALL)


def change_type(operation: AlterColumn, new: Type, schema: Schema, server: Server) -> Effect:
    table = schema.table(operation.table) or Table(operation.table, complete=False)
    change = column_change(operation, new, schema)
    names = with_partitions(schema, operation.table)
    others = tuple(dict.fromkeys(_other_sides(table, operation.name, schema)))
    rows = tuple(stored(schema, names))
    if change in (Change.REWRITES, Change.ZONED):
        return locking(
            ACCESS_EXCLUSIVE,
            *names,
            *others,
            rewrites=rows,
            scans=dict.fromkeys((*rows, *others)),
            rebuilds=index_names(table),
            unless="" if change is Change.REWRITES or server.may_precede(12) else UTC,
        )
    rebuilds = tuple(_rebuilt(table, operation.name, change))
    scans = rows if rebuilds or rechecked(table, operation.name) else ()
    return locking(ACCESS_EXCLUSIVE, *names, *others, scans=scans, rebuilds=rebuilds)


def column_change(operation: AlterColumn, new: Type, schema: Schema) -> Change:
    """What the change of type does to the rows, by the type before and the USING expression."""
    old = old_type(operation, schema)
    cast = _cast(operation)
    if operation.using is None or (cast is not None and not cast.known):
        return type_change(old, new, schema)
    if cast is None:
        return Change.REWRITES
    first, second = type_change(old, cast, schema), type_change(cast, new, schema)
    order = (Change.REWRITES, Change.ZONED, Change.UNKNOWN, Change.REINDEXES, Change.FREE)
    return min(first, second, key=order.index)


def old_type(operation: AlterColumn, schema: Schema) -> Type:
    """The type that the schema knows, else the one that the author declares."""
    column = schema.column(operation.table, operation.name)
    if column is not None and column.type.known:
        return column.type
    return UNKNOWN_TYPE if operation.existing_type is UNCHANGED else operation.existing_type


def _cast(operation: AlterColumn) -> Type | None:
    """The type that a USING of the column alone casts to; unknown for no cast; None for any other expression."""
    using = _unwrapped(operation.using or "")
    if _is_column(using, operation.name):
        return UNKNOWN_TYPE
    written = CAST.fullmatch(using)
    value, _, name = (written["value"], "", written["type"]) if written else using.partition("::")
    return _read(name) if _is_column(value, operation.name) and "::" not in name else None


def _read(name: str) -> Type | None:
    operation = read_sql(f"ALTER TABLE t ALTER COLUMN c TYPE {name}", "postgresql")[0]
    return operation.type if isinstance(operation, AlterColumn) and isinstance(operation.type, Type) else None


def _unwrapped(expression: str) -> str:
    text = expression.strip()
    while text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1].strip()
    return text


def _is_column(text: str, name: str) -> bool:
    return _unwrapped(text).strip('"') == name


def _other_sides(table: Table, column: str, schema: Schema) -> Iterator[TableName]:
    """The tables at the other end of the column's foreign keys, which are taken down and put up again."""
    for key in table.foreign_keys:
        if column in key.columns and key.referred_table != table.name:
            yield key.referred_table
    primary_key = table.primary_key.columns if table.primary_key else ()
    for other, key in schema.referencing(table.name):
        if column in (key.referred_columns or primary_key):
            yield other.name


def rechecked(table: Table, column: str) -> tuple[Check, ...]:
    """The checks that any change of the column's type validates anew."""
    return tuple(check for check in table.checks if check.valid and _mentions(check.sql, column))


def _rebuilt(table: Table, column: str, change: Change) -> Iterator[str]:
    """Indexes that are built anew though no row changes: those whose expression or predicate mentions the column."""
    for index in table.indexes:
        by_expression = any(_mentions(index.columns[place], column) for place in index.expressions)
        plain = column in index.columns and change is Change.REINDEXES
        if plain or by_expression or (index.where is not None and _mentions(index.where, column)):
            yield index.name or _unnamed(index)
    if change is Change.REINDEXES:
        keys = (each for each in table.constraints if isinstance(each, (PrimaryKey, Unique)))
        yield from (key.name or "" for key in keys if column in key.columns)


def _unnamed(index: Index) -> str:
    return f"({', '.join(index.columns)})"


def _mentions(sql: str, column: str) -> bool:
    return re.search(rf"(?<![\w']){re.escape(column)}(?![\w'])", sql) is not None
