"""The indexes that InnoDB keeps for foreign keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from migralint.objects import ForeignKey, Index, PrimaryKey, Unique
from migralint.schema.apply.lookup import names_of
from migralint.schema.generated_names import mysql_key_name
from migralint.schema.schema import Table


def with_foreign_key_index(table: Table, key: ForeignKey) -> Table:
    """InnoDB makes an index for a foreign key that has none, named like the constraint or like its first column."""
    if not key.columns or any(_leads(columns, key) for columns in _indexed(table)):
        return table
    generated = key.name is None or key.name.startswith(f"{table.name.name}_ibfk_")
    name = mysql_key_name(key.columns[0], names_of(table)) if generated else key.name
    return replace(table, indexes=(*table.indexes, Index(name, key.columns)))


def without_needless_indexes(table: Table, columns: tuple[str, ...]) -> Table:
    """A generated index silently goes when the author creates one that serves its foreign key."""
    served = [key for key in table.foreign_keys if _leads(columns, key)]
    if not served:
        return table
    return replace(table, indexes=tuple(i for i in table.indexes if not any(_made_for(i, key) for key in served)))


def needing(table: Table, index: Index | Unique) -> ForeignKey | None:
    """The foreign key that would be left without an index."""
    others = list(_indexed(table, but=index))
    return next(
        (
            key
            for key in table.foreign_keys
            if _leads(index.columns, key) and not any(_leads(columns, key) for columns in others)
        ),
        None,
    )


def _leads(columns: tuple[str, ...], key: ForeignKey) -> bool:
    return columns[: len(key.columns)] == key.columns


def _made_for(index: Index, key: ForeignKey) -> bool:
    return index.columns == key.columns and not index.unique and index.name in (key.name, key.columns[0])


def _indexed(table: Table, but: Index | Unique | None = None) -> Iterable[tuple[str, ...]]:
    for each in (*table.indexes, *table.constraints):
        if isinstance(each, Index | Unique | PrimaryKey) and each is not but:
            yield each.columns
