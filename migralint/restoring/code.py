"""The Alembic code that takes a difference back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from migralint.alembic_code import (
    INDENT,
    call,
    check_name,
    column_code,
    in_schema,
    index_columns,
    index_options,
    quoted,
    server_default,
    sqlalchemy_type,
    strings,
)
from migralint.objects import Check, Constraint, ForeignKey, Index, PrimaryKey, TableName, Unique, constraint_kind
from migralint.schema.compare import Difference
from migralint.schema.schema import Schema, Table

OWN_TABLE = "\0"  # stands where `op` takes the table's name and `batch_op` does not


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
    lines = list(_lines(difference, _Code(table, batch, dialect, convention), before.table(table), after.table(table)))
    if batch and lines:
        body = "\n".join(INDENT + line for line in lines)
        return f"with op.batch_alter_table({', '.join([quoted(table.name), *in_schema(table)])}) as batch_op:\n{body}"
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Code:
    """Writes calls on one table."""

    table: TableName
    batch: bool
    dialect: str
    convention: Mapping[str, str]

    def call(self, directive: str, *arguments: str) -> str:
        if self.batch:
            return f"batch_op.{directive}({', '.join(each for each in arguments if each is not OWN_TABLE)})"
        own = quoted(self.table.name)
        return call(directive, *(own if each is OWN_TABLE else each for each in arguments), *in_schema(self.table))


def _lines(difference: Difference, code: _Code, before: Table | None, after: Table | None) -> Iterator[str]:
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
        case _, "name":
            if difference.before.startswith('"'):
                yield f"# make it under the name that it had: {difference.before}"
        case _:
            yield from _key(difference, code, before, after)


def _altered(difference: Difference, code: _Code, before: Table | None, after: Table | None) -> Iterator[str]:
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


def _key(difference: Difference, code: _Code, before: Table | None, after: Table | None) -> Iterator[str]:
    old, new = _found(before, difference), _found(after, difference)
    if new is not None:
        yield _dropping(new, code)
    if old is not None:
        yield _making(old, code)


def _found(table: Table | None, difference: Difference) -> Constraint | Index | None:
    if table is None:
        return None
    if difference.aspect == "primary key":
        return table.primary_key
    return table.constraint(difference.name) or table.index(difference.name)


def _name(key: Constraint | Index, code: _Code) -> str:
    if key.name is None:
        return "..."
    return check_name(key.name, code.convention) if isinstance(key, Check) else quoted(key.name)


def _dropping(key: Constraint | Index, code: _Code) -> str:
    name = _name(key, code)
    if isinstance(key, Index):
        return code.call("drop_index", name, OWN_TABLE)
    return code.call("drop_constraint", name, OWN_TABLE, f"type_={quoted(constraint_kind(key))}")


def _making(key: Constraint | Index, code: _Code) -> str:
    name = _name(key, code)
    match key:
        case Index():
            return code.call("create_index", name, OWN_TABLE, index_columns(key), *index_options(key, code.dialect))
        case ForeignKey():
            return _foreign_key(key, name, code)
        case Unique(columns=columns):
            return code.call("create_unique_constraint", name, OWN_TABLE, strings(columns))
        case PrimaryKey(columns=columns):
            return code.call("create_primary_key", name, OWN_TABLE, strings(columns))
        case Check(sql=sql):
            return code.call("create_check_constraint", name, OWN_TABLE, quoted(sql))
    return code.call("execute", "...")


def _foreign_key(key: ForeignKey, name: str, code: _Code) -> str:
    """Here `op` says `source_schema=` where every other directive says `schema=`."""
    columns = (strings(key.columns), strings(key.referred_columns))
    action = (f"ondelete={quoted(key.on_delete)}",) if key.on_delete else ()
    arguments = (quoted(key.referred_table.name), *columns, *action)
    if code.batch or not code.table.schema:
        return code.call("create_foreign_key", name, OWN_TABLE, *arguments)
    schemas = (f"source_schema={quoted(code.table.schema)}", f"referent_schema={quoted(key.referred_table.schema)}")
    return call("create_foreign_key", name, quoted(code.table.name), *arguments, *schemas)
