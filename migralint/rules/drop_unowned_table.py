"""drop-unowned-table: a table that belongs to another program, or a partition, is dropped for want of a model."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.analysis.drops import Drop, Fate, table_drops
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.migration import Migration
from migralint.operations import DropTable, Guard

HELP = """\
delete the line, and let env.py keep autogenerate away from the table:
    def include_name(name, type_, parent_names):
        return type_ != "table" or name not in {{"{name}"}}
    context.configure(..., include_name=include_name)"""


def check(migration: Migration) -> Iterator[Problem]:
    for drop in table_drops(migration):
        if drop.fate is Fate.UNOWNED:
            yield _problem(drop)


def _problem(drop: Drop[DropTable]) -> Problem:
    operation, known = drop.step.operation, drop.step.before.table(drop.step.operation.table)
    is_partition = drop.owner in {str(table.name) for table in drop.step.before.tables.values() if table.partitioned}
    what = f"is a partition of {drop.owner}" if is_partition else f"belongs to {drop.owner}"
    loss = "its rows are lost" if is_partition else f"{drop.owner} breaks without it"
    guessed = is_partition and known is None
    sure = operation.guard is Guard.ALWAYS and not guessed
    return Problem(
        drop.step.span,
        f"table {operation.table} {what}: {loss}",
        HELP.format(name=operation.table.name),
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        severity=Severity.WARNING if is_partition else None,
        operation=operation.source,
        subject=str(operation.table),
    )


RULE = Rule(
    id="drop-unowned-table",
    group="data-loss",
    severity=Severity.ERROR,
    summary="a table of another program, or a partition, is dropped for want of a model",
    subject=Migration,
    check=check,
)
