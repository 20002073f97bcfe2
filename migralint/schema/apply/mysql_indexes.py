"""The indexes that InnoDB keeps for foreign keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from msgspec.structs import replace

from migralint.objects import ForeignKey, Index, PrimaryKey, Unique
from migralint.operations import Operation
from migralint.schema.apply.conflict import Conflict, described, in_use
from migralint.schema.apply.lookup import index_names
from migralint.schema.apply.references import referred
from migralint.schema.apply.session import checks_foreign_keys
from migralint.schema.generated_names import mysql_key_name
from migralint.schema.schema import Schema, Table

Indexed: TypeAlias = Index | Unique | PrimaryKey


def with_foreign_key_index(table: Table, key: ForeignKey, *, named: bool) -> Table:
    """InnoDB makes an index for a foreign key that has none, named like the constraint or like its first column.

    One that it made before gives way, unless it has more columns. `named`: the script names the constraint.
    """
    if not key.columns or any(_leads(columns, key.columns) for columns in _served(table, key)):
        return table
    table = without_needless_indexes(table, key.columns)
    name = key.name if named else mysql_key_name(key.columns[0], index_names(table, "mysql"))
    return replace(table, indexes=(*table.indexes, Index(name, key.columns, generated=True)))


def _served(table: Table, key: ForeignKey) -> Iterable[tuple[str, ...]]:
    """The columns of the indexes that stay."""
    for each in _indexes(table):
        if not (isinstance(each, Index) and each.generated) or len(each.columns) > len(key.columns):
            yield each.columns


def without_needless_indexes(table: Table, columns: tuple[str, ...]) -> Table:
    """A generated index silently goes when an index is made that begins with its columns."""
    kept = tuple(index for index in table.indexes if not (index.generated and _leads(columns, index.columns)))
    return table if len(kept) == len(table.indexes) else replace(table, indexes=kept)


def needed(schema: Schema, table: Table, index: Indexed, operation: Operation) -> Conflict | None:
    """Why MySQL refuses to drop the index: errors 1553 and 1075. A statement of several actions may add another."""
    if not table.complete or "," in (operation.sql or "") or not checks_foreign_keys(schema):
        return None
    others = [each.columns for each in _indexes(table) if each is not index]
    words = described(index, table.name)
    counting = next((c.name for c in table.columns if c.autoincrement and index.columns[:1] == (c.name,)), None)
    if counting is not None and not any(_leads(columns, (counting,)) for columns in others):
        return in_use(f"{words} is needed by the AUTO_INCREMENT of column {counting}")
    for other, key, columns in _standing_on(schema, table):
        if columns and _leads(index.columns, columns) and not any(_leads(each, columns) for each in others):
            return in_use(f"{words} is needed by {described(key, other.name)}")
    return None


def _standing_on(schema: Schema, table: Table) -> Iterator[tuple[Table, ForeignKey, tuple[str, ...]]]:
    """Every foreign key of the table, or to it, with the table's columns that it needs indexed."""
    for key in table.foreign_keys:
        yield table, key, key.columns
        if key.referred_table == table.name:
            yield table, key, referred(table, key)
    for other, key in schema.referencing(table.name):
        yield other, key, referred(table, key)


def _leads(columns: tuple[str, ...], first: tuple[str, ...]) -> bool:
    return columns[: len(first)] == first


def _indexes(table: Table) -> Iterable[Indexed]:
    for each in (*table.indexes, *table.constraints):
        if isinstance(each, Index | Unique | PrimaryKey):
            yield each
