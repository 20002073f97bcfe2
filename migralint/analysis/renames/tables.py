"""Tables that an upgrade drops and creates where it should rename them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from migralint.analysis.renames.evidence import MOST_PAIRS, Evidence, Witness, gather
from migralint.analysis.renames.models import by_table_models
from migralint.analysis.renames.surroundings import by_hand, by_renames
from migralint.analysis.renames.table_evidence import (
    TablePair,
    by_columns,
    by_other_tables,
    by_references,
    by_table_name,
    by_words,
)
from migralint.analysis.rows import rows_of
from migralint.analysis.unowned import is_temporary, owner_of
from migralint.findings import Confidence
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.operations import CreateTable, DropTable, Guard
from migralint.schema.schema import Table

# Each sees one thing; a new one is added here.
WITNESSES: tuple[Witness[TablePair], ...] = (
    by_columns,
    by_table_name,
    by_references,
    by_other_tables,
    by_renames,
    by_hand,
    by_words,
    by_table_models,
)


class TableRename(Struct, frozen=True):
    pair: TablePair
    evidence: Evidence
    doubtful: bool = False  # one of the steps may not run, or another pair is as likely

    @property
    def drop(self) -> Step[DropTable]:
        return self.pair.drop

    @property
    def create(self) -> Step[CreateTable]:
        return self.pair.create

    @property
    def old(self) -> Table:
        return self.pair.old

    @property
    def new(self) -> Table:
        return self.pair.new

    @property
    def confidence(self) -> Confidence:
        confidence = self.evidence.confidence
        return Confidence.MEDIUM if self.doubtful and confidence is Confidence.HIGH else confidence


@lru_cache(maxsize=1)
def table_renames(migration: Migration) -> tuple[TableRename, ...]:
    """The likely ones, each table in one pair at most. The last answer is kept, for several rules ask."""
    drops = list(_leaving(migration))
    creates = list(_coming(migration)) if drops else []
    if len(drops) * len(creates) > MOST_PAIRS:
        return ()
    alone = len(drops) == len(creates) == 1
    pairs = (_pair(migration, drop, create, alone=alone) for drop in drops for create in creates)
    weighed = (_weighed(migration, pair) for pair in pairs if pair is not None)
    possible = [rename for rename in weighed if rename.evidence.possible]
    return tuple(rename for rename in _chosen(possible) if rename.confidence is not Confidence.LOW)


def _leaving(migration: Migration) -> Iterator[Step[DropTable]]:
    end = migration.upgrade.end
    for drop in {drop.operation.table: drop for drop in migration.steps(DropTable)}.values():
        table = drop.operation.table
        missing = drop.conflict is not None and drop.conflict.kind == "missing"
        if missing or migration.is_new(table) or end.table(table) is not None:
            continue
        if not is_temporary(table) and owner_of(table, drop.before) is None:
            yield drop


def _coming(migration: Migration) -> Iterator[Step[CreateTable]]:
    start, end = migration.upgrade.start, migration.upgrade.end
    for create in {create.operation.table: create for create in migration.steps(CreateTable)}.values():
        table = create.operation.table
        if start.table(table) is None and end.table(table) is not None and create.operation.partition_of is None:
            yield create


def _pair(migration: Migration, drop: Step[DropTable], create: Step[CreateTable], *, alone: bool) -> TablePair | None:
    old, new = _dropped_table(migration, drop), migration.upgrade.end.table(create.operation.table)
    rows = rows_of(migration)
    if old is None or new is None or rows.reads(old.name) or rows.empties(old.name):
        return None
    return TablePair(drop, create, old, new, alone)


def _weighed(migration: Migration, pair: TablePair) -> TableRename:
    sure = pair.drop.operation.guard is Guard.ALWAYS and pair.create.operation.guard is Guard.ALWAYS
    doubtful = not sure or rows_of(migration).has_unread
    return TableRename(pair, gather(pair, migration, WITNESSES), doubtful)


def _dropped_table(migration: Migration, drop: Step[DropTable]) -> Table | None:
    """The table before its drop; where the history does not know it whole, as the downgrade makes it again."""
    known = drop.before.table(drop.operation.table)
    if known is not None and known.complete:
        return known
    for step in migration.steps(CreateTable, direction="downgrade"):
        if step.operation.table == drop.operation.table:
            return step.after.table(step.operation.table)
    return None


def _chosen(pairs: Iterable[TableRename]) -> Iterator[TableRename]:
    """The strongest pairs; doubtful where a table has a second one that is as strong."""
    waiting = sorted(pairs, key=lambda pair: (-pair.evidence.score, pair.drop.span, pair.create.span))
    while waiting:
        best, *others = waiting
        rivals = [other for other in others if other.drop is best.drop or other.create is best.create]
        equal = any(rival.evidence.score == best.evidence.score for rival in rivals)
        yield replace(best, doubtful=best.doubtful or equal)
        waiting = [other for other in others if other not in rivals]
