"""downgrade-loses-data: values that the upgrade moved elsewhere are dropped there, and do not come back."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.analysis.rows import rows_of, rows_of_downgrade
from migralint.analysis.statements import by_statement, listed
from migralint.findings import Note, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.operations import AddColumn, DropColumn, Guard


def check(migration: Migration) -> Iterator[Problem]:
    drops = {(step.operation.table, step.operation.name): step for step in migration.steps(DropColumn)}
    if not drops:
        return
    found = (step for step in migration.steps(AddColumn, direction="downgrade") if _comes_back_empty(migration, step))
    for steps in by_statement(found, lambda step: step):
        operation = steps[0].operation
        yield _problem(migration.downgrade.name, steps, drops[operation.table, operation.column.name])


def _comes_back_empty(migration: Migration, step: Step[AddColumn]) -> bool:
    """Whether the upgrade copied the values before it dropped them, and the downgrade does not copy them back."""
    table, name = step.operation.table, step.operation.column.name
    dropped = any(s.operation.table == table and s.operation.name == name for s in migration.steps(DropColumn))
    if not dropped or step.operation.guard is not Guard.ALWAYS or step.conflict is not None:
        return False
    down = rows_of_downgrade(migration)
    return rows_of(migration).copies(table, name) and not down.has_unread and not down.writes(table, name)


def _problem(name: str, steps: list[Step[AddColumn]], drop: Step[DropColumn]) -> Problem:
    names = listed((f"{step.operation.table}.{step.operation.column.name}" for step in steps), width=40)
    return Problem(
        steps[0].span,
        f"{name}() brings {names} back empty: the upgrade moved its values elsewhere",
        "copy the values back before the downgrade drops what they were moved to",
        notes=(Note("the upgrade drops it here, after its values were copied", drop.span),),
        operation=steps[0].operation.source,
        subject=names,
    )


RULE = Rule(
    id="downgrade-loses-data",
    group="reversibility",
    severity=Severity.WARNING,
    summary="a downgrade that does not bring back the values that its upgrade moved",
    subject=Migration,
    check=check,
)
