"""set-not-null-scan: a column becomes NOT NULL, and every row is read while nobody else can."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.alembic_code.calls import (
    call,
    check_name,
    in_next_revision,
    in_schema,
    quoted,
    sqlalchemy_type,
    validate_constraint,
)
from migralint.analysis.locks import LockingStep, locking_steps
from migralint.findings import Problem, Rule, Severity
from migralint.migration import Migration
from migralint.operations import AddColumn, AlterColumn
from migralint.sql.identifiers import identifier


def check(migration: Migration) -> Iterator[Problem]:
    for found in locking_steps(migration, AlterColumn):
        scans = found.effect.scans and not found.effect.rewrites
        if found.operation.nullable is False and scans and _is_nullable(found):
            yield _problem(found)


def _is_nullable(found: LockingStep[AlterColumn]) -> bool:
    column = found.before.column(found.operation.name) if found.before else None
    return column is None or column.nullable


def _problem(found: LockingStep[AlterColumn]) -> Problem:
    column = f"{found.table}.{found.operation.name}"
    return Problem(
        found.step.span,
        f"{found.waiting} while every row is searched for a NULL in {found.operation.name}",
        _help(found),
        confidence=found.confidence,
        operation=found.operation.source,
        subject=column,
    )


def _help(found: LockingStep[AlterColumn]) -> str:
    table, column = found.table, found.operation.name
    name, place = f"ck_{table.name}_{column}_not_null", in_schema(table)
    given = check_name(name, found.migration.environment.naming_convention)
    added = call(
        "create_check_constraint", given, quoted(table.name), quoted(f"{identifier(column)} IS NOT NULL"),
        *place, "postgresql_not_valid=True",
    )  # fmt: skip
    later = in_next_revision(
        validate_constraint(name, table),
        call("alter_column", quoted(table.name), quoted(column), "nullable=False", *place),
        call("drop_constraint", given, quoted(table.name), *place),
    )
    return f"{_with_default(found)}prove it with a check that is validated without the lock first:\n{added}\n{later}"


def _with_default(found: LockingStep[AlterColumn]) -> str:
    """A column that the same upgrade adds may come with its value, which no row is read for."""
    table, name = found.table, found.operation.name
    for step in found.migration.steps(AddColumn):
        column = step.operation.column
        if step.operation.table == table and column.name == name and column.default is None:
            code = f"sa.Column({quoted(name)}, {sqlalchemy_type(column.type)}, server_default=..., nullable=False)"
            added = call("add_column", quoted(table.name), code, *in_schema(table))
            return f"where all rows get the same value, let the column bring it along:\n{added}\nelse "
    return ""


RULE = Rule(
    id="set-not-null-scan",
    group="lock",
    severity=Severity.WARNING,
    summary="a column becomes NOT NULL, which reads every row while reads and writes of the table wait",
    subject=Migration,
    check=check,
    dialects=("postgresql",),
)
