"""rename-table: a table gets another name while the running release uses the old one."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.alembic_code.calls import execute
from migralint.analysis.in_use import notes, owners, release_of
from migralint.analysis.statements import by_statement, listed
from migralint.analysis.unowned import is_retired, is_temporary
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.operations import Guard, RenameTable
from migralint.sql.identifiers import table_identifier


def check(migration: Migration) -> Iterator[Problem]:
    found = (step for step in migration.steps(RenameTable) if _takes_name_away(migration, step))
    for steps in by_statement(found, lambda step: step):
        yield _problem(migration, steps)


def _takes_name_away(migration: Migration, step: Step[RenameTable]) -> bool:
    """Whether the name was in use before the upgrade, and means nothing afterwards."""
    table, new, end = step.operation.table, step.operation.new_table, migration.upgrade.end
    if migration.is_new(new) or is_temporary(table) or is_retired(table.name) or table == new:
        return False
    if step.before.lacks_table(table) or migration.names_relation(table) or end.lacks_table(new):
        return False
    release = release_of(migration)
    return release is None or not release.lacks_table(table)


def _problem(migration: Migration, steps: list[Step[RenameTable]]) -> Problem:
    operation, release = steps[0].operation, release_of(migration)
    uses = [use for step in steps if release is not None and (use := release.table(step.operation.table)) is not None]
    where = f" in {listed(owners(uses), width=15)}" if uses else ""
    names = listed((str(step.operation.table) for step in steps), width=40)
    new_names = listed((str(step.operation.new_table) for step in steps), width=25)
    tables = "table" if len(steps) == 1 else "tables"
    retired = all(is_retired(step.operation.new_table.name) for step in steps)
    old, new = operation.table, operation.new_table
    return Problem(
        steps[0].span,
        f"{tables} {names} renamed to {new_names}: the running release fails{where}",
        "leave the running release a view of the old name, to drop in a later release:\n"
        f"    {execute(f'CREATE VIEW {table_identifier(old)} AS SELECT * FROM {table_identifier(new)}')}\n"
        f'or keep the table\'s name in the model:\n    __tablename__ = "{old.name}"',
        confidence=Confidence.HIGH if operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
        notes=notes(migration, uses),
        severity=Severity.ERROR if uses else Severity.INFO if retired else None,
        operation=operation.source,
        subject=f"{names} {new_names}",
    )


RULE = Rule(
    id="rename-table",
    group="deploy",
    severity=Severity.WARNING,
    summary="a table gets another name while the running release uses the old one",
    subject=Migration,
    check=check,
)
