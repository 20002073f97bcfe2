"""What PostgreSQL's operations on columns do to their table and to the tables that foreign keys tie to it."""

from __future__ import annotations

from migralint.dialects.effect import Effect
from migralint.dialects.postgresql.constraints import add_foreign_key, add_other, is_surely_nullable
from migralint.dialects.postgresql.defaults import computes_every_row, is_null
from migralint.dialects.postgresql.locks import (
    ACCESS_EXCLUSIVE,
    SHARE,
    SHARE_ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    index_names,
    locking,
    stored,
    together,
    with_partitions,
)
from migralint.dialects.postgresql.server import Server
from migralint.dialects.postgresql.type_change import change_type
from migralint.objects import Constraint, ForeignKey, TableName
from migralint.operations import UNCHANGED, AddColumn, AlterColumn, DropColumn, RenameColumn
from migralint.schema import Schema


def add_column(operation: AddColumn, schema: Schema, server: Server) -> Effect:
    name = operation.table
    names = with_partitions(schema, name)
    added = locking(ACCESS_EXCLUSIVE, *names)
    if operation.if_not_exists and schema.column(name, operation.column.name) is not None:
        return added
    rows = tuple(stored(schema, names))
    if computes_every_row(operation.column, schema, server):
        rebuilds = index_names(schema.table(name))
        added = locking(ACCESS_EXCLUSIVE, *names, rewrites=rows, scans=rows, rebuilds=rebuilds)
    constraints = (_constraint(operation, constraint, schema) for constraint in operation.constraints)
    indexes = (locking(SHARE, *names, scans=rows) for _ in operation.indexes)
    return together(added, *constraints, *indexes)


def _constraint(operation: AddColumn, constraint: Constraint, schema: Schema) -> Effect:
    """A foreign key within ADD COLUMN needs no look at rows that all hold NULL, one after it reads them."""
    if not isinstance(constraint, ForeignKey):
        return add_other(constraint, operation.table, schema)
    if not is_null(operation.column.default):
        return add_foreign_key(constraint, operation.table, schema)
    scans = () if operation.inline_references else stored(schema, with_partitions(schema, operation.table))
    return locking(SHARE_ROW_EXCLUSIVE, operation.table, constraint.referred_table, scans=scans)


def drop_column(operation: DropColumn, schema: Schema, server: Server) -> Effect:
    names = with_partitions(schema, operation.table)
    others = tuple(_tied(operation, schema))
    return locking(ACCESS_EXCLUSIVE, *names, *others, loses_data=True)


def _tied(operation: DropColumn, schema: Schema) -> list[TableName]:
    """The tables whose foreign keys go with the column, and those that its own foreign keys point to."""
    table = schema.table(operation.table)
    if table is None:
        return []
    others = [key.referred_table for key in table.foreign_keys if operation.name in key.columns]
    if operation.cascade:
        primary_key = table.primary_key.columns if table.primary_key else ()
        others += [
            other.name
            for other, key in schema.referencing(table.name)
            if operation.name in (key.referred_columns or primary_key)
        ]
    return others


def alter_column(operation: AlterColumn, schema: Schema, server: Server) -> Effect:
    """`autoincrement` and what merely declares the column as it is make no SQL."""
    effects: list[Effect] = []
    names = with_partitions(schema, operation.table)
    if operation.type is not UNCHANGED:
        effects.append(change_type(operation, operation.type, schema, server))
    if operation.nullable is False:
        table = schema.table(operation.table)
        nullable = table is not None and is_surely_nullable(table, operation.name, server)
        effects.append(locking(ACCESS_EXCLUSIVE, *names, scans=stored(schema, names) if nullable else ()))
    catalogue = (operation.nullable is True, operation.default is not UNCHANGED, operation.identity is not UNCHANGED)
    if any(catalogue) or operation.drops_expression:
        effects.append(locking(ACCESS_EXCLUSIVE, *names))
    if operation.comment is not UNCHANGED:
        effects.append(locking(SHARE_UPDATE_EXCLUSIVE, operation.table))
    return together(*effects)


def rename_column(operation: RenameColumn, schema: Schema, server: Server) -> Effect:
    return locking(ACCESS_EXCLUSIVE, *with_partitions(schema, operation.table))
