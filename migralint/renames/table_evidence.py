"""What speaks for one table being another one renamed."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.migration import Migration
from migralint.objects import ForeignKey
from migralint.renames.evidence import NOTHING, Evidence, reason
from migralint.renames.names import alike, words
from migralint.schema.compare.equality import same_type
from migralint.schema.schema import Table


def evidence_of(migration: Migration, old: Table, new: Table) -> Evidence | None:
    """The reasons together; None where fewer than half of the columns are the same."""
    columns = _columns(old, new)
    if columns is None:
        return None
    return columns + _names(old, new) + _references(migration, old, new) + _told(migration.revision.message, old, new)


def _columns(old: Table, new: Table) -> Evidence | None:
    shared, total = len(same_columns(old, new)), max(len(old.columns), len(new.columns))
    if total == 0 or shared / total < 0.5:
        return None
    score = (2 if shared / total >= 0.8 else 1) + (shared >= 4) + (shared == total >= 3)
    return reason(score, f"{shared} of {total} columns are the same")


def same_columns(old: Table, new: Table) -> tuple[str, ...]:
    """The names of the columns that both have with the same type."""
    pairs = ((column, new.column(column.name)) for column in old.columns)
    return tuple(column.name for column, other in pairs if other is not None and same_type(column.type, other.type))


def moved_references(migration: Migration, old: Table, new: Table) -> Iterator[tuple[Table, ForeignKey, ForeignKey]]:
    """The foreign keys of other tables that pointed to the old table and now, by the same columns, to the new one."""
    for other, key in migration.upgrade.start.referencing(old.name):
        after = migration.upgrade.end.table(other.name)
        for now in after.foreign_keys if after else ():
            if now.columns == key.columns and now.referred_table == new.name:
                yield other, key, now


def _references(migration: Migration, old: Table, new: Table) -> Evidence:
    for other, key, _ in moved_references(migration, old, new):
        return reason(3, f"{other.name}.{', '.join(key.columns)} now references {new.name}")
    return NOTHING


def _names(old: Table, new: Table) -> Evidence:
    return reason(2, "the names are alike") if alike(old.name.name, new.name.name) else NOTHING


def _told(message: str, old: Table, new: Table) -> Evidence:
    """The revision's message speaks of a rename, and best of these names."""
    told = words(message)
    if not any(word.startswith("renam") for word in told):
        return NOTHING
    named = words(old.name.name) <= told or words(new.name.name) <= told
    return reason(2 if named else 1, "the revision's message says rename")
