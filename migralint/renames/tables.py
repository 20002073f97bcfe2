"""Tables that an upgrade drops and creates where it should rename them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from migralint.findings import Confidence
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.operations import CreateTable, DropTable, Guard
from migralint.renames.evidence import MOST_PAIRS, Evidence, reason
from migralint.renames.table_evidence import evidence_of
from migralint.rows import rows_of
from migralint.schema.schema import Table
from migralint.unowned import is_temporary, owner_of


@dataclass(frozen=True, slots=True)
class TableRename:
    """`old` is the table as it was when dropped, `new` as it is when the upgrade ends."""

    drop: Step[DropTable]
    create: Step[CreateTable]
    old: Table
    new: Table
    evidence: Evidence
    doubtful: bool = False  # one of the steps may not run, or another pair is as likely

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
    only = reason(1, "no other table is dropped or created") if len(drops) == len(creates) == 1 else Evidence()
    pairs = [pair for drop in drops for create in creates if (pair := _pair(migration, drop, create)) is not None]
    told = (replace(pair, evidence=pair.evidence + only) for pair in pairs)
    return tuple(pair for pair in _chosen(told) if pair.confidence is not Confidence.LOW)


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


def _pair(migration: Migration, drop: Step[DropTable], create: Step[CreateTable]) -> TableRename | None:
    old, new = _dropped_table(migration, drop), migration.upgrade.end.table(create.operation.table)
    rows = rows_of(migration)
    if old is None or new is None or rows.reads(old.name) or rows.empties(old.name):
        return None
    evidence = evidence_of(migration, old, new)
    sure = drop.operation.guard is Guard.ALWAYS and create.operation.guard is Guard.ALWAYS and not rows.has_unread
    return None if evidence is None else TableRename(drop, create, old, new, evidence, doubtful=not sure)


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
