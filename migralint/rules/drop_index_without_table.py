"""drop-index-without-table: MySQL and SQL Server look for an index in its table, which the script does not name."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.alembic_code.calls import in_schema, quoted
from migralint.analysis.statements import by_statement, listed
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.operations import DropIndex, Guard


def check(migration: Migration) -> Iterator[Problem]:
    drops = (*migration.steps(DropIndex), *migration.steps(DropIndex, direction="downgrade"))
    lost = (step for step in drops if step.operation.table is None and step.operation.source == "op.drop_index")
    for steps in by_statement(lost, lambda step: step):
        yield _problem(steps)


def _problem(steps: list[Step[DropIndex]]) -> Problem:
    operation = steps[0].operation
    names = listed(step.operation.name or "" for step in steps)
    return Problem(
        steps[0].span,
        f"index {names} dropped without its table: Alembic writes ON no_table, which fails",
        f"name the table:\n    {_call(steps[0])}",
        confidence=Confidence.HIGH if operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
        operation=operation.source,
        subject=names,
    )


def _call(step: Step[DropIndex]) -> str:
    name = step.operation.name or ""
    tables = [table.name for table in step.before.sorted_tables() if table.index(name) or table.constraint(name)]
    if len(tables) != 1:
        return f"op.drop_index({quoted(name)}, table_name=...)"
    return f"op.drop_index({', '.join((quoted(name), f'table_name={quoted(tables[0].name)}', *in_schema(tables[0])))})"


RULE = Rule(
    id="drop-index-without-table",
    group="deploy",
    severity=Severity.ERROR,
    summary="an index is dropped without its table, where the database looks for it in its table",
    subject=Migration,
    check=check,
    dialects=("mysql", "mariadb", "mssql"),
)
