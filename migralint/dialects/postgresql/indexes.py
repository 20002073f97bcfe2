"""What PostgreSQL's operations on indexes do to the tables below them."""

from __future__ import annotations

from migralint.dialects.effect import Effect
from migralint.dialects.postgresql.locks import (
    ACCESS_EXCLUSIVE,
    SHARE,
    SHARE_UPDATE_EXCLUSIVE,
    index_names,
    locking,
    stored,
    with_partitions,
)
from migralint.dialects.postgresql.server import Server
from migralint.objects import TableName
from migralint.operations import CreateIndex, DropIndex, RenameIndex
from migralint.schema import Schema


def create_index(operation: CreateIndex, schema: Schema, server: Server) -> Effect:
    table = schema.table(operation.table)
    mode = SHARE_UPDATE_EXCLUSIVE if operation.concurrently else SHARE
    alone = operation.concurrently or operation.only
    names = (operation.table,) if alone else with_partitions(schema, operation.table)
    exists = operation.if_not_exists and operation.index.name in set(index_names(table))
    scans = () if exists else stored(schema, names)
    return locking(mode, *names, scans=scans, allowed_in_transaction=not operation.concurrently)


def drop_index(operation: DropIndex, schema: Schema, server: Server) -> Effect:
    mode = SHARE_UPDATE_EXCLUSIVE if operation.concurrently else ACCESS_EXCLUSIVE
    table = table_of_index(schema, operation.name, operation.table)
    names = () if table is None else with_partitions(schema, table)
    return locking(mode, *names, allowed_in_transaction=not operation.concurrently)


def rename_index(operation: RenameIndex, schema: Schema, server: Server) -> Effect:
    """The index alone is locked, and no statement was seen to wait for it."""
    mode = ACCESS_EXCLUSIVE if server.may_precede(12) else SHARE_UPDATE_EXCLUSIVE
    locks = locking(mode, TableName(operation.name)).locks
    return Effect(locks=locks)


def table_of_index(schema: Schema, name: str | None, table: TableName | None = None) -> TableName | None:
    """The table that the index belongs to; index names are unique in a schema."""
    if table is not None:
        return table
    return next((each.name for each in schema.sorted_tables() if name in set(index_names(each))), None)
