"""PostgreSQL's table locks, by the names that its manual gives them, and what they block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from migralint.dialects.effect import Effect, TableLock
from migralint.objects import Exclude, PrimaryKey, TableName, Unique
from migralint.schema.schema import Schema, Table

ACCESS_SHARE: Final = "ACCESS SHARE"
ROW_SHARE: Final = "ROW SHARE"
ROW_EXCLUSIVE: Final = "ROW EXCLUSIVE"
SHARE_UPDATE_EXCLUSIVE: Final = "SHARE UPDATE EXCLUSIVE"
SHARE: Final = "SHARE"
SHARE_ROW_EXCLUSIVE: Final = "SHARE ROW EXCLUSIVE"
EXCLUSIVE: Final = "EXCLUSIVE"
ACCESS_EXCLUSIVE: Final = "ACCESS EXCLUSIVE"

MODES: Final = (
    ACCESS_SHARE,
    ROW_SHARE,
    ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    SHARE,
    SHARE_ROW_EXCLUSIVE,
    EXCLUSIVE,
    ACCESS_EXCLUSIVE,
)
BLOCKING_WRITES: Final = frozenset({SHARE, SHARE_ROW_EXCLUSIVE, EXCLUSIVE, ACCESS_EXCLUSIVE})


def locking(
    mode: str,
    *tables: TableName,
    rewrites: Iterable[TableName] = (),
    scans: Iterable[TableName] = (),
    rebuilds: Iterable[str] = (),
    loses_data: bool = False,
    allowed_in_transaction: bool = True,
    unless: str = "",
) -> Effect:
    """The effect of a statement that takes this lock on these tables."""
    return Effect(
        locks=tuple(TableLock(table, mode) for table in dict.fromkeys(tables)),
        rewrites=tuple(rewrites),
        scans=tuple(scans),
        rebuilds=tuple(rebuilds),
        blocks_reads=bool(tables) and mode == ACCESS_EXCLUSIVE,
        blocks_writes=bool(tables) and mode in BLOCKING_WRITES,
        loses_data=loses_data,
        allowed_in_transaction=allowed_in_transaction,
        unless=unless,
    )


def together(*effects: Effect) -> Effect:
    """What statements do one after the other: of the locks on a table, the strongest."""
    return Effect(
        locks=_strongest(lock for effect in effects for lock in effect.locks),
        rewrites=tuple(dict.fromkeys(table for effect in effects for table in effect.rewrites)),
        scans=tuple(dict.fromkeys(table for effect in effects for table in effect.scans)),
        rebuilds=tuple(dict.fromkeys(name for effect in effects for name in effect.rebuilds)),
        blocks_reads=any(effect.blocks_reads for effect in effects),
        blocks_writes=any(effect.blocks_writes for effect in effects),
        loses_data=any(effect.loses_data for effect in effects),
        allowed_in_transaction=all(effect.allowed_in_transaction for effect in effects),
        unless=next((effect.unless for effect in effects if effect.unless), ""),
    )


def _strongest(locks: Iterable[TableLock]) -> tuple[TableLock, ...]:
    found: dict[TableName, TableLock] = {}
    for lock in locks:
        known = found.get(lock.table)
        if known is None or MODES.index(lock.mode) > MODES.index(known.mode):
            found[lock.table] = lock
    return tuple(found.values())


def with_partitions(schema: Schema, name: TableName) -> tuple[TableName, ...]:
    """The table and, where it is partitioned, all its partitions."""
    table = schema.table(name)
    if table is None or not table.partitioned:
        return (name,)
    parts = (other.name for other in schema.sorted_tables() if other.partition_of == name)
    return (name, *(each for part in parts for each in with_partitions(schema, part)))


def stored(schema: Schema, names: Iterable[TableName]) -> Iterator[TableName]:
    """Those that hold rows: a partitioned table itself has none."""
    for name in names:
        table = schema.table(name)
        if table is None or not table.partitioned:
            yield name


def index_names(table: Table | None) -> Iterator[str]:
    """Every index that a rewrite of the table builds anew, those of constraints included."""
    if table is None:
        return
    keys = (each for each in table.constraints if isinstance(each, (PrimaryKey, Unique, Exclude)))
    yield from (each.name for each in (*keys, *table.indexes) if each.name is not None)
