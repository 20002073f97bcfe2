"""enum-column-without-type: a column gets an enum type that nobody created."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.alembic_code.calls import quoted
from migralint.analysis.enum_types import create_type, existing_type
from migralint.analysis.statements import shown
from migralint.findings import Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.objects import Column, EnumType, TableName
from migralint.operations import AddColumn, AlterColumn, CreateTable, Operation


def check(migration: Migration) -> Iterator[Problem]:
    for step in (*migration.upgrade.steps, *migration.downgrade.steps):
        conflict = step.conflict
        if conflict is not None and (conflict.kind, conflict.about) == ("missing", "type"):
            match step.operation:
                case AddColumn(table=table) | AlterColumn(table=table) | CreateTable(table=table):
                    yield from _problems(step, table)


def _problems(step: Step[Operation], table: TableName) -> Iterator[Problem]:
    for column, enum in _without_type(step, table):
        yield Problem(
            span=step.span,
            message=f"{_type_of(enum, table, column)} does not exist: {step.operation.source} fails",
            help=_help(column, enum),
            operation=step.operation.source,
            subject=f"{table}.{column.name}",
        )


def _type_of(enum: EnumType, table: TableName, column: Column) -> str:
    return f'type "{shown(enum.name)}" of {shown(table)}.{shown(column.name)}'


def _without_type(step: Step[Operation], name: TableName) -> Iterator[tuple[Column, EnumType]]:
    """The columns with the types that came in with the step, one column for each."""
    table = step.after.table(name)
    lacking = {key: enum for key, enum in step.after.enums.items() if key not in step.before.enums}
    for column in table.columns if table is not None else ():
        kind = column.type
        enum = EnumType(kind.enum or "", kind.values or (), kind.enum_schema)
        if kind.enum is not None and lacking.pop(enum.key, None) is not None:
            yield column, enum


def _help(column: Column, enum: EnumType) -> str:
    create = f"create the type first:\n{create_type(enum)}"
    if column.type.creates_enum is False:
        return create
    return f"{create}\nsa.Column({quoted(column.name)}, {existing_type(enum)})"


RULE = Rule(
    id="enum-column-without-type",
    group="general",
    severity=Severity.ERROR,
    summary="a column with an enum type that nothing creates",
    subject=Migration,
    check=check,
    dialects=("postgresql",),
)
