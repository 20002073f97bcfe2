"""drop-table-in-use: a table is dropped that the running release maps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migralint.analysis.drops import swept_tables
from migralint.analysis.in_use import notes, owners, release_of
from migralint.analysis.statements import by_statement, listed
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.operations import DropTable, Guard

if TYPE_CHECKING:
    from migralint.models import Use


def check(migration: Migration) -> Iterator[Problem]:
    found = ((step, use) for step in migration.steps(DropTable) if (use := _use(migration, step)) is not None)
    for used in by_statement(found, lambda item: item[0]):
        yield _problem(migration, [step for step, _ in used], [use for _, use in used])


def _use(migration: Migration, step: Step[DropTable]) -> Use | None:
    """What maps the table where it was there before the upgrade, and nothing of its name is there afterwards."""
    table = step.operation.table
    if migration.is_new(table) or step.conflict is not None or migration.names_relation(table):
        return None
    release = release_of(migration) if not swept_tables(migration) else None
    return release.table(table) if release is not None else None


def _problem(migration: Migration, steps: list[Step[DropTable]], uses: list[Use]) -> Problem:
    operation = steps[0].operation
    names = listed((str(step.operation.table) for step in steps), width=35)
    tables, are = ("table", "is") if len(steps) == 1 else ("tables", "are")
    return Problem(
        steps[0].span,
        f"{tables} {names} {are} dropped: the running release fails in {listed(owners(uses), width=15)}",
        f"two releases: in this one {uses[0].owner} goes, in a later one the table is dropped",
        notes=notes(migration, uses),
        confidence=Confidence.HIGH if operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
        operation=operation.source,
        subject=names,
    )


RULE = Rule(
    id="drop-table-in-use",
    group="deploy",
    severity=Severity.ERROR,
    summary="a table is dropped that the running release maps",
    subject=Migration,
    check=check,
)
