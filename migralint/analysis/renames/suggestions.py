"""The code of a found rename in both directions, as its author should have written it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from migralint.analysis.renames.code import Style, rename_column
from migralint.analysis.renames.columns import ColumnRename, column_renames
from migralint.analysis.renames.key_code import Renaming
from migralint.analysis.renames.renamed_tables import table_after, table_before
from migralint.analysis.renames.table_evidence import moved_references, renamed_columns
from migralint.analysis.renames.table_rename_code import rename_reference, rename_table
from migralint.analysis.renames.tables import TableRename, table_renames
from migralint.migration import Migration
from migralint.objects import Column, TableName
from migralint.operations import Operation
from migralint.schema.schema import Table

Code = tuple[str, str]  # of the upgrade and of the downgrade


def column_rename_code(migration: Migration, rename: ColumnRename) -> Code:
    """All columns of the table that are renamed at once make one renaming, for a key may have several."""
    beside = [each for each in column_renames(migration) if each.table == rename.table]
    columns = {each.old.name: each.new.name for each in sorted(beside, key=lambda each: each.drop.span)}
    there, back = _both(Renaming(columns, _tables(migration)))
    before = _named(table_before(migration, rename.table), rename.table, rename.old)
    after = _named(table_after(migration, rename.table), rename.table, rename.new)
    style = _style(migration, rename.drop.operation, rename.add.operation)
    up = rename_column(before, after, rename.old, rename.new, there, style)
    down = rename_column(after, before, rename.new, rename.old, back, style)
    return "\n".join(up), "\n".join(down)


def _both(renaming: Renaming) -> tuple[Renaming, Renaming]:
    return renaming, renaming.reverse


def _named(table: Table | None, name: TableName, column: Column) -> Table:
    """The table as far as the history knows it, under the name that it has where the column is dropped."""
    return replace(table, name=name) if table is not None else Table(name, (column,), complete=False)


def _style(migration: Migration, *operations: Operation) -> Style:
    return Style(
        migration.target.dialect,
        migration.environment.naming_convention,
        batch=operations[0].in_batch,
        sql=all(operation.sql is not None for operation in operations),
    )


def _tables(migration: Migration) -> dict[TableName, TableName]:
    return {each.old.name: each.new.name for each in table_renames(migration)}


def table_rename_code(migration: Migration, rename: TableRename) -> Code:
    """Of the table as the upgrade found it, with the indexes that it drops before the table."""
    new = rename.new
    old = migration.upgrade.start.table(rename.old.name) or rename.old
    there, back = _both(Renaming(renamed_columns(old, new), _tables(migration)))
    style = _style(migration, rename.drop.operation)
    up = [*rename_table(old, new, there, style), *_references(migration, rename, there, style)]
    down = [*rename_table(new, old, back, style), *_references(migration, rename, back, style, back=True)]
    return "\n".join(up), "\n".join(down)


def _references(
    migration: Migration, rename: TableRename, renaming: Renaming, style: Style, *, back: bool = False
) -> Iterator[str]:
    for other, key, now in moved_references(migration, rename.old, rename.new):
        yield from rename_reference(other, now if back else key, key if back else now, renaming, style)


def untouched_references(migration: Migration, rename: TableRename) -> Iterator[str]:
    """The foreign keys of other tables that follow the rename just as they are."""
    style, renaming = _style(migration, rename.drop.operation), Renaming({}, _tables(migration))
    for other, key, now in moved_references(migration, rename.old, rename.new):
        if not rename_reference(other, key, now, renaming, style):
            yield f"{key.name or 'the one on ' + key.columns[0]} of {other.name}"
