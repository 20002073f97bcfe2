"""What PostgreSQL's operations on constraints do to the tables on both sides."""

from __future__ import annotations

import re

from migralint.dialects.effect import Effect
from migralint.dialects.postgresql.locks import (
    ACCESS_EXCLUSIVE,
    ROW_SHARE,
    SHARE_ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    locking,
    stored,
    together,
    with_partitions,
)
from migralint.dialects.postgresql.server import Server
from migralint.objects import Check, Constraint, ForeignKey, PrimaryKey, TableName, Unique
from migralint.operations import AddConstraint, DropConstraint, RenameConstraint, ValidateConstraint
from migralint.schema import Schema
from migralint.schema.schema import Table

NOT_NULL = re.compile(r"\(*\"?(?P<column>[^\s\"()]+)\"? IS NOT NULL\)*(?: AND .*)?", re.IGNORECASE | re.DOTALL)


def add_constraint(operation: AddConstraint, schema: Schema, server: Server) -> Effect:
    name, constraint = operation.table, operation.constraint
    table = schema.table(name)
    if isinstance(constraint, ForeignKey):
        return add_foreign_key(constraint, name, schema)
    if operation.using_index is not None:
        scans = (name,) if _makes_not_null(constraint, operation.using_index, table, server) else ()
        return locking(ACCESS_EXCLUSIVE, name, scans=scans)
    return add_other(constraint, name, schema)


def add_foreign_key(key: ForeignKey, name: TableName, schema: Schema) -> Effect:
    """Its triggers come on both tables; the check of the rows reads both."""
    names = with_partitions(schema, name)
    scans = (*stored(schema, names), key.referred_table) if key.valid else ()
    return locking(SHARE_ROW_EXCLUSIVE, *names, key.referred_table, scans=dict.fromkeys(scans))


def add_other(constraint: Constraint, name: TableName, schema: Schema) -> Effect:
    """UNIQUE, PRIMARY KEY and EXCLUDE build their index, CHECK reads every row."""
    names = with_partitions(schema, name)
    unvalidated = isinstance(constraint, Check) and not constraint.valid
    return locking(ACCESS_EXCLUSIVE, *names, scans=() if unvalidated else stored(schema, names))


def _makes_not_null(constraint: Constraint, index_name: str, table: Table | None, server: Server) -> bool:
    index = table.index(index_name) if table else None
    if not isinstance(constraint, PrimaryKey) or table is None or index is None:
        return False
    return any(is_surely_nullable(table, column, server) for column in index.columns)


def is_surely_nullable(table: Table, name: str, server: Server) -> bool:
    """Whether rows must be read to know that the column holds no NULL."""
    column = table.column(name)
    if column is None or not column.nullable:
        return False
    return server.may_precede(12) or not any(c.valid and proves_not_null(c, name) for c in table.checks)


def proves_not_null(check: Check, column: str) -> bool:
    """`CHECK (a IS NOT NULL)`, alone or with more behind AND."""
    found = NOT_NULL.fullmatch(check.sql.strip())
    return found is not None and found["column"].rpartition(".")[2] == column


def drop_constraint(operation: DropConstraint, schema: Schema, server: Server) -> Effect:
    """The triggers of a foreign key go from both tables, so both are locked."""
    table = schema.table(operation.table)
    found = table.constraint(operation.name) if table is not None and operation.name else None
    others: list[TableName] = []
    if isinstance(found, ForeignKey):
        others.append(found.referred_table)
    elif isinstance(found, (PrimaryKey, Unique)) and operation.cascade:
        others += [
            other.name
            for other, key in schema.referencing(operation.table)
            if (key.referred_columns or found.columns) == found.columns
        ]
    return locking(ACCESS_EXCLUSIVE, *with_partitions(schema, operation.table), *others)


def rename_constraint(operation: RenameConstraint, schema: Schema, server: Server) -> Effect:
    return locking(ACCESS_EXCLUSIVE, operation.table)


def validate_constraint(operation: ValidateConstraint, schema: Schema, server: Server) -> Effect:
    name = operation.table
    table = schema.table(name)
    found = table.constraint(operation.name) if table else None
    if isinstance(found, (Check, ForeignKey)) and found.valid:
        return locking(SHARE_UPDATE_EXCLUSIVE, name)
    validating = locking(SHARE_UPDATE_EXCLUSIVE, name, scans=(name,))
    if not isinstance(found, ForeignKey) or found.referred_table == name:
        return validating
    return together(validating, locking(ROW_SHARE, found.referred_table, scans=(found.referred_table,)))
