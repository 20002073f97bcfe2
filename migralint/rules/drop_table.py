"""drop-table: a table is dropped, and its rows with it."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.analysis.drops import Drop, Fate, table_drops
from migralint.analysis.in_use import is_settled, release_of
from migralint.analysis.statements import by_statement, listed
from migralint.findings import Confidence, Note, Problem, Rule, Severity
from migralint.migration import Migration
from migralint.operations import DropTable, Guard

TOLD = (Fate.LOST, Fate.READ, Fate.REPLACED)

REASON = "    # migralint: ignore[drop-table] -- the reason"


def check(migration: Migration) -> Iterator[Problem]:
    told = (drop for drop in table_drops(migration) if _is_told(migration, drop))
    for drops in by_statement(told, lambda drop: drop.step):
        yield _problem(migration, drops)


def _is_told(migration: Migration, drop: Drop[DropTable]) -> bool:
    """Not where the rows stay, and it is known whether the running release uses the table."""
    if drop.fate is Fate.READ:
        return not is_settled(migration, drop.step.operation.table)
    return drop.fate in TOLD


def _problem(migration: Migration, drops: list[Drop[DropTable]]) -> Problem:
    names = listed(str(drop.step.operation.table) for drop in drops)
    one = len(drops) == 1
    tables, are = ("table", "is") if one else ("tables", "are")
    it, their = ("it", "its") if one else ("them", "their")
    fates = {drop.fate for drop in drops}
    if fates == {Fate.READ}:
        message = f"{tables} {names} {are} dropped: the running release may still use {it}"
    elif fates == {Fate.REPLACED}:
        message = f"{tables} {names} {are} dropped and created anew: {their} rows are lost"
    else:
        message = f"{tables} {names} {are} dropped: {their} rows are lost"
    first = drops[0].step
    return Problem(
        first.span,
        message,
        _help(migration, drops[0]),
        notes=tuple(_origin(drops)),
        confidence=Confidence.HIGH if first.operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
        severity=Severity.INFO if fates == {Fate.READ} else None,
        operation=first.operation.source,
        subject=names,
    )


def _help(migration: Migration, drop: Drop[DropTable]) -> str:
    table, release = drop.step.operation.table, release_of(migration)
    if drop.fate is Fate.REPLACED:
        return f"alter {table} in place, or copy its rows to the new table before it is dropped"
    made = drop.step.before.table(table) is not None
    if made and release is not None and release.lacks_table(table):
        return f"no model of {release.name} has it; say on the line why nobody needs the rows:\n{REASON}"
    schema = f', schema="{table.schema}"' if table.schema else ""
    return (
        "release code that does not use it first, put it aside, and drop it in a later release:\n"
        f'    op.rename_table("{table.name}", "{table.name}_to_drop"{schema})'
    )


def _origin(drops: list[Drop[DropTable]]) -> Iterator[Note]:
    """Autogenerate drops what the models lack: a table from elsewhere is dropped by accident more often than not."""
    unknown = [str(d.step.operation.table) for d in drops if d.step.before.table(d.step.operation.table) is None]
    if unknown:
        yield Note(f"no revision made {listed(unknown)}: autogenerate drops every table that the models lack")


RULE = Rule(
    id="drop-table",
    group="data-loss",
    severity=Severity.WARNING,
    summary="a table is dropped, and its rows with it",
    subject=Migration,
    check=check,
)
