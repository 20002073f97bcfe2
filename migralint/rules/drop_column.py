"""drop-column: a column is dropped, and its values with it."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.analysis.drops import Drop, Fate, column_drops
from migralint.analysis.in_use import is_settled, release_of
from migralint.analysis.statements import by_statement, listed
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.migration import Migration
from migralint.operations import DropColumn, Guard

REASON = "    # migralint: ignore[drop-column] -- the reason"


def check(migration: Migration) -> Iterator[Problem]:
    told = (drop for drop in column_drops(migration) if _is_told(migration, drop))
    for drops in by_statement(told, lambda drop: drop.step):
        yield _problem(migration, drops)


def _is_told(migration: Migration, drop: Drop[DropColumn]) -> bool:
    """Not where the values stay, and it is known whether the running release uses the column."""
    if drop.fate is Fate.READ:
        return not is_settled(migration, drop.step.operation.table, drop.step.operation.name)
    return drop.fate is not Fate.RENAMED


def _problem(migration: Migration, drops: list[Drop[DropColumn]]) -> Problem:
    names = listed(f"{drop.step.operation.table}.{drop.step.operation.name}" for drop in drops)
    one = len(drops) == 1
    columns, are = ("column", "is") if one else ("columns", "are")
    it, their = ("it", "its") if one else ("them", "their")
    fates = {drop.fate for drop in drops}
    if fates == {Fate.READ}:
        message = f"{columns} {names} {are} dropped: the running release may still use {it}"
    elif fates == {Fate.REPLACED}:
        message = f"{columns} {names} {are} dropped and added anew: {their} values are lost"
    else:
        message = f"{columns} {names} {are} dropped: {their} values are lost"
    first = drops[0].step
    return Problem(
        first.span,
        message,
        _help(migration, drops[0]),
        confidence=Confidence.HIGH if first.operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
        severity=Severity.INFO if fates == {Fate.READ} else None,
        operation=first.operation.source,
        subject=names,
    )


def _help(migration: Migration, drop: Drop[DropColumn]) -> str:
    operation, release = drop.step.operation, release_of(migration)
    column = drop.step.before.column(operation.table, operation.name)
    if drop.fate is Fate.REPLACED:
        return f"change {operation.name} in place with alter_column, or copy its values to the new column first"
    if release is not None and release.lacks_column(operation.table, operation.name):
        return f"no model of {release.name} has it; say on the line why nobody needs the values:\n{REASON}"
    advice = f"release code that does not use {operation.name} first, and drop it in a later release"
    if column is None or column.nullable or column.default is not None or _is_key(drop):
        return advice
    return f"{advice}; until then let rows do without it:\n{_nullable(operation)}"


def _is_key(drop: Drop[DropColumn]) -> bool:
    table = drop.step.before.table(drop.step.operation.table)
    key = table.primary_key if table is not None else None
    return key is not None and drop.step.operation.name in key.columns


def _nullable(operation: DropColumn) -> str:
    if operation.in_batch:
        return f'    batch_op.alter_column("{operation.name}", nullable=True)'
    schema = f', schema="{operation.table.schema}"' if operation.table.schema else ""
    return f'    op.alter_column("{operation.table.name}", "{operation.name}", nullable=True{schema})'


RULE = Rule(
    id="drop-column",
    group="data-loss",
    severity=Severity.WARNING,
    summary="a column is dropped, and its values with it",
    subject=Migration,
    check=check,
)
