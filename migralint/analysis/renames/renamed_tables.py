"""A table that the upgrade renames as such, found under the name that it has at the start and at the end."""

from __future__ import annotations

from functools import lru_cache

from migralint.migration import Migration
from migralint.objects import Column, TableName
from migralint.operations import RenameTable
from migralint.schema.schema import Table


def table_before(migration: Migration, table: TableName) -> Table | None:
    """The table as the upgrade found it; `table` is any name that the upgrade gives it."""
    for rename in reversed(_renames(migration)):
        table = rename.table if rename.new_table == table else table
    return migration.upgrade.start.table(table)


def table_after(migration: Migration, table: TableName) -> Table | None:
    """The table as the upgrade leaves it."""
    return migration.upgrade.end.table(name_after(migration, table))


def name_after(migration: Migration, table: TableName) -> TableName:
    for rename in _renames(migration):
        table = rename.new_table if rename.table == table else table
    return table


def column_after(migration: Migration, table: TableName, name: str) -> Column | None:
    found = table_after(migration, table)
    return found.column(name) if found is not None else None


@lru_cache(maxsize=1)
def _renames(migration: Migration) -> tuple[RenameTable, ...]:
    """The last answer is kept, for every dropped and added column asks."""
    return tuple(step.operation for step in migration.steps(RenameTable))
