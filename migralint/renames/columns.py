"""Columns that an upgrade drops and adds where it should rename them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from migralint.findings import Confidence
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.objects import Column, TableName
from migralint.operations import AddColumn, DropColumn, Guard
from migralint.renames.column_evidence import evidence_of
from migralint.renames.evidence import MOST_PAIRS, Evidence, reason
from migralint.rows import rows_of


@dataclass(frozen=True, slots=True)
class ColumnRename:
    """`old` is the column as it was when dropped, `new` as it is when the upgrade ends."""

    drop: Step[DropColumn]
    add: Step[AddColumn]
    old: Column
    new: Column
    evidence: Evidence
    doubtful: bool = False  # one of the steps may not run, or another pair is as likely

    @property
    def table(self) -> TableName:
        return self.drop.operation.table

    @property
    def confidence(self) -> Confidence:
        confidence = self.evidence.confidence
        return Confidence.MEDIUM if self.doubtful and confidence is Confidence.HIGH else confidence


@lru_cache(maxsize=1)
def column_renames(migration: Migration) -> tuple[ColumnRename, ...]:
    """The likely ones, each column in one pair at most. The last answer is kept, for several rules ask."""
    pairs = [pair for table in _changed_tables(migration) for pair in _pairs(migration, *table)]
    tables = Counter((pair.old.name, pair.new.name) for pair in pairs)
    told = [_in_tables(pair, tables[pair.old.name, pair.new.name]) for pair in pairs]
    return tuple(pair for pair in _chosen(told) if pair.confidence is not Confidence.LOW)


Drops = list[Step[DropColumn]]
Adds = list[Step[AddColumn]]


def _changed_tables(migration: Migration) -> Iterator[tuple[Drops, Adds]]:
    """The columns that leave and those that come, of every older table that has both."""
    drops: dict[TableName, Drops] = defaultdict(list)
    for drop in migration.steps(DropColumn):
        missing = drop.conflict is not None and drop.conflict.kind == "missing"
        if not missing and not migration.is_new(drop.operation.table):
            drops[drop.operation.table].append(drop)
    adds: dict[TableName, Adds] = defaultdict(list)
    for add in migration.steps(AddColumn) if drops else ():
        adds[add.operation.table].append(add)
    for table, dropped in drops.items():
        leaving, coming = list(_leaving(migration, dropped, adds[table])), list(_coming(migration, adds[table]))
        if 0 < len(leaving) * len(coming) <= MOST_PAIRS:
            yield leaving, coming


def _leaving(migration: Migration, drops: Drops, adds: Adds) -> Iterator[Step[DropColumn]]:
    """Without columns that the upgrade made itself, and those that are there again when it ends."""
    own = {add.operation.column.name for add in adds}
    for drop in {drop.operation.name: drop for drop in drops}.values():
        table, name = drop.operation.table, drop.operation.name
        if name not in own and migration.upgrade.end.column(table, name) is None:
            yield drop


def _coming(migration: Migration, adds: Adds) -> Iterator[Step[AddColumn]]:
    """Without helper columns, which are gone or have another name when the upgrade ends."""
    for add in {add.operation.column.name: add for add in adds}.values():
        if migration.upgrade.end.column(add.operation.table, add.operation.column.name) is not None:
            yield add


def _pairs(migration: Migration, drops: Drops, adds: Adds) -> Iterator[ColumnRename]:
    for drop in drops:
        old = _dropped_column(migration, drop)
        found = [pair for add in adds if (pair := _pair(migration, drop, add, old)) is not None]
        if len(drops) == len(adds) == 1:
            only = reason(2, "no other column of the table is dropped or added")
        elif len(found) == 1:
            only = reason(1, f"no other {old.type} column is added")
        else:
            only = Evidence()
        yield from (replace(pair, evidence=pair.evidence + only) for pair in found)


def _pair(migration: Migration, drop: Step[DropColumn], add: Step[AddColumn], old: Column) -> ColumnRename | None:
    table, rows = drop.operation.table, rows_of(migration)
    new = migration.upgrade.end.column(table, add.operation.column.name) or add.operation.column
    if rows.writes(table, new.name) or rows.reads_column(table, old.name) or rows.empties(table):
        return None
    evidence = evidence_of(migration, table, old, new)
    sure = drop.operation.guard is Guard.ALWAYS and add.operation.guard is Guard.ALWAYS and not rows.has_unread
    return None if evidence is None else ColumnRename(drop, add, old, new, evidence, doubtful=not sure)


def _dropped_column(migration: Migration, drop: Step[DropColumn]) -> Column:
    """The column before its drop; where the history does not know it, as the downgrade makes it again."""
    table, name = drop.operation.table, drop.operation.name
    known = drop.before.column(table, name)
    if known is not None and known.type.known:
        return known
    for step in migration.steps(AddColumn, direction="downgrade"):
        if step.operation.table == table and step.operation.column.name == name:
            return step.operation.column
    return known or Column(name)


def _in_tables(pair: ColumnRename, tables: int) -> ColumnRename:
    same = reason(2, f"the same in {tables} tables") if tables > 1 else Evidence()
    return replace(pair, evidence=pair.evidence + same)


def _chosen(pairs: Iterable[ColumnRename]) -> Iterator[ColumnRename]:
    """The strongest pairs; doubtful where a column has a second one that is as strong."""
    waiting = sorted(pairs, key=lambda pair: (-pair.evidence.score, pair.drop.span, pair.add.span))
    while waiting:
        best, *others = waiting
        rivals = [other for other in others if other.drop is best.drop or other.add is best.add]
        equal = any(rival.evidence.score == best.evidence.score for rival in rivals)
        yield replace(best, doubtful=best.doubtful or equal)
        waiting = [other for other in others if other not in rivals]
