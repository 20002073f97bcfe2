"""The Alembic code of the revision that would bring the schema to what the models declare."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from migralint.alembic_code.calls import (
    INDENT,
    call,
    column_code,
    execute,
    in_schema,
    index_columns,
    quoted,
    server_default,
    sqlalchemy_type,
    strings,
)
from migralint.alembic_code.constraints import OWN_TABLE, TableCode
from migralint.drift.difference import Drifted
from migralint.objects import Column, EnumType
from migralint.schema import Table
from migralint.sql.identifiers import identifier


def closing(one: Drifted, code: TableCode) -> str:
    """What to write into `upgrade()`; on SQLite what needs a batch stands in one."""
    match one.revised, one.modelled:
        case _, EnumType() as enum:
            return "\n".join(_new_labels(one, enum))
        case None, Table() as table:
            return _create_table(table)
        case Table() as table, None:
            return call("drop_table", quoted(table.name.name), *in_schema(table.name))
    return code.block(_lines(one, code))


def _lines(one: Drifted, code: TableCode) -> Iterator[str]:
    match one.revised, one.modelled:
        case None, Column() as column:
            yield code.call("add_column", OWN_TABLE, column_code(column))
        case Column(name=name), None:
            yield code.call("drop_column", OWN_TABLE, quoted(name))
        case Column() as before, Column() as after:
            yield code.call("alter_column", OWN_TABLE, quoted(after.name), *_changes(one, before, after))
        case before, after:
            if before is not None and not isinstance(before, (Table, Column, EnumType)):
                yield code.dropping(before)
            if after is not None and not isinstance(after, (Table, Column, EnumType)):
                yield code.making(after)


def _changes(one: Drifted, before: Column, after: Column) -> Iterator[str]:
    match one.aspect:
        case "type":
            yield f"type_={sqlalchemy_type(after.type)}"
        case "nullable":
            yield f"nullable={after.nullable}"
        case _:
            yield f"server_default={server_default(after.default) if after.default else 'None'}"
    yield f"existing_type={sqlalchemy_type(before.type)}"


def _create_table(table: Table) -> str:
    lines = [quoted(table.name.name), *map(column_code, table.columns)]
    if table.primary_key is not None:
        lines.append(f"sa.PrimaryKeyConstraint({', '.join(map(quoted, table.primary_key.columns))})")
    for key in table.foreign_keys:
        referred = [f"{key.referred_table}.{column}" for column in key.referred_columns]
        lines.append(f"sa.ForeignKeyConstraint({strings(key.columns)}, {strings(referred)})")
    lines += [f"sa.UniqueConstraint({', '.join(map(quoted, key.columns))})" for key in table.uniques]
    lines += in_schema(table.name)
    body = textwrap.indent(",\n".join(lines), INDENT)
    made = f"op.create_table(\n{body},\n)"
    indexes = (
        call("create_index", quoted(index.name or ""), quoted(table.name.name), index_columns(index))
        for index in table.indexes
        if not index.generated
    )
    return "\n".join((made, *indexes))


def _new_labels(one: Drifted, enum: EnumType) -> Iterator[str]:
    known = one.revised.values if isinstance(one.revised, EnumType) else ()
    for value in enum.values:
        if value not in known:
            label = value.replace("'", "''")
            yield execute(f"ALTER TYPE {identifier(enum.name)} ADD VALUE '{label}'")
