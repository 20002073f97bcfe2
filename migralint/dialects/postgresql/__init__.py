"""PostgreSQL: the locks, rewrites and scans of every operation, as measured on servers 10 to 18."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from migralint.dialects.effect import Effect
from migralint.dialects.postgresql import columns, constraints, indexes, raw_sql, statements, tables
from migralint.dialects.postgresql.server import Server
from migralint.interpreter.step import Step
from migralint.operations import (
    AddColumn,
    AddConstraint,
    AddEnumValue,
    AlterColumn,
    AlterTable,
    ChangeData,
    CreateIndex,
    CreateObject,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropObject,
    DropTable,
    Operation,
    Query,
    RawSql,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameTable,
    ValidateConstraint,
)
from migralint.schema import Schema

# The readers take the operation that they stand beside, which no type of a mapping can say.
Reader: TypeAlias = Callable[[Any, Schema, Server], Effect]

READERS: Final[Mapping[type[Operation], Reader]] = {
    CreateTable: tables.create_table,
    DropTable: tables.drop_table,
    RenameTable: tables.rename_table,
    AlterTable: tables.alter_table,
    AddColumn: columns.add_column,
    DropColumn: columns.drop_column,
    AlterColumn: columns.alter_column,
    RenameColumn: columns.rename_column,
    CreateIndex: indexes.create_index,
    DropIndex: indexes.drop_index,
    RenameIndex: indexes.rename_index,
    AddConstraint: constraints.add_constraint,
    DropConstraint: constraints.drop_constraint,
    RenameConstraint: constraints.rename_constraint,
    ValidateConstraint: constraints.validate_constraint,
    AddEnumValue: statements.add_enum_value,
    CreateObject: statements.create_object,
    DropObject: statements.drop_object,
    ChangeData: statements.change_data,
    Query: statements.query,
    RawSql: raw_sql.raw_sql,
}


def effect_of(step: Step[Operation], version: tuple[int, ...]) -> Effect:
    """What the operation does on a server of this version; without one, the worst that a supported version does."""
    operation, schema = step.operation, step.before
    reader = READERS.get(type(operation))
    if reader is None or _is_temporary(operation, schema):
        return Effect()
    return reader(operation, schema, Server.of(version))


def _is_temporary(operation: Operation, schema: Schema) -> bool:
    """A temporary table is seen by this session alone."""
    table = getattr(operation, "table", None)
    return table is not None and ("temporary table", str(table)) in schema.objects
