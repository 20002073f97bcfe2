"""alter-column-without-existing-type: MySQL and SQL Server state a column's type with every change of it."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.alembic_code.calls import alter_column, sqlalchemy_type
from migralint.analysis.statements import by_statement, listed
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.operations import UNCHANGED, AlterColumn, Guard


def check(migration: Migration) -> Iterator[Problem]:
    dialect = migration.target.dialect
    alters = (*migration.steps(AlterColumn), *migration.steps(AlterColumn, direction="downgrade"))
    for steps in by_statement((s for s in alters if _cannot_run(s.operation, dialect)), lambda step: step):
        yield _problem(steps, dialect)


def _cannot_run(operation: AlterColumn, dialect: str) -> bool:
    """SQL Server needs the type for NULL and NOT NULL, MySQL for all but a new default."""
    if operation.sql is not None:
        return False
    if operation.type is not UNCHANGED or operation.existing_type is not UNCHANGED:
        return False
    if operation.nullable is not UNCHANGED:
        return True
    return dialect != "mssql" and (
        operation.restates or operation.comment is not UNCHANGED or operation.autoincrement is not UNCHANGED
    )


def _problem(steps: list[Step[AlterColumn]], dialect: str) -> Problem:
    operation = steps[0].operation
    names = listed(f"{step.operation.table}.{step.operation.name}" for step in steps)
    database = "SQL Server" if dialect == "mssql" else "MySQL"
    return Problem(
        steps[0].span,
        f"{names} altered without existing_type: Alembic raises CommandError on {database}",
        f"say what the column is:\n    {alter_column(operation, existing_type=_type(steps[0]))}",
        confidence=Confidence.HIGH if operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
        operation=operation.source,
        subject=names,
    )


def _type(step: Step[AlterColumn]) -> str:
    column = step.before.column(step.operation.table, step.operation.name)
    return sqlalchemy_type(column.type) if column is not None else "..."


RULE = Rule(
    id="alter-column-without-existing-type",
    group="deploy",
    severity=Severity.ERROR,
    summary="a column is altered without its type, where the database wants it stated",
    subject=Migration,
    check=check,
    dialects=("mysql", "mariadb", "mssql"),
)
