"""not-null-in-use: a column becomes NOT NULL while the running release may write NULL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migralint.analysis.in_use import notes, owners, release_of
from migralint.analysis.statements import by_statement, listed
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.operations import AlterColumn, Guard

if TYPE_CHECKING:
    from migralint.models import Use


def check(migration: Migration) -> Iterator[Problem]:
    found = ((step, use) for step in migration.steps(AlterColumn) if (use := _use(migration, step)) is not None)
    for used in by_statement(found, lambda item: item[0]):
        yield _problem(migration, [step for step, _ in used], [use for _, use in used])


def _use(migration: Migration, step: Step[AlterColumn]) -> Use | None:
    """What maps the column where it takes NULL before the upgrade, and not afterwards."""
    table, name = step.operation.table, step.operation.name
    before, after = step.before.column(table, name), migration.upgrade.end.column(table, name)
    if step.operation.nullable is not False or migration.is_new(table) or step.conflict is not None:
        return None
    if (before is not None and not before.nullable) or after is None or after.nullable:
        return None
    release = release_of(migration)
    declared = release.declared(table, name) if release is not None else None
    if release is None or declared is None or not declared.nullable or declared.primary_key:
        return None
    if release.is_association(table):  # a relationship always fills both sides of it
        return None
    # An INSERT of the ORM names an attribute without a default even where nobody set it: with NULL.
    filled = declared.default or declared.python_default or declared.identity or declared.computed
    return None if filled else release.column(table, name)


def _problem(migration: Migration, steps: list[Step[AlterColumn]], uses: list[Use]) -> Problem:
    operation = steps[0].operation
    names = listed((f"{step.operation.table}.{step.operation.name}" for step in steps), width=35)
    become = "becomes" if len(steps) == 1 else "become"
    return Problem(
        steps[0].span,
        f"{names} {become} NOT NULL: the running release may write NULL in {listed(owners(uses), width=15)}",
        f"two releases: in this one {uses[0].owner} always gives {operation.name} a value, NOT NULL comes later",
        notes=notes(migration, uses),
        confidence=Confidence.HIGH if operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
        operation=operation.source,
        subject=names,
    )


RULE = Rule(
    id="not-null-in-use",
    group="deploy",
    severity=Severity.WARNING,
    summary="a column becomes NOT NULL while the running release may write NULL",
    subject=Migration,
    check=check,
)
