"""python-default: `default=` of an added column is Python's, so existing rows stay NULL."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.analysis.rows import rows_of
from migralint.analysis.statements import by_statement, listed
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.operations import AddColumn, Guard


def check(migration: Migration) -> Iterator[Problem]:
    found = (step for step in migration.steps(AddColumn) if _leaves_rows_null(migration, step))
    for steps in by_statement(found, lambda step: step):
        operation = steps[0].operation
        names = listed(f"{step.operation.table}.{step.operation.column.name}" for step in steps)
        sure = operation.guard is Guard.ALWAYS and not rows_of(migration).has_unread
        yield Problem(
            steps[0].span,
            f"default= of {names} is Python's: existing rows stay NULL",
            "let the database give the value: write server_default= in place of default=, as SQL text",
            confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
            operation=operation.source,
            subject=names,
        )


def _leaves_rows_null(migration: Migration, step: Step[AddColumn]) -> bool:
    table, column = step.operation.table, step.operation.column
    if not (column.python_default and column.nullable) or column.default or column.computed or column.identity:
        return False
    rows = rows_of(migration)
    if migration.is_new(table) or step.conflict is not None or step.before.lacks_table(table):
        return False
    return not rows.empties(table) and not rows.writes(table, column.name)


RULE = Rule(
    id="python-default",
    group="deploy",
    severity=Severity.WARNING,
    summary="`default=` of an added column is Python's, so existing rows stay NULL",
    subject=Migration,
    check=check,
)
