"""What models tell: those of the running release say the old name where those of today say the new one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migralint.analysis.renames import weights
from migralint.analysis.renames.column_pair import ColumnPair
from migralint.analysis.renames.evidence import Piece
from migralint.analysis.renames.table_evidence import TablePair
from migralint.migration import Migration
from migralint.objects import TableName
from migralint.schema.schema import Table

if TYPE_CHECKING:
    from migralint.models import Models

DEFAULT_SCHEMAS = ("", "public")


def by_models(pair: ColumnPair, migration: Migration) -> Iterator[Piece]:
    """Whoever renames an attribute leaves it where it is."""
    then, now = _both(migration, pair.table, pair.table)
    old, new = pair.old.name, pair.new.name
    if then is None or now is None or then.column(old) is None or now.column(new) is None:
        return
    if then.column(new) is not None or now.column(old) is not None:
        yield Piece(weights.BOTH_MAPPED)
    elif _place(then, now, old) == _place(now, then, new):
        yield Piece(weights.SAME_ATTRIBUTE, f"the model has {new} where it had {old}")
    elif then.complete and now.complete:
        yield Piece(weights.OTHER_ATTRIBUTE)


def _both(migration: Migration, old: TableName, new: TableName) -> tuple[Table | None, Table | None]:
    """As the running release declares it, and as the working tree does. Models are read where there is a base."""
    base = migration.base_models
    if base is None:
        return None, None
    return _declared(base, old), _declared(migration.models, new)


def _declared(models: Models | None, table: TableName) -> Table | None:
    schemas = dict.fromkeys((table.schema, *(DEFAULT_SCHEMAS if table.schema in DEFAULT_SCHEMAS else ())))
    names = [TableName(table.name, schema) for schema in schemas] if models is not None else []
    found = (models.schema.table(name) for name in names) if models is not None else iter(())
    return next((each for each in found if each is not None), None)


def _place(table: Table, other: Table, name: str) -> tuple[str, int, int]:
    """Behind which column that both have, its number there, and how many stand there that the other has not."""
    before, gap, place = "", 0, -1
    for column in table.columns:
        if other.column(column.name) is not None:
            if place >= 0:
                break
            before, gap = column.name, 0
        else:
            place = gap if column.name == name else place
            gap += 1
    return before, place, gap


def by_table_models(pair: TablePair, migration: Migration) -> Iterator[Piece]:
    then, now = _both(migration, pair.old.name, pair.new.name)
    base, models = migration.base_models, migration.models if then is not None else None
    if then is None or now is None or base is None or models is None:
        return
    if _declared(base, pair.new.name) is not None or _declared(models, pair.old.name) is not None:
        yield Piece(weights.BOTH_MAPPED)
        return
    before, after = base.uses.table(then.name), models.uses.table(now.name)
    if before is not None and after is not None and before.owner == after.owner:
        yield Piece(weights.SAME_CLASS, f"{after.owner} was mapped to {pair.old.name}")
