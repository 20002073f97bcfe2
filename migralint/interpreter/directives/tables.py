"""Directives about whole tables: made, dropped, renamed, filled."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from migralint.interpreter.constructs import (
    is_true,
    qualified_name,
)
from migralint.interpreter.creating import create_table as creating_table
from migralint.interpreter.directives.call import Call, Operations
from migralint.interpreter.directives.columns import refuse_defaults
from migralint.interpreter.tables import known_table
from migralint.interpreter.values import Raised, Value, why
from migralint.operations import (
    ChangeData,
    CreateTable,
    DropTable,
    RawSql,
    RenameTable,
    Unread,
)

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


def create_table(call: Call, table_name: Value, *columns: Value, **kw: Value) -> Operations:
    refuse_defaults(call.machine, columns)
    table = qualified_name(table_name, kw.get("schema"))
    prefixes = call.machine.items(kw.get("prefixes")) or ()
    for operation in creating_table(
        call.machine,
        table,
        list(columns),
        call.source,
        if_not_exists=is_true(kw.get("if_not_exists")),
        temporary=any(isinstance(p, str) and p.upper() in ("TEMPORARY", "TEMP") for p in prefixes),
        partitioned=kw.get("postgresql_partition_by") is not None and call.machine.dialect == "postgresql",
        autoincrement=is_true(kw.get("sqlite_autoincrement")),
    ):
        if isinstance(operation, CreateTable) and call.machine.sqlalchemy >= (2, 0):
            _refuse_repeated_names(call.machine, operation)
        yield operation


def _refuse_repeated_names(machine: Machine, operation: CreateTable) -> None:
    """SQLAlchemy before 2.0 takes the last column of a name."""
    counted = Counter(column.name for column in operation.columns)
    repeated = next((name for name, times in counted.items() if times > 1), None)
    if repeated is not None:
        mistake = f"{operation.table} gets a column {repeated} twice"
        raise Raised("DuplicateColumnError", machine.recorder.node, frozenset({"ArgumentError"}), mistake=mistake)


def drop_table(call: Call, table_name: Value, schema: Value = None, if_exists: Value = None, **kw: Value) -> Operations:
    yield DropTable(table=qualified_name(table_name, schema), if_exists=is_true(if_exists), **call.written)


def rename_table(call: Call, old_table_name: Value, new_table_name: Value, schema: Value = None) -> Operations:
    yield RenameTable(
        table=qualified_name(old_table_name, schema), new_table=qualified_name(new_table_name, schema), **call.written
    )


def table_comment(call: Call, table_name: Value, *args: Value, **kw: Value) -> Operations:
    table = qualified_name(table_name, kw.get("schema"))
    yield RawSql(text=call.source, command="COMMENT", table=table, **call.written)


def bulk_insert(call: Call, table: Value, rows: Value = None, **kw: Value) -> Operations:
    name = known_table(call.machine, table)
    if name is None:
        yield Unread(directive=call.source, why=why(table, "the table"), is_ddl=False, **call.written)
        return
    items = call.machine.items(rows) if rows is not None else None
    known = items is not None and all(isinstance(row, dict) for row in items)
    columns = tuple(
        dict.fromkeys(key for row in items or () if isinstance(row, dict) for key in row if isinstance(key, str))
    )
    yield ChangeData(kind="insert", table=name, columns=columns, columns_known=known, **call.written)
