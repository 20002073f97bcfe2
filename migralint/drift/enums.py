"""Labels of enum types that only the models have, or only the revisions."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.drift.difference import Drifted
from migralint.objects import EnumType, TableName, enum_key
from migralint.schema import Schema


def label_differences(revised: Schema, modelled: Schema) -> Iterator[Drifted]:
    """Of types with a name (PostgreSQL), at the first table that has a column of it."""
    told: set[str] = set()
    for table in modelled.sorted_tables():
        for column in table.columns:
            key = enum_key(column.type.enum, column.type.enum_schema) if column.type.enum else ""
            ours, theirs = revised.enums.get(key), modelled.enums.get(key)
            if ours is not None and theirs is not None and key not in told:
                told.add(key)
                yield from _labels(table.name, ours, theirs)


def _labels(table: TableName, ours: EnumType, theirs: EnumType) -> Iterator[Drifted]:
    if not (ours.values and theirs.values):
        return
    if any(value not in ours.values for value in theirs.values):
        yield Drifted(table, ours, theirs, "labels")
