"""Applying an operation to a schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from msgspec.structs import replace

from migralint.objects import TableName
from migralint.operations import (
    AddColumn,
    AddConstraint,
    AddEnumValue,
    AlterColumn,
    AlterTable,
    ChangeData,
    CreateAll,
    CreateEnum,
    CreateIndex,
    CreateObject,
    CreateTable,
    DropAll,
    DropColumn,
    DropConstraint,
    DropEnum,
    DropIndex,
    DropObject,
    DropTable,
    Guard,
    Operation,
    Query,
    RawSql,
    RecreateTable,
    RenameColumn,
    RenameConstraint,
    RenameEnum,
    RenameEnumValue,
    RenameIndex,
    RenameTable,
    ReplaceEnum,
    Unread,
    ValidateConstraint,
)
from migralint.schema.apply import (
    batched,
    columns,
    constraints,
    data,
    enums,
    hidden_code,
    indexes,
    other_objects,
    tables,
)
from migralint.schema.apply.conflict import Conflict, Result, missing, table_words
from migralint.schema.apply.lookup import is_other_relation, known_or_found
from migralint.schema.apply.mysql_limits import without_length
from migralint.schema.apply.partitions import followed
from migralint.schema.apply.recreated import recreate_table
from migralint.schema.apply.sqlite_limits import refused
from migralint.schema.naming import Naming
from migralint.schema.schema import Schema

__all__ = ["Conflict", "apply"]

# The handlers take the operation that they stand beside, which no type of a mapping can say.
SchemaChange: TypeAlias = Callable[[Schema, Any, Naming], Result]
TableChange: TypeAlias = Callable[[Schema, Any, Any, Naming], Result]

SCHEMA_CHANGES: Final[Mapping[type[Operation], SchemaChange]] = {
    CreateTable: tables.create_table,
    DropTable: tables.drop_table,
    RenameTable: tables.rename_table,
    RecreateTable: recreate_table,
    CreateAll: tables.create_all,
    DropAll: tables.drop_all,
    DropIndex: indexes.drop_index,
    RenameIndex: indexes.rename_index,
    CreateEnum: enums.create_enum,
    DropEnum: enums.drop_enum,
    AddEnumValue: enums.add_enum_value,
    RenameEnumValue: enums.rename_enum_value,
    RenameEnum: enums.rename_enum,
    ReplaceEnum: enums.replace_enum,
    CreateObject: other_objects.create_object,
    DropObject: other_objects.drop_object,
    ChangeData: data.change_data,
    Query: data.query,
    RawSql: hidden_code.raw_sql,
    Unread: hidden_code.unread,
}
TABLE_CHANGES: Final[Mapping[type[Operation], TableChange]] = {
    AlterTable: tables.alter_table,
    AddColumn: columns.add_column,
    DropColumn: columns.drop_column,
    AlterColumn: columns.alter_column,
    RenameColumn: columns.rename_column,
    CreateIndex: indexes.create_index,
    AddConstraint: constraints.add_constraint,
    DropConstraint: constraints.drop_constraint,
    RenameConstraint: constraints.rename_constraint,
    ValidateConstraint: constraints.validate_constraint,
}
IN_RECREATED_TABLE: Final[Mapping[type[Operation], TableChange]] = {
    **TABLE_CHANGES,
    AddColumn: batched.add_column,
    DropColumn: batched.drop_column,
    RenameColumn: batched.rename_column,
    AddConstraint: batched.add_constraint,
    DropConstraint: batched.drop_constraint,
    CreateIndex: batched.create_index,
    DropIndex: batched.drop_index,
}


def apply(schema: Schema, operation: Operation, naming: Naming) -> tuple[Schema, Conflict | None]:
    """The schema afterwards, and why the operation surely cannot run, if so.

    After a conflict the schema is what lets the following operations be judged best: unchanged where the object is
    missing or exists, changed as meant where others need it. An operation that may not run has no conflict.
    """
    if operation.sql is not None and not naming.as_sql:
        naming = replace(naming, as_sql=True)
    after, conflict = _changed(schema, operation, naming)
    conflict = conflict or refused(operation, naming) or without_length(operation, naming)
    if after is not schema and conflict is None and naming.dialect == "postgresql":
        after = followed(schema, after, operation, naming)
    if conflict is not None and (operation.guard is not Guard.ALWAYS or hidden_code.may_explain(schema, conflict)):
        conflict = None
    return after, conflict


def _changed(schema: Schema, operation: Any, naming: Naming) -> Result:
    table_change = (IN_RECREATED_TABLE if operation.recreates else TABLE_CHANGES).get(type(operation))
    change = SCHEMA_CHANGES.get(type(operation)) if table_change is None else None
    if change is not None:
        return change(schema, operation, naming)
    if table_change is None:
        return schema, None
    return _change_table(schema, operation, naming, table_change)


def _change_table(schema: Schema, operation: Any, naming: Naming, change: TableChange) -> Result:
    name: TableName = operation.table
    if name not in schema.tables and is_other_relation(schema, name):
        return indexes.on_other_relation(schema, operation), None
    table = known_or_found(schema, name)
    if table is not None:
        return change(schema, table, operation, naming)
    return schema, None if getattr(operation, "if_exists", False) else missing(table_words(name))
