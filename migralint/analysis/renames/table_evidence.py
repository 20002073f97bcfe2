"""What tells that one table is another one renamed: its columns, the references to it, its name, the author's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from migralint.analysis.renames import weights
from migralint.analysis.renames.definitions import alike_names
from migralint.analysis.renames.evidence import Piece
from migralint.analysis.renames.names import Likeness, likeness, words
from migralint.analysis.renames.said import said_of
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.objects import Column, ForeignKey, TableName
from migralint.operations import CreateTable, DropTable
from migralint.schema.compare.equality import same_type
from migralint.schema.schema import Schema, Table

COMMON = 4  # a column that so many other tables have as well (id, created_at, a mixin's) says nothing


class TablePair(Struct, frozen=True):
    """`old` is the table as it was when dropped, `new` as it is when the upgrade ends.

    `alone`: the upgrade drops and creates no other table.
    """

    drop: Step[DropTable]
    create: Step[CreateTable]
    old: Table
    new: Table
    alone: bool


def by_columns(pair: TablePair, migration: Migration) -> Iterator[Piece]:
    """Without those that many tables have, unless no other table has all of them."""
    common = _common(migration.upgrade.start, pair)
    old = [column for column in pair.old.columns if not _among(column, common)]
    new = [column for column in pair.new.columns if not _among(column, common)]
    same = sum(_among(column, new) for column in old)
    own = {column.name for column in old}
    renamed = len(renamed_columns(pair.old, pair.new).keys() & own)
    total = max(len(old), len(new))
    if 2 * (same + renamed) < total or not (pair.old.columns and pair.new.columns):
        yield Piece(weights.EXCLUDED)
    elif total:
        of = "" if total == max(len(pair.old.columns), len(pair.new.columns)) else "own "
        too = f", {renamed} renamed too" if renamed else ""
        yield Piece(_share(same + renamed, total), f"{same} of {total} {of}columns are the same{too}")


def renamed_columns(old: Table, new: Table) -> dict[str, str]:
    """The columns of the same type whose new name is like the old one, or follows the table's."""
    come = [column for column in new.columns if not _among(column, old.columns)]
    found: dict[str, str] = {}
    for column in old.columns:
        known = _among(column, new.columns)
        other = None if known else next((each for each in come if _like(column, each, old.name, new.name)), None)
        if other is not None:
            come.remove(other)
            found[column.name] = other.name
    return found


def _like(old: Column, new: Column, old_table: TableName, new_table: TableName) -> bool:
    if not same_type(old.type, new.type) or old.nullable != new.nullable:
        return False
    if likeness(old.name, new.name) in (Likeness.SAME, Likeness.ALIKE):
        return True
    before, after = words(old.name), words(new.name)
    rest = before - words(old_table.name)
    return rest != before and rest == after - words(new_table.name) != after


def _share(shared: int, total: int) -> int:
    weight = weights.MOST_COLUMNS if shared >= 0.8 * total and total > 1 else weights.HALF_OF_COLUMNS
    return weight + weights.MANY_COLUMNS * (shared >= 4) + weights.EVERY_COLUMN * (shared == total >= 3)


def _common(schema: Schema, pair: TablePair) -> list[Column]:
    """The columns of the old table that many other tables have too."""
    others = [table for table in schema.tables.values() if table.name != pair.old.name]
    if _equal(pair.old, pair.new) and not any(_equal(pair.old, other) for other in others):
        return []
    return [column for column in pair.old.columns if sum(_among(column, other.columns) for other in others) >= COMMON]


def _equal(one: Table, other: Table) -> bool:
    return len(one.columns) == len(other.columns) and all(_among(column, other.columns) for column in one.columns)


def _among(column: Column, columns: Sequence[Column]) -> bool:
    return any(other.name == column.name and same_type(other.type, column.type) for other in columns)


def by_references(pair: TablePair, migration: Migration) -> Iterator[Piece]:
    for other, key, _ in moved_references(migration, pair.old, pair.new):
        yield Piece(weights.MOVED_REFERENCE, f"{other.name}.{', '.join(key.columns)} now references {pair.new.name}")
        return


def moved_references(migration: Migration, old: Table, new: Table) -> Iterator[tuple[Table, ForeignKey, ForeignKey]]:
    """The foreign keys of other tables that pointed to the old table and now, by the same columns, to the new one."""
    for other, key in migration.upgrade.start.referencing(old.name):
        after = migration.upgrade.end.table(other.name)
        for now in after.foreign_keys if after else ():
            if now.columns == key.columns and now.referred_table == new.name:
                yield other, key, now


def by_table_name(pair: TablePair, migration: Migration) -> Iterator[Piece]:
    yield from alike_names(pair.old.name.name, pair.new.name.name)


def by_other_tables(pair: TablePair, migration: Migration) -> Iterator[Piece]:
    if pair.alone:
        yield Piece(weights.ONLY_TABLES, "no other table is dropped or created")


def by_words(pair: TablePair, migration: Migration) -> Iterator[Piece]:
    yield from said_of(migration.revision, pair.old.name.name, pair.new.name.name)
