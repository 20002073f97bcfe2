"""drop-column-in-use: a column is dropped that the running release maps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migralint.analysis.in_use import notes, owners, release_of
from migralint.analysis.statements import by_statement, listed
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.operations import DropColumn, Guard

if TYPE_CHECKING:
    from migralint.models import Use


def check(migration: Migration) -> Iterator[Problem]:
    found = ((step, use) for step in migration.steps(DropColumn) if (use := _use(migration, step)) is not None)
    for used in by_statement(found, lambda item: item[0]):
        yield _problem(migration, [step for step, _ in used], [use for _, use in used])


def _use(migration: Migration, step: Step[DropColumn]) -> Use | None:
    """What maps the column where it was there before the upgrade, and is not there afterwards."""
    table, name, end = step.operation.table, step.operation.name, migration.upgrade.end
    if migration.is_new(table) or step.conflict is not None or end.lacks_table(table):
        return None
    release = release_of(migration) if end.column(table, name) is None else None
    return release.column(table, name) if release is not None else None


def _problem(migration: Migration, steps: list[Step[DropColumn]], uses: list[Use]) -> Problem:
    operation = steps[0].operation
    names = listed((f"{step.operation.table}.{step.operation.name}" for step in steps), width=35)
    columns, are = ("column", "is") if len(steps) == 1 else ("columns", "are")
    return Problem(
        steps[0].span,
        f"{columns} {names} {are} dropped: the running release fails in {listed(owners(uses), width=15)}",
        _help(steps[0], uses[0]),
        notes=notes(migration, uses),
        confidence=Confidence.HIGH if operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
        operation=operation.source,
        subject=names,
    )


def _help(step: Step[DropColumn], use: Use) -> str:
    operation = step.operation
    column = step.before.column(operation.table, operation.name)
    advice = f"two releases: in this one {operation.name} leaves {use.owner}, in a later one the column is dropped"
    if column is None or column.nullable or column.default is not None or column.primary_key:
        return advice
    return f"{advice}; until then let rows do without it:\n{_nullable(operation)}"


def _nullable(operation: DropColumn) -> str:
    if operation.in_batch:
        return f'    batch_op.alter_column("{operation.name}", nullable=True)'
    schema = f', schema="{operation.table.schema}"' if operation.table.schema else ""
    return f'    op.alter_column("{operation.table.name}", "{operation.name}", nullable=True{schema})'


RULE = Rule(
    id="drop-column-in-use",
    group="deploy",
    severity=Severity.ERROR,
    summary="a column is dropped that the running release maps",
    subject=Migration,
    check=check,
)
