"""second-connection: a revision asks a connection that does not see what the run has done."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import DIRECTIONS, Direction, Migration
from migralint.objects import TableName
from migralint.operations import Guard, Query
from migralint.revisions.source import Span
from migralint.schema import Schema


def check(migration: Migration) -> Iterator[Problem]:
    if migration.environment.runs_in_autocommit:
        return
    told: set[tuple[Span, TableName | None]] = set()
    for direction in DIRECTIONS:
        for step in migration.steps(Query, direction=direction):
            if step.operation.elsewhere and step.operation.in_transaction:
                yield from _problems(migration, step, direction, told)


def _problems(
    migration: Migration, step: Step[Query], direction: Direction, told: set[tuple[Span, TableName | None]]
) -> Iterator[Problem]:
    start = migration.upgrade.start if direction == "upgrade" else migration.upgrade.end
    for table in step.operation.reads or (None,):
        if (step.span, table) not in told and not _is_committed(migration, table, start, step.before):
            told.add((step.span, table))
            yield _problem(step, table, direction)


def _is_committed(migration: Migration, table: TableName | None, start: Schema, now: Schema) -> bool:
    """Whether what is asked about is as it was before the run: no revision made it, or an earlier one committed it."""
    if table is None:
        return migration.environment.transaction_per_migration is True and start.tables == now.tables
    found = now.table(table)
    if found is None:
        return start.table(table) is None
    alone = migration.environment.transaction_per_migration is True
    return not found.complete or "" in found.assumed or (alone and found == start.table(table))


def _problem(step: Step[Query], table: TableName | None, direction: Direction) -> Problem:
    about = f"about {table}" if table is not None else "which tables there are"
    return Problem(
        step.span,
        f"asks a second connection {about}: it sees nothing of the run's open transaction",
        "ask the migration's own connection, op.get_bind(), or an inspector of it: sa.inspect(op.get_bind())",
        confidence=Confidence.HIGH if step.operation.guard is not Guard.CONDITIONAL else Confidence.MEDIUM,
        operation=step.operation.source,
        subject=f"{direction} {about}",
    )


RULE = Rule(
    id="second-connection",
    group="general",
    severity=Severity.WARNING,
    summary="a revision asks a connection that does not see what the run has done",
    subject=Migration,
    check=check,
    dialects=("postgresql", "mssql"),
)
