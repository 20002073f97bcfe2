"""The Alembic code of a table's rename, with the columns, keys and sequences that change along."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from migralint.alembic_code.calls import column_code, execute, in_schema, quoted
from migralint.alembic_code.constraints import OWN_TABLE, TableCode
from migralint.analysis.renames.code import Style, alter_column, around, constraints_change
from migralint.analysis.renames.key_code import KeyChanges, Renaming, key_changes, keys_of
from migralint.analysis.rows import needs_value
from migralint.objects import Column, ForeignKey, TableName
from migralint.schema.schema import Table
from migralint.sql.identifiers import identifier, table_identifier


def rename_table(before: Table, after: Table, renaming: Renaming, style: Style) -> list[str]:
    """The lines that make the new table of the old one; the new names of its columns are in `renaming`."""
    keys, news = list(keys_of(before)), list(keys_of(after))
    batch = style.dialect == "sqlite" and constraints_change(keys, news, renaming)
    columns = list(_columns(before, after, renaming, style.calls(after.name), style))
    if columns and style.dialect == "sqlite":
        batch, columns = True, list(_columns(before, after, renaming, style.calls(after.name, batch=True), style))
    calls = style.calls(after.name, batch=batch)
    keyed = key_changes(keys, news, renaming, calls, calls)
    return [*_renamed(before.name, after.name, style), *around(columns, keyed, calls), *_sequence(before, after, style)]


def _renamed(old: TableName, new: TableName, style: Style) -> Iterator[str]:
    if old.schema != new.schema:
        schema = identifier(new.schema or "public", style.dialect)
        yield execute(f"ALTER TABLE {table_identifier(old, style.dialect)} SET SCHEMA {schema}")
    if old.name != new.name:
        schemas = in_schema(replace(old, schema=new.schema))
        yield f"op.rename_table({', '.join((quoted(old.name), quoted(new.name), *schemas))})"


def _columns(before: Table, after: Table, renaming: Renaming, calls: TableCode, style: Style) -> Iterator[str]:
    kept = set()
    for old in before.columns:
        new = after.column(renaming.columns.get(old.name, old.name))
        if new is None:
            yield calls.call("drop_column", OWN_TABLE, quoted(old.name))
        else:
            kept.add(new.name)
            yield from alter_column(calls, old, new, style)
    for new in after.columns:
        if new.name not in kept:
            yield from _added(calls, new)


def _added(calls: TableCode, column: Column) -> Iterator[str]:
    """The rows that are there need a value first."""
    if not needs_value(column):
        yield calls.call("add_column", OWN_TABLE, column_code(column))
        return
    yield calls.call("add_column", OWN_TABLE, column_code(replace(column, nullable=True)))
    yield f"# then give every row its {column.name}, and make it NOT NULL"


def _sequence(before: Table, after: Table, style: Style) -> Iterator[str]:
    """PostgreSQL: the sequence of a serial or identity column keeps its name."""
    old, new = before.id_sequence, after.id_sequence
    if style.dialect == "postgresql" and old and new and old != new:
        sequence = table_identifier(TableName(old, after.name.schema))
        yield execute(f"ALTER SEQUENCE {sequence} RENAME TO {identifier(new)}")


def rename_reference(other: Table, key: ForeignKey, now: ForeignKey, renaming: Renaming, style: Style) -> list[str]:
    """A foreign key of another table follows by itself; the lines that give it its new name."""
    calls = style.calls(other.name, batch=style.dialect == "sqlite")
    keyed = key_changes([key], [now], renaming, calls, calls)
    return around([], keyed, calls) if keyed != KeyChanges((), ()) else []
