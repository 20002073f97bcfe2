"""batch-on-referenced-table: a SQLite batch drops the old table, and with it what other tables' rows refer to."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.analysis.rows import rows_before
from migralint.analysis.statements import listed
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.objects import ForeignKey
from migralint.operations import ChangeData, Guard, Operation, RawSql, RecreateTable
from migralint.project.enforced_keys import switches
from migralint.schema import Table

HELP = """\
turn foreign keys off while migrations run, in env.py:
with context.begin_transaction():
    context.execute("PRAGMA foreign_keys=OFF")
    context.run_migrations()"""
LOSING = {"CASCADE": "deletes", "SET NULL": "nulls", "SET DEFAULT": "resets"}


def check(migration: Migration) -> Iterator[Problem]:
    if not migration.environment.enforces_foreign_keys:
        return
    enforced = True
    in_transaction = False
    for step in migration.upgrade.steps:
        operation = step.operation
        if isinstance(operation, RawSql):
            for switch in switches(operation.text):
                enforced = enforced if in_transaction and operation.in_transaction else switch
        if isinstance(operation, RecreateTable) and enforced and step.conflict is None:
            yield from _problem(migration, step, operation)
        in_transaction = in_transaction or isinstance(operation, ChangeData | RecreateTable)


def _problem(migration: Migration, step: Step[Operation], operation: RecreateTable) -> Iterator[Problem]:
    if migration.is_new(operation.table) or rows_before(migration, step).empties(operation.table):
        return
    harmed = [pair for pair in step.before.referencing(operation.table) if _has_rows(migration, step, pair[0])]
    if not harmed:
        return
    losing = [pair for pair in harmed if _action(pair[1]) in LOSING]
    failing = [pair for pair in harmed if _action(pair[1]) not in LOSING]
    yield Problem(
        step.span,
        _lost(operation, losing) if losing else _failed(operation, failing),
        HELP,
        confidence=Confidence.HIGH if operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
        operation=operation.source,
        subject=str(operation.table),
    )


def _has_rows(migration: Migration, step: Step[Operation], child: Table) -> bool:
    operation = step.operation
    own = isinstance(operation, RecreateTable) and child.name == operation.table
    return not own and not migration.is_new(child.name) and not rows_before(migration, step).empties(child.name)


def _action(key: ForeignKey) -> str:
    return (key.on_delete or "").upper()


def _lost(operation: RecreateTable, pairs: list[tuple[Table, ForeignKey]]) -> str:
    """Deleted rows are told first."""
    action = next(action for action in LOSING if any(_action(key) == action for _, key in pairs))
    chosen = [(table, key) for table, key in pairs if _action(key) == action]
    if action == "CASCADE":
        what = f"the rows of {listed(str(table.name) for table, _ in chosen)}"
    else:
        what = listed(f"{table.name}.{column}" for table, key in chosen for column in key.columns)
    return f"the batch drops the old {operation.table}: SQLite {LOSING[action]} {what} (ON DELETE {action})"


def _failed(operation: RecreateTable, pairs: list[tuple[Table, ForeignKey]]) -> str:
    tables = listed(str(table.name) for table, _ in pairs)
    return f"the batch cannot drop the old {operation.table} once rows of {tables} refer to it"


RULE = Rule(
    id="batch-on-referenced-table",
    group="data-loss",
    severity=Severity.ERROR,
    summary="a SQLite batch deletes the rows that refer to the table which it makes anew",
    subject=Migration,
    check=check,
    dialects=("sqlite",),
)
