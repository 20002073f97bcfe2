"""What the rest of the revision tells of two columns: what else comes and goes, the downgrade, the words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from migralint.analysis.renames import weights
from migralint.analysis.renames.column_pair import ColumnPair
from migralint.analysis.renames.definitions import comparable
from migralint.analysis.renames.evidence import Piece
from migralint.analysis.renames.said import said_of
from migralint.analysis.renames.table_evidence import TablePair
from migralint.analysis.rows import Rows, rows_of_downgrade
from migralint.interpreter.step import Body
from migralint.migration import Migration
from migralint.objects import TableName
from migralint.operations import AddColumn, DropColumn, RenameColumn, RenameTable


def by_rivals(pair: ColumnPair, migration: Migration) -> Iterator[Piece]:
    if len(pair.dropped) == len(pair.added) == 1:
        yield Piece(weights.ONLY_PAIR, "no other column of the table is dropped or added", fits=True)
    elif comparable(pair.added, pair.old) == 1:
        yield Piece(weights.ONLY_OF_TYPE, f"no other {pair.old.type} column is added", fits=True)


def by_place(pair: ColumnPair, migration: Migration) -> Iterator[Piece]:
    """As many dropped as added, and both the third of them."""
    names = [column.name for column in pair.dropped], [column.name for column in pair.added]
    if len(names[0]) == len(names[1]) > 1 and names[0].index(pair.old.name) == names[1].index(pair.new.name):
        yield Piece(weights.SAME_PLACE, "both at the same place among those dropped and added", fits=True)


def by_downgrade(pair: ColumnPair, migration: Migration) -> Iterator[Piece]:
    if migration.downgrade.body is not Body.CODE:
        return
    table, old, new = pair.table, pair.old.name, pair.new.name
    back = _back(migration)
    if (table, old) not in back.added or (table, new) not in back.dropped:
        yield Piece(weights.NOT_BROUGHT_BACK)
    elif back.rows.copies(table, new):
        yield Piece(weights.COPIED_BACK, f"the downgrade takes {old} from {new}")
    else:
        yield Piece(0, "the downgrade adds it back")


class _Back(Struct, frozen=True):
    """What the downgrade does with columns."""

    added: frozenset[tuple[TableName, str]]
    dropped: frozenset[tuple[TableName, str]]
    rows: Rows


@lru_cache(maxsize=1)
def _back(migration: Migration) -> _Back:
    """The last answer is kept, for every pair asks."""
    adds = (step.operation for step in migration.steps(AddColumn, direction="downgrade"))
    drops = (step.operation for step in migration.steps(DropColumn, direction="downgrade"))
    return _Back(
        frozenset((add.table, add.column.name) for add in adds),
        frozenset((drop.table, drop.name) for drop in drops),
        rows_of_downgrade(migration),
    )


def by_renames(pair: ColumnPair | TablePair, migration: Migration) -> Iterator[Piece]:
    """Whoever renames a column, or a table, in the same upgrade knows how, and means another one otherwise."""
    renaming = RenameColumn if isinstance(pair, ColumnPair) else RenameTable
    if next(migration.steps(renaming), None) is not None:
        yield Piece(weights.RENAMES_OTHERS)


def by_hand(pair: ColumnPair | TablePair, migration: Migration) -> Iterator[Piece]:
    """Autogenerate writes no SQL: whoever does means what it says."""
    if pair.drop.operation.sql is not None:
        yield Piece(weights.WRITTEN_AS_SQL)


def by_words(pair: ColumnPair, migration: Migration) -> Iterator[Piece]:
    yield from said_of(migration.revision, pair.old.name, pair.new.name)
