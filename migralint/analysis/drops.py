"""What becomes of the rows and values of the tables and columns that an upgrade drops."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import Generic, TypeVar

from msgspec import Struct

from migralint.analysis.renames import column_renames, table_renames
from migralint.analysis.rows import rows_of
from migralint.analysis.unowned import is_retired, is_temporary, owner_of
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.objects import TableName
from migralint.operations import (
    AddColumn,
    CreateTable,
    DropAll,
    DropColumn,
    DropTable,
    Operation,
    RenameColumn,
    RenameTable,
)
from migralint.schema.schema import Schema

Op = TypeVar("Op", bound=Operation, covariant=True)


class Fate(Enum):
    """LOST with the drop; READ by the same upgrade, which moves them; RENAMED where a rename was meant; REPLACED by a
    new object of the same name; UNOWNED: they belong to another program; SWEPT: the upgrade drops everything."""

    LOST = "lost"
    READ = "read"
    RENAMED = "renamed"
    REPLACED = "replaced"
    UNOWNED = "unowned"
    SWEPT = "swept"


class Drop(Struct, Generic[Op], frozen=True):
    """A drop worth a word. `owner` is the program that an UNOWNED table belongs to, or the partitioned table."""

    step: Step[Op]
    fate: Fate
    owner: str = ""


@lru_cache(maxsize=1)
def table_drops(migration: Migration) -> tuple[Drop[DropTable], ...]:
    """The last answer is kept, for several rules ask. Left out: tables that hold nothing that anybody needs."""
    steps = [step for step in migration.steps(DropTable) if _matters(migration, step)]
    if not steps:
        return ()
    owners = {step.operation.table: owner_of(step.operation.table, step.before) for step in steps}
    beside = frozenset(owner for owner in owners.values() if owner)
    renamed = {id(rename.drop) for rename in table_renames(migration)}
    swept = bool(swept_tables(migration))
    found = []
    for step in steps:
        table = step.operation.table
        owner = owner_of(table, step.before, beside=beside) or _partitioned(step, migration.upgrade.end)
        if swept:
            found.append(Drop(step, Fate.SWEPT))
        elif owner:
            found.append(Drop(step, Fate.UNOWNED, owner))
        elif id(step) in renamed:
            found.append(Drop(step, Fate.RENAMED))
        elif (fate := _fate_of_rows(migration, table)) is not None:
            found.append(Drop(step, fate))
    return tuple(found)


def swept_tables(migration: Migration) -> tuple[TableName, ...]:
    """The tables that are gone where an upgrade drops all known ones, or nearly all, and creates none."""
    start, end = migration.upgrade.start, migration.upgrade.end
    makes = any(True for _ in migration.steps(CreateTable, RenameTable, DropAll))
    if makes or len(start.tables) - len(end.tables) < 2:
        return ()
    gone = tuple(sorted(table for table in start.tables if end.table(table) is None))
    nearly_all = len(gone) >= 4 and len(gone) >= 0.8 * len(start.tables)
    return gone if nearly_all or not end.tables else ()


def _matters(migration: Migration, step: Step[DropTable]) -> bool:
    """Whether there surely is such a table, older than the upgrade and in use until now."""
    table, before = step.operation.table, step.before
    older = migration.upgrade.start.table(table) is not None and table not in migration.new_tables
    if (migration.is_new(table) and not older) or is_temporary(table) or is_retired(table.name):
        return False
    if before.lacks_table(table) or ("temporary table", str(table)) in before.objects:
        return False
    return before.table(table) is not None or not step.operation.if_exists


def _partitioned(step: Step[DropTable], end: Schema) -> str | None:
    """The table that this one is a partition of and that stays, where a directive drops it: autogenerate does so."""
    table, before = step.operation.table, step.before
    if step.operation.sql is not None:
        return None
    known = before.table(table)
    if known is not None:
        return str(known.partition_of) if known.partition_of and end.table(known.partition_of) else None
    parents = (parent for parent in end.tables.values() if parent.partitioned)
    return next((str(p.name) for p in parents if table.name.startswith(f"{p.name.name}_")), None)


def _fate_of_rows(migration: Migration, table: TableName) -> Fate | None:
    """A name that the upgrade itself gave the table, to rebuild it, is one that no release uses."""
    rows, again = rows_of(migration), migration.upgrade.end.table(table) is not None
    if rows.empties(table):
        return None
    if rows.reads(table):
        given = any(step.operation.new_table == table for step in migration.steps(RenameTable))
        return None if again or given else Fate.READ
    return Fate.REPLACED if again else Fate.LOST


def column_drops(migration: Migration) -> Iterator[Drop[DropColumn]]:
    """Left out: columns that hold nothing that anybody needs, and those of a table that is dropped as a whole."""
    steps = {(step.operation.table, step.operation.name): step for step in migration.steps(DropColumn)}
    own = {(s.operation.table, s.operation.column.name): s for s in migration.steps(AddColumn) if steps}
    renamed = {id(rename.drop) for rename in column_renames(migration)}
    for key, step in steps.items():
        if (key not in own or own[key].span > step.span) and _matters_still(migration, step):
            fate = Fate.RENAMED if id(step) in renamed else _fate_of_values(migration, step)
            if fate is not None:
                yield Drop(step, fate)


def _matters_still(migration: Migration, step: Step[DropColumn]) -> bool:
    table, name = step.operation.table, step.operation.name
    if migration.is_new(table) or is_temporary(table) or is_retired(table.name) or is_retired(name):
        return False
    if step.before.lacks_column(table, name) or migration.upgrade.end.lacks_table(table):
        return False
    column = step.before.column(table, name)
    return not column.computed if column is not None else not step.operation.if_exists


def _fate_of_values(migration: Migration, step: Step[DropColumn]) -> Fate | None:
    table, name, rows = step.operation.table, step.operation.name, rows_of(migration)
    again = migration.upgrade.end.column(table, name) is not None
    if rows.empties(table):
        return None
    helpers = (s.operation for s in migration.steps(RenameColumn) if s.operation.table == table)
    refilled = any(helper.new_name == name and rows.writes(table, helper.name) for helper in helpers)
    if refilled or rows.reads_column(table, name):
        return None if again else Fate.READ
    return Fate.REPLACED if again else Fate.LOST
