"""Columns that an upgrade drops and adds where it should rename them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from migralint.analysis.renames.column_pair import ColumnPair
from migralint.analysis.renames.definitions import by_comment, by_default, by_name, by_nullability, by_type
from migralint.analysis.renames.evidence import MOST_PAIRS, Evidence, Piece, Witness, gather
from migralint.analysis.renames.keys import by_keys, by_target
from migralint.analysis.renames.models import by_models
from migralint.analysis.renames.renamed_tables import column_after, name_after
from migralint.analysis.renames.surroundings import by_downgrade, by_hand, by_place, by_renames, by_rivals, by_words
from migralint.analysis.renames.weights import SAME_IN_TABLES
from migralint.analysis.rows import rows_of
from migralint.findings import Confidence
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.objects import Column, TableName
from migralint.operations import AddColumn, DropColumn, Guard

# Each sees one thing; a new one is added here.
WITNESSES: tuple[Witness[ColumnPair], ...] = (
    by_type, by_nullability, by_default, by_comment, by_target, by_name, by_keys, by_rivals, by_place, by_downgrade,
    by_renames, by_hand, by_words, by_models,
)  # fmt: skip


class ColumnRename(Struct, frozen=True):
    pair: ColumnPair
    evidence: Evidence
    doubtful: bool = False  # one of the steps may not run, or another pair is as likely

    @property
    def drop(self) -> Step[DropColumn]:
        return self.pair.drop

    @property
    def add(self) -> Step[AddColumn]:
        return self.pair.add

    @property
    def old(self) -> Column:
        return self.pair.old

    @property
    def new(self) -> Column:
        return self.pair.new

    @property
    def table(self) -> TableName:
        return self.pair.table

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
            drops[name_after(migration, drop.operation.table)].append(drop)
    adds: dict[TableName, Adds] = defaultdict(list)
    for add in migration.steps(AddColumn) if drops else ():
        adds[name_after(migration, add.operation.table)].append(add)
    for table, dropped in drops.items():
        leaving, coming = list(_leaving(migration, dropped, adds[table])), list(_coming(migration, adds[table]))
        if 0 < len(leaving) * len(coming) <= MOST_PAIRS:
            yield leaving, coming


def _leaving(migration: Migration, drops: Drops, adds: Adds) -> Iterator[Step[DropColumn]]:
    """Without columns that the upgrade made itself, and those that are there again when it ends."""
    own = {add.operation.column.name for add in adds}
    for drop in {drop.operation.name: drop for drop in drops}.values():
        table, name = drop.operation.table, drop.operation.name
        if name not in own and column_after(migration, table, name) is None:
            yield drop


def _coming(migration: Migration, adds: Adds) -> Iterator[Step[AddColumn]]:
    """Without helper columns, which are gone or have another name when the upgrade ends."""
    for add in {add.operation.column.name: add for add in adds}.values():
        if column_after(migration, add.operation.table, add.operation.column.name) is not None:
            yield add


def _pairs(migration: Migration, drops: Drops, adds: Adds) -> Iterator[ColumnRename]:
    olds = tuple(_dropped_column(migration, drop) for drop in drops)
    news = tuple(_added_column(migration, add) for add in adds)
    for drop, old in zip(drops, olds, strict=True):
        for add, new in zip(adds, news, strict=True):
            pair = ColumnPair(drop, add, old, new, olds, news)
            if not _moves_values(migration, pair) and (rename := _weighed(migration, pair)).evidence.possible:
                yield rename


def _moves_values(migration: Migration, pair: ColumnPair) -> bool:
    rows, table = rows_of(migration), pair.table
    return rows.writes(table, pair.new.name) or rows.reads_column(table, pair.old.name) or rows.empties(table)


def _weighed(migration: Migration, pair: ColumnPair) -> ColumnRename:
    sure = pair.drop.operation.guard is Guard.ALWAYS and pair.add.operation.guard is Guard.ALWAYS
    doubtful = not sure or rows_of(migration).has_unread
    return ColumnRename(pair, gather(pair, migration, WITNESSES), doubtful)


def _added_column(migration: Migration, add: Step[AddColumn]) -> Column:
    return column_after(migration, add.operation.table, add.operation.column.name) or add.operation.column


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


def _in_tables(rename: ColumnRename, tables: int) -> ColumnRename:
    if tables == 1:
        return rename
    return replace(rename, evidence=rename.evidence.with_piece(Piece(SAME_IN_TABLES, f"the same in {tables} tables")))


def _chosen(pairs: Iterable[ColumnRename]) -> Iterator[ColumnRename]:
    """The strongest pairs; doubtful where a column has a second one that is as strong."""
    waiting = sorted(pairs, key=lambda pair: (-pair.evidence.score, pair.drop.span, pair.add.span))
    while waiting:
        best, *others = waiting
        rivals = [other for other in others if other.drop is best.drop or other.add is best.add]
        equal = any(rival.evidence.score == best.evidence.score for rival in rivals)
        yield replace(best, doubtful=best.doubtful or equal)
        waiting = [other for other in others if other not in rivals]
