"""What speaks for one column being another one renamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from migralint.migration import Migration
from migralint.objects import Column, TableName, Unique
from migralint.renames.evidence import NOTHING, Evidence, reason, weight
from migralint.renames.names import alike, words
from migralint.schema.compare.equality import same_type
from migralint.schema.schema import Schema, Table

# Types that so many columns have that sharing one says little.
EVERYDAY_TYPES = ("BOOLEAN", "INTEGER", "BIGINT", "DATE", "DATETIME", "TIMESTAMP", "TINYINT")


def evidence_of(migration: Migration, table: TableName, old: Column, new: Column) -> Evidence | None:
    """The reasons together; None where the columns cannot be one: other types, other tables referenced, generated."""
    if new.computed or old.computed or new.identity or new.primary_key or new.autoincrement:
        return None
    type_, target = _type(old, new), _target(migration, table, old, new)
    if type_ is None or target is None:
        return None
    start, end = migration.upgrade.start.table(table), migration.upgrade.end.table(table)
    return (
        type_ + _nullability(old, new) + target + _names(old, new) + _keys(start, end, old, new)
        + _default(old, new) + _told(migration.revision.message, old.name, new.name)
    )  # fmt: skip


def _type(old: Column, new: Column) -> Evidence | None:
    if not (old.type.known and new.type.known):
        return NOTHING
    everyday = old.type.name.upper().split()[0] in EVERYDAY_TYPES
    if same_type(old.type, new.type):
        return reason(1 if everyday else 2, f"both are {new.type}")
    if old.type.name == new.type.name and old.type.enum == new.type.enum:
        return weight(0 if everyday else 1)
    return None


def _nullability(old: Column, new: Column) -> Evidence:
    if not (old.type.known and new.type.known):
        return NOTHING
    if old.nullable != new.nullable:
        return weight(-1)
    return reason(1, "both nullable" if new.nullable else "both NOT NULL")


def _default(old: Column, new: Column) -> Evidence:
    if old.default is None and new.default is None:
        return NOTHING
    return weight(1 if old.default == new.default else -1)


def _names(old: Column, new: Column) -> Evidence:
    return reason(2, "the names are alike") if alike(old.name, new.name) else NOTHING


def _target(migration: Migration, table: TableName, old: Column, new: Column) -> Evidence | None:
    """Foreign keys decide: ids of another table would point nowhere, unless that table is replaced here as well."""
    start, end = migration.upgrade.start, migration.upgrade.end
    before, after = _referred(start, table, old), _referred(end, table, new)
    if before and after:
        if before & after:
            return reason(2, f"both reference {min(before & after)}")
        replaced = all(start.table(t) is None for t in after) and all(end.table(t) is None for t in before)
        return reason(2, f"they reference {min(before)} and {min(after)}, which replaces it") if replaced else None
    return weight(-2) if before or after else NOTHING


def _referred(schema: Schema, table: TableName, column: Column) -> frozenset[TableName]:
    found = schema.table(table)
    keys = found.foreign_keys if found else ()
    return frozenset(key.referred_table for key in keys if column.name in key.columns)


def _keys(start: Table | None, end: Table | None, old: Column, new: Column) -> Evidence:
    if _covered(start, old, _unique_columns) and _covered(end, new, _unique_columns):
        return reason(1, "both unique")
    if _covered(start, old, _indexed_columns) and _covered(end, new, _indexed_columns):
        return reason(1, "both indexed")
    return NOTHING


def _covered(table: Table | None, column: Column, keys: Callable[[Table], Iterator[tuple[str, ...]]]) -> bool:
    return table is not None and any(column.name in columns for columns in keys(table))


def _unique_columns(table: Table) -> Iterator[tuple[str, ...]]:
    yield from (constraint.columns for constraint in table.constraints if isinstance(constraint, Unique))
    yield from (index.columns for index in table.indexes if index.unique)


def _indexed_columns(table: Table) -> Iterator[tuple[str, ...]]:
    yield from (index.columns for index in table.indexes)


def _told(message: str, old: str, new: str) -> Evidence:
    """The revision's message speaks of a rename, and best of these names."""
    told = words(message)
    if not any(word.startswith("renam") for word in told):
        return NOTHING
    named = words(old) <= told or words(new) <= told
    return reason(2 if named else 1, "the revision's message says rename")
