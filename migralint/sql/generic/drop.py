"""ALTER TABLE … DROP."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.objects import ConstraintKind, TableName
from migralint.operations import AlterTable, DropColumn, DropConstraint, DropIndex, Operation
from migralint.sql.generic.cursor import Cursor

PRIMARY_KEY = "PRIMARY"  # what MySQL calls the index of a primary key
OTHERS = frozenset({"PARTITION", "PERIOD", "SYSTEM", "SUPPLEMENTAL", "UNUSED", "UNIQUE"})


def drop(table: TableName, part: Cursor, repeated: str = "") -> Iterator[Operation]:
    """`repeated` is the COLUMN or CONSTRAINT of an action before it, which stands for this one too."""
    word = repeated or part.peek().upper
    if word in OTHERS:
        yield AlterTable(table=table, action=f"DROP {word}")
    elif part.take("PRIMARY", "KEY"):
        yield DropConstraint(table=table, name=PRIMARY_KEY, kind="primary", cascade=_cascades(part))
    elif part.take("FOREIGN", "KEY"):
        if_exists = part.if_exists()
        yield DropConstraint(table=table, name=part.name(), kind="foreignkey", if_exists=if_exists)
    elif part.take_any({"INDEX", "KEY"}):
        if_exists = part.if_exists()
        yield DropIndex(name=part.name(), table=table, if_exists=if_exists)
    elif part.take_any({"CONSTRAINT", "CHECK"}) or repeated == "CONSTRAINT":
        if_exists = part.if_exists()
        kind: ConstraintKind | None = "check" if word == "CHECK" else None
        name = part.name()
        yield DropConstraint(table=table, name=name, kind=kind, if_exists=if_exists, cascade=_cascades(part))
    else:
        yield from _columns(table, part)


def _columns(table: TableName, part: Cursor) -> Iterator[Operation]:
    part.take("COLUMN")
    if_exists = part.if_exists()
    names = [item.name() for item in part.parenthesised().parts()] if part.sees("(") else [part.name()]
    for name in names:
        yield DropColumn(table=table, name=name, if_exists=if_exists, cascade=_cascades(part))


def _cascades(part: Cursor) -> bool:
    return part.sees("CASCADE")
