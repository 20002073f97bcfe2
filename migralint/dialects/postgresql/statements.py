"""What PostgreSQL's operations on data and on views, triggers and the like do to tables in use."""

from __future__ import annotations

import re

from migralint.dialects.effect import Effect, TableLock
from migralint.dialects.postgresql.locks import (
    ACCESS_EXCLUSIVE,
    ACCESS_SHARE,
    ROW_EXCLUSIVE,
    ROW_SHARE,
    SHARE_ROW_EXCLUSIVE,
    index_names,
    locking,
    together,
    with_partitions,
)
from migralint.dialects.postgresql.server import Server
from migralint.objects import TableName
from migralint.operations import AddEnumValue, ChangeData, CreateObject, DropObject, Query
from migralint.schema import Schema

FOR_UPDATE = re.compile(r"\bFOR\s+(?:NO\s+KEY\s+)?(?:KEY\s+)?(?:UPDATE|SHARE)\b", re.IGNORECASE)
NEVER_IN_TRANSACTION = frozenset(
    {"ALTER SYSTEM", "CREATE DATABASE", "DROP DATABASE", "CREATE TABLESPACE", "DROP TABLESPACE", "DISCARD ALL"}
)
RELATIONS = frozenset({"view", "materialized view", "sequence"})


def change_data(operation: ChangeData, schema: Schema, server: Server) -> Effect:
    if operation.kind == "truncate":
        return _truncate(operation, schema)
    read = locking(ACCESS_SHARE, *operation.reads)
    whole = operation.kind in ("update", "delete") and not operation.has_where
    scans = (operation.table,) if whole else ()
    loses = operation.kind == "delete"
    return together(locking(ROW_EXCLUSIVE, operation.table, scans=scans, loses_data=loses), read)


def _truncate(operation: ChangeData, schema: Schema) -> Effect:
    """TRUNCATE gives the table new, empty files."""
    names = with_partitions(schema, operation.table)
    others = [other.name for other, _ in schema.referencing(operation.table)] if operation.cascade else []
    rebuilds = index_names(schema.table(operation.table))
    return locking(ACCESS_EXCLUSIVE, *names, *others, rewrites=names, rebuilds=rebuilds, loses_data=True)


def query(operation: Query, schema: Schema, server: Server) -> Effect:
    mode = ROW_SHARE if FOR_UPDATE.search(operation.sql or "") else ACCESS_SHARE
    return locking(mode, *operation.reads)


def create_object(operation: CreateObject, schema: Schema, server: Server) -> Effect:
    name = relation_name(operation.name)
    if operation.kind == "view" and ("view", operation.name) in schema.objects:
        return _on_view(name)
    if operation.table is not None:
        mode = SHARE_ROW_EXCLUSIVE if operation.kind == "trigger" else ACCESS_EXCLUSIVE
        return locking(mode, operation.table)
    return Effect(allowed_in_transaction=_allowed(operation.source))


def drop_object(operation: DropObject, schema: Schema, server: Server) -> Effect:
    if operation.table is not None:
        return locking(ACCESS_EXCLUSIVE, operation.table)
    if operation.kind in RELATIONS:
        return _on_view(relation_name(operation.name), blocks_reads=operation.kind != "sequence")
    return Effect(allowed_in_transaction=_allowed(operation.source))


def _on_view(name: TableName, *, blocks_reads: bool = True) -> Effect:
    """A view or a sequence has no writers that could wait."""
    return Effect(locks=(TableLock(name, ACCESS_EXCLUSIVE),), blocks_reads=blocks_reads)


def relation_name(name: str) -> TableName:
    schema, _, own = name.rpartition(".")
    return TableName(own, schema)


def _allowed(source: str) -> bool:
    return source.removeprefix("SQL ") not in NEVER_IN_TRANSACTION


def add_enum_value(operation: AddEnumValue, schema: Schema, server: Server) -> Effect:
    return Effect(allowed_in_transaction=not server.may_precede(12))
