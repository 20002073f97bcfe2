"""Directives about columns."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from migralint.interpreter.constructs import (
    Unreadable,
    column_parts,
    is_column,
    is_true,
    name_of,
    optional_name,
    qualified_name,
)
from migralint.interpreter.constructs import server_default as default_of
from migralint.interpreter.directives.call import Call, Operations
from migralint.interpreter.directives.signatures import refused_default
from migralint.interpreter.type_checks import added_with, with_type_checks
from migralint.interpreter.type_values import type_of
from migralint.interpreter.values import Term, Value
from migralint.objects import ForeignKey, Identity, PrimaryKey
from migralint.operations import (
    AddColumn,
    AlterColumn,
    DropColumn,
    RenameColumn,
)

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


def add_column(
    call: Call, table_name: Value, column: Value, schema: Value = None, if_not_exists: Value = None,
    inline_references: Value = None, **kw: Value,
) -> Operations:  # fmt: skip
    refuse_defaults(call.machine, [column])
    table = qualified_name(table_name, schema)
    parts = column_parts(call.machine, column, table)
    if parts.unread:
        raise Unreadable(parts.unread[0])
    inline_key = parts.column.primary_key and kw.get("inline_primary_key") is True
    key = (PrimaryKey((parts.column.name,)),) if inline_key else ()
    constraints = (*added_with(call.machine, parts.column, parts.constraints, call.in_batch), *parts.deferred)
    keys = [constraint for constraint in constraints if isinstance(constraint, ForeignKey)]
    if is_true(inline_references) and len(keys) == 1:
        inline = replace(keys[0], inline=True)
        constraints = tuple(inline if constraint is keys[0] else constraint for constraint in constraints)
    yield AddColumn(
        table=table,
        column=parts.column,
        constraints=(*key, *constraints),
        indexes=parts.indexes,
        if_not_exists=is_true(if_not_exists),
        inline_references=is_true(inline_references),
        insert_before=optional_name(kw.get("insert_before"), "the column it comes before"),
        insert_after=optional_name(kw.get("insert_after"), "the column it comes after"),
        **call.written,
    )


def drop_column(call: Call, table_name: Value, column_name: Value, schema: Value = None, **kw: Value) -> Operations:
    if isinstance(column_name, Term):  # `op.drop_column("t", sa.Column("c", …))` happens
        column_name = column_name.args[0] if column_name.args else column_name.kwargs.get("name")
    table = qualified_name(table_name, schema)
    name = name_of(column_name, "the column name")
    yield DropColumn(table=table, name=name, if_exists=is_true(kw.get("if_exists")), **call.written)


def alter_column(
    call: Call, table_name: Value, column_name: Value, *, nullable: Value = None, comment: Value = False,
    server_default: Value = False, new_column_name: Value = None, type_: Value = None, **kw: Value,
) -> Operations:  # fmt: skip
    machine = call.machine
    table, name = qualified_name(table_name, kw.get("schema")), name_of(column_name, "the column name")
    default = server_default
    if default is not False:
        _refuse_default(machine, default)
    changes: dict[str, Any] = {}
    if type_ is not None:
        changes["type"] = type_of(machine, type_)
    if isinstance(nullable, bool):
        changes["nullable"] = nullable
    if isinstance(default, Term) and _is_identity(default):
        changes["identity"] = Identity(always=default.kwargs.get("always") is True)
        changes["adds_identity"] = not _is_identity(kw.get("existing_server_default"))
    elif default is None and _is_identity(kw.get("existing_server_default")):
        changes["identity"] = None
    elif default is not False:
        changes["default"] = default_of(default, machine.dialect)
    if comment is not False:
        changes["comment"] = comment if isinstance(comment, str) else None
    if isinstance(kw.get("autoincrement"), bool):
        changes["autoincrement"] = kw["autoincrement"]
    renamed = optional_name(new_column_name, "the new column name")
    mysql_change = renamed is not None and renamed != name and machine.dialect in ("mysql", "mariadb")
    if changes or renamed is None or mysql_change:
        altering = AlterColumn(
            table=table,
            name=name,
            **changes,
            **_existing(machine, kw),
            using=_using(machine, kw),
            restates=mysql_change or _renders_change(machine, changes, kw),
            new_name=renamed if mysql_change else None,
            arguments=_arguments(machine),
            **call.written,
        )
        yield from with_type_checks(machine, altering, call.written)
    if renamed is not None and renamed != name:
        yield RenameColumn(table=table, name=name, new_name=renamed, **call.written)


def refuse_defaults(machine: Machine, items: Sequence[Value]) -> None:
    """Note the columns with a default that SQLAlchemy does not take."""
    for item in items:
        if isinstance(item, Term) and is_column(item):
            _refuse_default(machine, item.kwargs.get("server_default"))


def _refuse_default(machine: Machine, default: Value) -> None:
    if mistake := refused_default(default):
        machine.refuse("ArgumentError", mistake)


def _is_identity(value: Value) -> bool:
    return isinstance(value, Term) and value.name == "Identity"


def _renders_change(machine: Machine, changes: dict[str, Any], kw: dict[str, Value]) -> bool:
    """MySQL's CHANGE loses what it does not restate; Alembic also uses it for the default of a time."""
    if machine.dialect not in ("mysql", "mariadb") or changes.get("default") is None:
        return False
    kind = changes.get("type") or type_of(machine, kw.get("existing_type"))
    return kind.name in ("DATETIME", "TIMESTAMP")


def _arguments(machine: Machine) -> tuple[str, ...]:
    """What MySQL and SQL Server need stated, a finding may have to show in full."""
    node = machine.recorder.node
    if machine.dialect not in ("mysql", "mariadb", "mssql") or machine.recorder.via or not isinstance(node, ast.Call):
        return ()
    return tuple(f"{each.arg}={_source(each.value)}" for each in node.keywords if each.arg)


def _source(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if '"' in text or "\\" in text else text.replace("'", '"')


def _using(machine: Machine, kw: dict[str, Value]) -> str | None:
    using = kw.get("postgresql_using")
    return using if isinstance(using, str) and machine.dialect == "postgresql" else None


def _existing(machine: Machine, kw: dict[str, Value]) -> dict[str, Any]:
    existing: dict[str, Any] = {}
    if kw.get("existing_type") is not None:
        existing["existing_type"] = type_of(machine, kw["existing_type"])
    if isinstance(kw.get("existing_nullable"), bool):
        existing["existing_nullable"] = kw["existing_nullable"]
    if kw.get("existing_server_default", False) is not False:
        existing["existing_default"] = default_of(kw["existing_server_default"], machine.dialect)
    if isinstance(kw.get("existing_autoincrement"), bool):
        existing["existing_autoincrement"] = kw["existing_autoincrement"]
    if isinstance(kw.get("existing_comment"), str):
        existing["existing_comment"] = kw["existing_comment"]
    return existing
