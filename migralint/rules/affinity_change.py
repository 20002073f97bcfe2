"""affinity-change: a SQLite batch casts the values of a column to a type that cannot hold them."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.alembic_code.batch import batch
from migralint.alembic_code.calls import execute, quoted, sqlalchemy_type
from migralint.analysis.rows import rows_before, rows_of
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.objects import Column, Type
from migralint.operations import AlterColumn, Guard
from migralint.sql.identifiers import identifier, table_identifier

# SQLAlchemy casts where the type's family changes. Everything but the last two of these is kept as text by SQLite.
FAMILIES = {
    **dict.fromkeys(("CHAR", "NCHAR", "NVARCHAR", "TEXT", "VARCHAR"), "text"),
    **dict.fromkeys(("DATETIME", "TIMESTAMP"), "moment"),
    **dict.fromkeys(("BIGINT", "INTEGER", "SMALLINT"), "whole number"),
    **dict.fromkeys(("DECIMAL", "DOUBLE", "DOUBLE PRECISION", "FLOAT", "NUMERIC", "REAL"), "number"),
    "DATE": "date", "TIME": "time", "JSON": "json", "BLOB": "bytes", "BOOLEAN": "truth",
}  # fmt: skip
BECOMES = {
    "moment": "'2020-01-02 03:04' becomes 2020",
    "date": "'2020-01-02' becomes 2020",
    "time": "'03:04' becomes 3",
}


def check(migration: Migration) -> Iterator[Problem]:
    for step in migration.steps(AlterColumn):
        operation = step.operation
        column = step.before.column(operation.table, operation.name)
        if operation.recreates and column is not None and step.conflict is None and _has_values(migration, step):
            yield from _problem(step, column, operation.type)


def _has_values(migration: Migration, step: Step[AlterColumn]) -> bool:
    """Whether the table may hold values that the upgrade did not make fit before."""
    table, before = step.operation.table, rows_before(migration, step)
    if migration.is_new(table) or before.empties(table):
        return False
    return not before.writes(table, step.operation.name) and not rows_of(migration).empties(table)


def _problem(step: Step[AlterColumn], column: Column, new: object) -> Iterator[Problem]:
    if not isinstance(new, Type):
        return
    old_family, new_family = FAMILIES.get(column.type.name.upper(), ""), FAMILIES.get(new.name.upper(), "")
    loss = _loss(old_family, new_family)
    if not loss:
        return
    operation = step.operation
    name = f"{operation.table}.{operation.name}"
    certain = {old_family, new_family} & BECOMES.keys()
    yield Problem(
        step.span,
        f"SQLite casts {name} from {column.type} to {new}: {loss}",
        _help(operation, new),
        confidence=Confidence.HIGH if operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
        severity=None if certain else Severity.WARNING,
        operation=operation.source,
        subject=name,
    )


def _loss(old: str, new: str) -> str:
    """What the cast makes of values, measured with SQLite; "" where every value stays."""
    if old == new or new in ("", "text", "json", "bytes"):
        return ""
    match old:
        case "moment" | "date" | "time":
            return BECOMES[old]
        case "text" | "json" | "bytes":
            return BECOMES.get(new, "what is no number becomes 0")
        case "number" if new == "whole number":
            return "1.5 becomes 1"
    return ""


def _help(operation: AlterColumn, new: Type) -> str:
    table, name = operation.table, operation.name
    fresh = f"new_{name}"
    update = f"UPDATE {table_identifier(table)} SET {identifier(fresh)} = {identifier(name)}"
    return "\n".join(
        (
            "copy the values to a new column, which keeps them as they are, or converts them as you say:",
            batch(table, f"batch_op.add_column(sa.Column({quoted(fresh)}, {sqlalchemy_type(new)}))"),
            execute(update),
            batch(
                table,
                f"batch_op.drop_column({quoted(name)})",
                f"batch_op.alter_column({quoted(fresh)}, new_column_name={quoted(name)})",
            ),
        )
    )


RULE = Rule(
    id="affinity-change",
    group="data-loss",
    severity=Severity.ERROR,
    summary="a SQLite batch casts values to a type that cannot hold them",
    subject=Migration,
    check=check,
    dialects=("sqlite",),
)
