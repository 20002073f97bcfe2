"""The column that an ALTER COLUMN leaves, by dialect."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from migralint.objects import UNKNOWN_TYPE, Check, Column, Default, Type
from migralint.operations import UNCHANGED, AlterColumn, Unchangeable
from migralint.schema.naming import Naming
from migralint.schema.schema import Table

Value = TypeVar("Value")


def as_found(operation: AlterColumn) -> Column:
    """The column of a table that no revision made, as far as the author declares it."""
    return Column(
        operation.name,
        type=_given(operation.existing_type, UNKNOWN_TYPE),
        nullable=_given(operation.existing_nullable, True),
        default=_given(operation.existing_default, Default("?")),
        comment=_given(operation.existing_comment, None),
    )


def altered(column: Column, operation: AlterColumn, naming: Naming) -> Column:
    if naming.dialect in ("mysql", "mariadb") and is_modify(operation):
        return _modified(column, operation)
    return replace(
        column,
        type=_given(operation.type, column.type),
        nullable=_given(operation.nullable, _nullable_unsaid(column, operation, naming)),
        default=_given(operation.default, column.default),
        identity=_given(operation.identity, column.identity),
        comment=_given(operation.comment, column.comment),
        autoincrement=_given(operation.autoincrement, column.autoincrement),
        computed=None if operation.drops_expression else column.computed,
        type_expression=column.type_expression if operation.type is UNCHANGED else "",
        default_type=_default_type(column, operation),
    )


def _default_type(column: Column, operation: AlterColumn) -> Type | None:
    """A default keeps the type that it was set under: Alembic changes the type first, then the default."""
    if operation.default is not UNCHANGED:
        return None
    return column.default_type if operation.type is UNCHANGED else column.default_type or column.type


def _nullable_unsaid(column: Column, operation: AlterColumn, naming: Naming) -> bool:
    """SQL Server takes a type without NOT NULL for a nullable one."""
    if naming.dialect != "mssql" or operation.type is UNCHANGED or column.primary_key:
        return column.nullable
    return _given(operation.existing_nullable, True)


def is_modify(operation: AlterColumn) -> bool:
    """A change of the default alone is ALTER COLUMN … SET DEFAULT; every other is MODIFY, which states all."""
    stated = (operation.type, operation.nullable, operation.comment, operation.autoincrement)
    return operation.restates or any(value is not UNCHANGED for value in stated)


def without_checks_of(table: Table, column: str) -> Table:
    """The table without the check that stands in the column's definition: what MODIFY does not state is lost."""
    kept = tuple(c for c in table.constraints if not (isinstance(c, Check) and c.column == column))
    return table if len(kept) == len(table.constraints) else replace(table, constraints=kept)


def _modified(column: Column, operation: AlterColumn) -> Column:
    nullable = _given(operation.nullable, _given(operation.existing_nullable, True))
    return replace(
        column,
        type=_given(operation.type, _given(operation.existing_type, column.type)),
        nullable=nullable and not column.primary_key,
        default=_given(operation.default, _given(operation.existing_default, None)),
        comment=_given(operation.comment, _given(operation.existing_comment, None)),
        autoincrement=_given(operation.autoincrement, _given(operation.existing_autoincrement, False)),
        computed=None if operation.drops_expression else column.computed,
        type_expression=column.type_expression if operation.type is UNCHANGED else "",
    )


def _given(value: Value | Unchangeable, otherwise: Value) -> Value:
    return otherwise if value is UNCHANGED else value
