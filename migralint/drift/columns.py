"""How the columns of one table differ between the models and the revisions."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.drift.difference import Drifted
from migralint.objects import Column, Type
from migralint.schema import Table
from migralint.schema.compare.equality import same_default, same_type


def column_differences(revised: Table, modelled: Table, dialect: str) -> Iterator[Drifted]:
    name = modelled.name
    ours = {column.name: column for column in revised.columns}
    for column in modelled.columns:
        known = ours.pop(column.name, None)
        if known is not None:
            yield from _changes(revised, known, column, dialect)
        elif revised.complete or column.name in revised.dropped_columns:
            yield Drifted(name, None, column)
    if modelled.complete:
        yield from (Drifted(name, column, None) for column in ours.values() if column.name not in revised.assumed)


def _changes(table: Table, revised: Column, modelled: Column, dialect: str) -> Iterator[Drifted]:
    name = table.name
    unknown = "?" in (*revised.type.arguments, *modelled.type.arguments)
    alike = same_type(revised.type, modelled.type) or _holds_any(revised.type, modelled.type)
    if not (unknown or alike or _is_label_length(revised, modelled, dialect)):
        yield Drifted(name, revised, modelled, "type")
    if revised.name in table.assumed or _as_found(revised):
        return
    may_be_null = not (revised.primary_key or modelled.primary_key)
    if may_be_null and revised.nullable != modelled.nullable:
        yield Drifted(name, revised, modelled, "nullable")
    if modelled.default is not None and not (_generated(revised) or same_default(revised, modelled)):
        yield Drifted(name, revised, modelled, "default")


def _holds_any(revised: Type, modelled: Type) -> bool:
    """VARCHAR without a length holds what VARCHAR(20) does, and Alembic takes the two for one."""
    return revised.name == modelled.name == "VARCHAR" and not revised.arguments


def _is_label_length(revised: Column, modelled: Column, dialect: str) -> bool:
    """On SQLite the length of a string says nothing; one of an Enum changes with its labels."""
    return dialect == "sqlite" and modelled.type.values is not None and revised.type.name == modelled.type.name


def _as_found(column: Column) -> bool:
    """A column of which no revision said more than its name has a nullability only in name."""
    return not column.type.known and (column.default is None or not column.default.known)


def _generated(column: Column) -> bool:
    return column.computed is not None or column.identity is not None
