"""The enum types that SQLAlchemy makes along with a table on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from migralint.objects import Column, EnumType, TableName
from migralint.operations import CreateEnum, DropEnum

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


def types_of_table(
    machine: Machine, columns: Iterable[Column], source: str, *, check_first: bool
) -> Iterator[CreateEnum]:
    """CREATE TYPE for the columns' enums.

    Alembic checks nothing first and remembers, as long as a command runs, what it made for a table; a revision counts
    as a command of its own here. `Table.create` remembers for the one table.
    """
    if machine.dialect != "postgresql":
        return
    of_alembic = source == "op.create_table"
    made = machine.recorder.made_types if of_alembic else set()
    for kind in (column.type for column in columns):
        if kind.enum is None or kind.creates_enum is False:
            continue
        enum = EnumType(kind.enum, kind.values or (), kind.enum_schema)
        if enum.key not in made:
            made.add(enum.key)
            unsure = kind.creates_enum is None or (check_first and not of_alembic)
            yield CreateEnum(enum=enum, check_first=unsure, with_table=of_alembic, source=source)


def dropped_with_table(machine: Machine, table: TableName, columns: Iterable[Column]) -> Iterator[DropEnum]:
    """DROP TYPE that `Table.drop` sends before SQLAlchemy 2.1; nothing is said of a type that it leaves since."""
    if machine.dialect != "postgresql":
        return
    others = (each for each in machine.recorder.schema.tables.values() if each.name != table)
    used = {column.type.enum for other in others for column in other.columns}
    kinds = {kind.enum: kind for kind in (column.type for column in columns) if kind.enum and kind.creates_enum}
    for name, kind in kinds.items():
        if name not in used:
            yield DropEnum(name=name, schema=kind.enum_schema, if_exists=True, source="table.drop")
