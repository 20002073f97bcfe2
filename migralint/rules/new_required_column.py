"""new-required-column: a column becomes required that the running release does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from migralint.analysis.in_use import notes, owners, release_of
from migralint.analysis.rows import FILLS_IN, leaves_rows_without_value, needs_value
from migralint.analysis.statements import by_statement, listed
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.objects import TableName
from migralint.operations import AddColumn, AlterColumn, Guard, Operation
from migralint.schema.schema import Schema

if TYPE_CHECKING:
    from migralint.models import Use


Key: TypeAlias = tuple[TableName, str]


def check(migration: Migration) -> Iterator[Problem]:
    last = {key: step for key, step in _steps(migration) if _requires(step, key)}
    found = ((key, step, use) for key, step in last.items() if (use := _use(migration, step, key)) is not None)
    for used in by_statement(found, lambda item: item[1]):
        yield _problem(migration, used[0][1], [key for key, _, _ in used], [use for _, _, use in used])


def _steps(migration: Migration) -> Iterator[tuple[Key, Step[Operation]]]:
    for step in migration.upgrade.steps:
        match step.operation:
            case AddColumn(table=table, column=column):
                yield (table, column.name), step
            case AlterColumn(table=table, name=name):
                yield (table, name), step


def _requires(step: Step[Operation], key: Key) -> bool:
    """Whether rows need a value from here on."""
    return step.conflict is None and _is_required(step.after, key) and not _is_required(step.before, key)


def _is_required(schema: Schema, key: Key) -> bool:
    column = schema.column(*key)
    return column is not None and needs_value(column)


def _use(migration: Migration, step: Step[Operation], key: Key) -> Use | None:
    """What maps the table without the column, and so leaves the column out of its INSERTs."""
    table, name = key
    known = migration.upgrade.end.table(table)
    if migration.is_new(table) or known is None or known.triggers or not _is_required(migration.upgrade.end, key):
        return None
    release = release_of(migration) if not _is_told(migration, step) else None
    return release.table(table) if release is not None and release.lacks_column(table, name) else None


def _is_told(migration: Migration, step: Step[Operation]) -> bool:
    """Whether the upgrade itself fails, unless the table is empty: not-null-without-default says so."""
    if migration.target.dialect in FILLS_IN:
        return False
    return any(added is step and leaves_rows_without_value(migration, added) for added in migration.steps(AddColumn))


def _problem(migration: Migration, step: Step[Operation], keys: list[Key], uses: list[Use]) -> Problem:
    operation = step.operation
    names = listed((f"{table}.{name}" for table, name in keys), width=35)
    become = "becomes" if len(keys) == 1 else "become"
    return Problem(
        step.span,
        f"{names} {become} required: the running release fails to insert {listed(owners(uses), width=15)}",
        f"give {keys[0][1]} a server_default= that stays until a later release, or leave it nullable until then",
        notes=notes(migration, uses),
        confidence=Confidence.HIGH if operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
        operation=operation.source,
        subject=names,
    )


RULE = Rule(
    id="new-required-column",
    group="deploy",
    severity=Severity.ERROR,
    summary="a column becomes required that the running release does not know",
    subject=Migration,
    check=check,
)
