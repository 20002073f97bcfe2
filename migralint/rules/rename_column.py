"""rename-column: a column gets another name while the running release uses the old one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migralint.analysis.in_use import notes, owners, release_of
from migralint.analysis.statements import by_statement, listed
from migralint.analysis.unowned import is_retired, is_temporary
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.operations import AddColumn, Guard, RenameColumn

if TYPE_CHECKING:
    from migralint.models import Use


def check(migration: Migration) -> Iterator[Problem]:
    added = {(step.operation.table, step.operation.column.name) for step in migration.steps(AddColumn)}
    found = (
        step
        for step in migration.steps(RenameColumn)
        if (step.operation.table, step.operation.name) not in added and _takes_name_away(migration, step)
    )
    for steps in by_statement(found, lambda step: step):
        yield _problem(migration, steps)


def _takes_name_away(migration: Migration, step: Step[RenameColumn]) -> bool:
    """Whether the name was in use before the upgrade, and means nothing afterwards."""
    operation, end = step.operation, migration.upgrade.end
    if migration.is_new(operation.table) or is_temporary(operation.table) or is_retired(operation.name):
        return False
    if operation.name == operation.new_name or step.before.lacks_column(operation.table, operation.name):
        return False
    table = end.table(operation.table)
    if table is not None and (table.column(operation.name) or not table.column(operation.new_name)):
        return False
    release = release_of(migration)
    return release is None or not release.lacks_column(operation.table, operation.name)


def _problem(migration: Migration, steps: list[Step[RenameColumn]]) -> Problem:
    operation, uses = steps[0].operation, list(_uses(migration, steps))
    where = f" in {listed(owners(uses), width=15)}" if uses else ""
    names = listed((f"{step.operation.table}.{step.operation.name}" for step in steps), width=40)
    new_names = listed((step.operation.new_name for step in steps), width=20)
    retired = all(is_retired(step.operation.new_name) for step in steps)
    return Problem(
        steps[0].span,
        f"{names} renamed to {new_names}: the running release fails{where}",
        "keep the name in the database and rename only the attribute:\n"
        f'    {operation.new_name} = mapped_column("{operation.name}")',
        confidence=Confidence.HIGH if operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
        notes=notes(migration, uses),
        severity=Severity.ERROR if uses else Severity.INFO if retired else None,
        operation=operation.source,
        subject=f"{names} {new_names}",
    )


def _uses(migration: Migration, steps: list[Step[RenameColumn]]) -> Iterator[Use]:
    release = release_of(migration)
    found = (release.column(step.operation.table, step.operation.name) for step in steps) if release else ()
    return (use for use in found if use is not None)


RULE = Rule(
    id="rename-column",
    group="deploy",
    severity=Severity.WARNING,
    summary="a column gets another name while the running release uses the old one",
    subject=Migration,
    check=check,
)
