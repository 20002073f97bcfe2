"""Words for the pages of this folder: small schemas, and an operation applied on one database."""

from __future__ import annotations

from migralint.objects import Column, Constraint, EnumType, Index, TableName, Type
from migralint.operations import Operation
from migralint.schema import Schema, Table
from migralint.schema.apply import Conflict, apply
from migralint.schema.naming import Naming

INTEGER = Type("INTEGER")
TEXT = Type("TEXT")


def name(text: str) -> TableName:
    schema, _, table = text.rpartition(".")
    return TableName(table, schema)


def integer(column: str, *, nullable: bool = True) -> Column:
    return Column(column, INTEGER, nullable=nullable)


def key(column: str = "id") -> Column:
    return Column(column, INTEGER, nullable=False, primary_key=True)


def table(text: str, *parts: Column | Constraint | Index, complete: bool = True) -> Table:
    return Table(
        name(text),
        columns=tuple(part for part in parts if isinstance(part, Column)),
        constraints=tuple(part for part in parts if not isinstance(part, Column | Index)),
        indexes=tuple(part for part in parts if isinstance(part, Index)),
        complete=complete,
    )


def schema(*tables: Table, enums: tuple[EnumType, ...] = ()) -> Schema:
    return Schema.of(tables, enums)


def open_world(*tables: Table) -> Schema:
    return Schema.of(tables, complete=False)


def after(before: Schema, *operations: Operation, dialect: str = "postgresql") -> Schema:
    """The schema after operations of which none conflicts."""
    for operation in operations:
        before, conflict = apply(before, operation, Naming(dialect))
        assert conflict is None, conflict
    return before


def refused(before: Schema, operation: Operation, dialect: str = "postgresql") -> Conflict | None:
    return apply(before, operation, Naming(dialect))[1]
