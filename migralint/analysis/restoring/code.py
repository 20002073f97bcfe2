"""The Alembic code that takes a difference back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migralint.alembic_code.calls import column_code, quoted, server_default, sqlalchemy_type
from migralint.alembic_code.constraints import OWN_TABLE, TableCode
from migralint.objects import Constraint, Index
from migralint.schema.compare import Difference
from migralint.schema.schema import Schema, Table


def restoring(
    difference: Difference, before: Schema, after: Schema, convention: Mapping[str, str], *, batch: bool = False
) -> str:
    """What to write into the downgrade, or "" where nobody could say. `batch` as SQLite needs it.

    `convention` is the project's for names.
    """
    table = difference.table
    if table is None:
        return ""
    dialect = "sqlite" if batch else "postgresql"
    batch = batch and difference.aspect not in ("table", "index", "name")
    code = TableCode(table, batch, dialect, convention)
    return code.block(_lines(difference, code, before.table(table), after.table(table)))


def _lines(difference: Difference, code: TableCode, before: Table | None, after: Table | None) -> Iterator[str]:
    match difference.kind, difference.aspect:
        case "added", "table":
            yield code.call("drop_table", OWN_TABLE)
        case "missing", "table":
            yield code.call("create_table", OWN_TABLE, "...")
        case "added", "column":
            yield code.call("drop_column", OWN_TABLE, quoted(difference.name))
        case "missing", "column":
            column = before.column(difference.name) if before is not None else None
            yield code.call("add_column", OWN_TABLE, column_code(column) if column is not None else "...")
        case _, "type" | "nullable" | "default":
            yield from _altered(difference, code, before, after)
        case _, "autoincrement":
            yield f"# make {difference.name} as it was made at first: it {difference.before}"
        case _, "name":
            if difference.before.startswith('"'):
                yield f"# make it under the name that it had: {difference.before}"
        case _:
            yield from _key(difference, code, before, after)


def _altered(difference: Difference, code: TableCode, before: Table | None, after: Table | None) -> Iterator[str]:
    old = before.column(difference.name) if before else None
    new = after.column(difference.name) if after else None
    if old is None or new is None:
        return
    existing = f"existing_type={sqlalchemy_type(new.type)}"
    match difference.aspect:
        case "type":
            changes = [f"type_={sqlalchemy_type(old.type)}", existing]
        case "nullable":
            changes = [f"nullable={old.nullable}", existing]
        case _:
            default = server_default(old.default) if old.default else "None"
            changes = [f"server_default={default}", existing]
    yield code.call("alter_column", OWN_TABLE, quoted(difference.name), *changes)


def _key(difference: Difference, code: TableCode, before: Table | None, after: Table | None) -> Iterator[str]:
    old, new = _found(before, difference), _found(after, difference)
    if new is not None:
        yield code.dropping(new)
    if old is not None:
        yield code.making(old)


def _found(table: Table | None, difference: Difference) -> Constraint | Index | None:
    if table is None:
        return None
    if difference.aspect == "primary key":
        return table.primary_key
    return table.constraint(difference.name) or table.index(difference.name)
