"""not-null-in-downgrade: the downgrade adds a NOT NULL column without a server default to a table that has rows."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.alembic_code.calls import call, quoted
from migralint.analysis.rows import needs_value, rows_of_downgrade
from migralint.analysis.statements import by_statement, listed
from migralint.findings import Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.operations import AddColumn, Guard


def check(migration: Migration) -> Iterator[Problem]:
    found = (step for step in migration.steps(AddColumn, direction="downgrade") if _fails(migration, step))
    for steps in by_statement(found, lambda step: step):
        yield _problem(migration.downgrade.name, steps)


def _fails(migration: Migration, step: Step[AddColumn]) -> bool:
    """A table that this very revision makes or brings back has no rows to refuse."""
    table = step.operation.table
    if not needs_value(step.operation.column) or step.conflict is not None or step.operation.guard is not Guard.ALWAYS:
        return False
    if table in migration.new_tables or table not in migration.upgrade.start.tables:
        return False
    stays = migration.downgrade.start.table(table) is not None
    return stays and not rows_of_downgrade(migration).empties(table)


def _problem(name: str, steps: list[Step[AddColumn]]) -> Problem:
    operation = steps[0].operation
    names = listed((f"{step.operation.table}.{step.operation.column.name}" for step in steps), width=40)
    if operation.in_batch:
        finish = f"batch_op.alter_column({quoted(operation.column.name)}, nullable=False)"
    else:
        finish = call("alter_column", quoted(operation.table.name), quoted(operation.column.name), "nullable=False")
    return Problem(
        steps[0].span,
        f"{name}() adds {names} NOT NULL without a server default: fails on rows",
        f"give it a server_default=, or add it nullable, fill it, and end with:\n{finish}",
        operation=operation.source,
        subject=names,
    )


RULE = Rule(
    id="not-null-in-downgrade",
    group="reversibility",
    severity=Severity.WARNING,
    summary="a downgrade adds a NOT NULL column that existing rows have no value for",
    subject=Migration,
    check=check,
    dialects=("postgresql", "sqlite", "mssql", "oracle"),
)
