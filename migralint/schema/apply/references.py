"""The foreign keys of other tables that stand on a column or a key."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from migralint.objects import ForeignKey, PrimaryKey, Unique
from migralint.schema.schema import Schema, Table

Reference = tuple[Table, ForeignKey]


def referable(table: Table, column: str) -> bool:
    """Whether a foreign key may point to the column: only a key or a unique index can be referenced."""
    if not table.complete:
        return True
    keys = (c for c in table.constraints if isinstance(c, PrimaryKey | Unique))
    return any(column in each.columns for each in (*keys, *(i for i in table.indexes if i.unique)))


def referred(table: Table, key: ForeignKey) -> tuple[str, ...]:
    """The columns that the key points to; a key that names none means the primary key."""
    if key.referred_columns:
        return key.referred_columns
    return table.primary_key.columns if table.primary_key else ()


def can_be_referred_to(table: Table, columns: tuple[str, ...], *, unique: bool) -> bool:
    """Whether a key of the complete table has just these columns; with `unique` off, an index that begins with them.

    InnoDB ends every index with the columns of the primary key that it lacks, and counts them.
    """
    if not columns:
        return table.primary_key is not None
    keys = [each.columns for each in table.constraints if isinstance(each, PrimaryKey | Unique)]
    primary = tuple(column.name for column in table.columns if column.primary_key)
    primary = table.primary_key.columns if table.primary_key is not None else primary
    indexes = [index for index in table.indexes if not index.expressions and index.where is None]
    keys += [primary, *(index.columns for index in indexes if index.unique or not unique)]
    if unique:
        return any(set(key) == set(columns) for key in keys)
    whole = ((*key, *(name for name in primary if name not in key)) for key in keys)
    return any(key[: len(columns)] == columns for key in whole)


def references_to_column(schema: Schema, table: Table, column: str) -> list[Reference]:
    if not referable(table, column):
        return []
    return [(other, key) for other, key in schema.referencing(table.name) if column in referred(table, key)]


def references_to_key(schema: Schema, table: Table, key: PrimaryKey | Unique) -> list[Reference]:
    """The foreign keys that need this key, since no other covers the same columns."""
    keys = (c for c in table.constraints if isinstance(c, PrimaryKey | Unique) and c is not key)
    others = [*keys, *(index for index in table.indexes if index.unique)]
    if any(set(other.columns) == set(key.columns) for other in others):
        return []
    pairs = schema.referencing(table.name)
    return [(other, pair) for other, pair in pairs if set(referred(table, pair)) == set(key.columns)]


def without_references(schema: Schema, references: Iterable[Reference]) -> Schema:
    for other, key in references:
        table = schema.tables[other.name]
        schema = schema.with_table(replace(table, constraints=tuple(c for c in table.constraints if c is not key)))
    return schema
