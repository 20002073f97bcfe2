"""drop-column: a column is dropped, and its values with it."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.drops import Drop, Fate, column_drops
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.migration import Migration
from migralint.operations import DropColumn, Guard
from migralint.statements import by_statement, listed


def check(migration: Migration) -> Iterator[Problem]:
    told = (drop for drop in column_drops(migration) if drop.fate is not Fate.RENAMED)
    for drops in by_statement(told, lambda drop: drop.step):
        yield _problem(drops)


def _problem(drops: list[Drop[DropColumn]]) -> Problem:
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
        _help(drops[0]),
        confidence=Confidence.HIGH if first.operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
        severity=Severity.INFO if fates == {Fate.READ} else None,
        operation=first.operation.source,
        subject=names,
    )


def _help(drop: Drop[DropColumn]) -> str:
    operation = drop.step.operation
    column = drop.step.before.column(operation.table, operation.name)
    if drop.fate is Fate.REPLACED:
        return f"change {operation.name} in place with alter_column, or copy its values to the new column first"
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
