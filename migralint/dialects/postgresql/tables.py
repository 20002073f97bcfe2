"""What PostgreSQL's CREATE, DROP and ALTER TABLE do to tables in use."""

from __future__ import annotations

import re
from collections.abc import Iterable

from migralint.dialects.effect import Effect
from migralint.dialects.postgresql.locks import (
    ACCESS_EXCLUSIVE,
    SHARE_ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    index_names,
    locking,
    together,
    with_partitions,
)
from migralint.dialects.postgresql.server import Server
from migralint.objects import Constraint, ForeignKey, TableName
from migralint.operations import AlterTable, CreateTable, DropTable, RenameTable
from migralint.schema import Schema

SHARED_ACTIONS = frozenset(
    {"ALTER COLUMN SET STATISTICS", "ALTER COLUMN SET ()", "ALTER COLUMN RESET ()", "CLUSTER ON", "SET WITHOUT CLUSTER"}
)
COPYING_ACTIONS = frozenset(
    {"SET LOGGED", "SET UNLOGGED", "SET TABLESPACE", "SET ACCESS METHOD", "ALTER COLUMN SET EXPRESSION"}
)
STORAGE_PARAMETERS = re.compile(r"(?:RE)?SET \(.*\)")
TRIGGER_ACTIONS = re.compile(r"(?:EN|DIS)ABLE (?:ALWAYS |REPLICA )?TRIGGER\b")
ROW_PREDICATE = re.compile(r"IS NOT NULL", re.IGNORECASE)


def create_table(operation: CreateTable, schema: Schema, server: Server) -> Effect:
    """The new table is nobody's yet; the tables that it points to are in use."""
    if operation.temporary or schema.table(operation.table) is not None:
        return Effect()
    referred = locking(SHARE_ROW_EXCLUSIVE, *_referred(operation.constraints, operation.table))
    if operation.partition_of is None:
        return referred
    return together(_beside_default_partition(schema, operation.partition_of, ACCESS_EXCLUSIVE), referred)


def drop_table(operation: DropTable, schema: Schema, server: Server) -> Effect:
    table = schema.table(operation.table)
    if table is None and schema.lacks_table(operation.table):
        return Effect()
    names = with_partitions(schema, operation.table)
    others = [*_referred(table.constraints, operation.table)] if table else []
    if table and table.partition_of:
        others.append(table.partition_of)
    if operation.cascade:
        others += [other.name for other, _ in schema.referencing(operation.table)]
    return locking(ACCESS_EXCLUSIVE, *names, *others, loses_data=True)


def rename_table(operation: RenameTable, schema: Schema, server: Server) -> Effect:
    return locking(ACCESS_EXCLUSIVE, operation.table)


def alter_table(operation: AlterTable, schema: Schema, server: Server) -> Effect:
    name, action = operation.table, operation.action
    if operation.other_table is not None:
        return _with_other_table(action, name, operation.other_table, schema, server)
    if action in SHARED_ACTIONS or STORAGE_PARAMETERS.fullmatch(action):
        return locking(SHARE_UPDATE_EXCLUSIVE, name)
    if TRIGGER_ACTIONS.match(action):
        return locking(SHARE_ROW_EXCLUSIVE, name)
    if action not in COPYING_ACTIONS:
        return locking(ACCESS_EXCLUSIVE, name)
    if action == "SET TABLESPACE":  # the files are copied as they are, and the indexes stay where they were
        return locking(ACCESS_EXCLUSIVE, name, rewrites=(name,))
    return locking(ACCESS_EXCLUSIVE, name, rewrites=(name,), scans=(name,), rebuilds=index_names(schema.table(name)))


def _with_other_table(action: str, parent: TableName, child: TableName, schema: Schema, server: Server) -> Effect:
    """`parent` is the table that is altered; INHERIT has them the other way round."""
    match action:
        case "ATTACH PARTITION":
            scans = () if _is_checked(schema, child) else (child,)
            parent_lock = ACCESS_EXCLUSIVE if server.may_precede(12) else SHARE_UPDATE_EXCLUSIVE
            return together(
                _beside_default_partition(schema, parent, parent_lock), locking(ACCESS_EXCLUSIVE, child, scans=scans)
            )
        case "DETACH PARTITION":
            child_lock = ACCESS_EXCLUSIVE if server.may_have(14) else SHARE_UPDATE_EXCLUSIVE
            return together(locking(ACCESS_EXCLUSIVE, parent), locking(child_lock, child))
        case "INHERIT":
            return together(locking(ACCESS_EXCLUSIVE, parent), locking(SHARE_UPDATE_EXCLUSIVE, child))
        case _:
            return together(
                locking(SHARE_UPDATE_EXCLUSIVE, parent, allowed_in_transaction=False),
                locking(ACCESS_EXCLUSIVE, child),
            )


def _beside_default_partition(schema: Schema, parent: TableName, mode: str) -> Effect:
    """A new partition takes rows away from the DEFAULT partition, which is read to see that it holds none of them."""
    others = (table for table in schema.sorted_tables() if table.partition_of == parent and table.default_partition)
    default = [table.name for table in others]
    return together(locking(mode, parent), locking(ACCESS_EXCLUSIVE, *default, scans=default))


def _is_checked(schema: Schema, child: TableName) -> bool:
    """Whether a validated CHECK may prove the partition's bounds, which the operation does not tell."""
    table = schema.table(child)
    return table is not None and any(c.valid and ROW_PREDICATE.search(c.sql) for c in table.checks)


def _referred(constraints: Iterable[Constraint], table: TableName) -> Iterable[TableName]:
    return (c.referred_table for c in constraints if isinstance(c, ForeignKey) and c.referred_table != table)
