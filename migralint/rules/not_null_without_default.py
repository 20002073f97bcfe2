"""not-null-without-default: a NOT NULL column without a server default is added to a table that may have rows."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.analysis.rows import FILLS_IN, leaves_rows_without_value
from migralint.analysis.statements import by_statement, listed
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.operations import AddColumn, Guard


def check(migration: Migration) -> Iterator[Problem]:
    found = (step for step in migration.steps(AddColumn) if leaves_rows_without_value(migration, step))
    for steps in by_statement(found, lambda step: step):
        yield _problem(steps, migration.target.dialect)


def _problem(steps: list[Step[AddColumn]], dialect: str) -> Problem:
    operation = steps[0].operation
    names = listed(f"{step.operation.table}.{step.operation.column.name}" for step in steps)
    if dialect in FILLS_IN:
        message = f"{names} NOT NULL without a server default: existing rows get 0 or ''"
    elif dialect == "sqlite" and not operation.in_batch:
        message = f"{names} NOT NULL without a server default: SQLite refuses it"
    elif operation.column.python_default:
        message = f"{names} NOT NULL, and default= is Python's: fails on existing rows"
    else:
        message = f"{names} NOT NULL without a server default: fails on existing rows"
    return Problem(
        steps[0].span,
        message,
        _help(operation),
        confidence=Confidence.HIGH if operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
        severity=Severity.WARNING if dialect in FILLS_IN else None,
        operation=operation.source,
        subject=names,
    )


def _help(operation: AddColumn) -> str:
    table, name = operation.table, operation.column.name
    if operation.in_batch:
        finish = f'batch_op.alter_column("{name}", nullable=False)'
    else:
        schema = f', schema="{table.schema}"' if table.schema else ""
        finish = f'op.alter_column("{table.name}", "{name}", nullable=False{schema})'
    return f"give {name} a server_default=, or add it nullable, fill it, and end with:\n    {finish}"


RULE = Rule(
    id="not-null-without-default",
    group="deploy",
    severity=Severity.ERROR,
    summary="a NOT NULL column without a server default is added to an existing table",
    subject=Migration,
    check=check,
)
