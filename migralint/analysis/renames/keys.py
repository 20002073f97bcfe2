"""What keys tell: foreign keys to the same table, indexes and constraints that follow a column under its new name."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.analysis.renames import weights
from migralint.analysis.renames.column_pair import ColumnPair
from migralint.analysis.renames.evidence import Piece
from migralint.analysis.renames.key_code import NOTHING, Key, Renaming, keys_of
from migralint.analysis.renames.renamed_tables import table_after, table_before
from migralint.migration import Migration
from migralint.objects import Column, ForeignKey, Index, PrimaryKey, TableName, constraint_kind
from migralint.schema.schema import Table


def by_target(pair: ColumnPair, migration: Migration) -> Iterator[Piece]:
    """Foreign keys decide: ids of another table would point nowhere, unless that table is replaced here as well."""
    start, end = migration.upgrade.start, migration.upgrade.end
    before = _referred(table_before(migration, pair.table), pair.old)
    after = _referred(table_after(migration, pair.table), pair.new)
    if not before and not after:
        return
    if not before or not after:
        yield Piece(weights.LOST_TARGET)
    elif before & after:
        yield Piece(weights.SAME_TARGET, f"both reference {min(before & after)}")
    elif all(start.table(table) is None for table in after) and all(end.table(table) is None for table in before):
        words = f"they reference {min(before)} and {min(after)}, which replaces it"
        yield Piece(weights.REPLACED_TARGET, words)
    else:
        yield Piece(weights.EXCLUDED)


def _referred(table: Table | None, column: Column) -> frozenset[TableName]:
    keys = table.foreign_keys if table else ()
    return frozenset(key.referred_table for key in keys if column.name in key.columns)


def by_keys(pair: ColumnPair, migration: Migration) -> Iterator[Piece]:
    start, end = table_before(migration, pair.table), table_after(migration, pair.table)
    if start is None or end is None:
        return
    followers = list(following(start, end, pair.old.name, pair.new.name))
    for old, new in sorted(followers, key=lambda each: -len(each[0].columns)):
        if not isinstance(old, ForeignKey):  # those are told by their targets
            alone = len(old.columns) == 1
            yield Piece(weights.KEY_FOLLOWS if alone else weights.SHARED_KEY_FOLLOWS, f"{told(new)} follows")
            return


def following(start: Table, end: Table, old: str, new: str) -> Iterator[tuple[Key, Key]]:
    """The keys on the old column, each with the one that is the same on the new column when the upgrade ends."""
    renaming = Renaming({old: new}, {})
    after = {NOTHING.shape(key): key for key in keys_of(end) if new in key.columns}
    for key in keys_of(start):
        found = after.get(renaming.shape(key)) if old in key.columns else None
        if found is not None:
            yield key, found


def told(key: Key) -> str:
    if isinstance(key, Index):
        return f"index {key.name}"
    kind = {"primary": "the primary key", "foreignkey": "foreign key"}.get(constraint_kind(key), "constraint")
    return kind if isinstance(key, PrimaryKey) or key.name is None else f"{kind} {key.name}"
