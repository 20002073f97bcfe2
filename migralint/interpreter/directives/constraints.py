"""Directives about indexes and constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from migralint.interpreter.constructs import (
    Unreadable,
    check_constraint,
    index_of,
    index_texts,
    is_true,
    named,
    names_of,
    optional_name,
    qualified_name,
)
from migralint.interpreter.directives.call import Call, Operations
from migralint.interpreter.values import Symbol, Term, Value, is_opaque
from migralint.objects import Exclude, ForeignKey, PrimaryKey, TableName, Unique
from migralint.operations import (
    AddConstraint,
    CreateIndex,
    DropConstraint,
    DropIndex,
)

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


def create_index(
    call: Call, index_name: Value, table_name: Value, columns: Value, schema: Value = None, **kw: Value
) -> Operations:
    table = qualified_name(table_name, schema)
    yield CreateIndex(
        table=table,
        index=index_of(call.machine, index_name, columns, kw, table),
        concurrently=is_true(kw.get("postgresql_concurrently")) and call.machine.dialect == "postgresql",
        if_not_exists=is_true(kw.get("if_not_exists")),
        texts=index_texts(call.machine, columns),
        **call.written,
    )


def drop_index(
    call: Call, index_name: Value, table_name: Value = None, schema: Value = None, **kw: Value
) -> Operations:
    table = None if table_name is None else qualified_name(table_name, schema)
    yield DropIndex(
        name=optional_name(index_name, "the index name"),
        table=table,
        schema=optional_name(schema, "the schema name") or "",
        concurrently=is_true(kw.get("postgresql_concurrently")) and call.machine.dialect == "postgresql",
        if_exists=is_true(kw.get("if_exists")),
        **call.written,
    )


def create_foreign_key(
    call: Call, constraint_name: Value, source_table: Value, referent_table: Value, local_cols: Value,
    remote_cols: Value, **kw: Value,
) -> Operations:  # fmt: skip
    machine = call.machine
    table = qualified_name(source_table, kw.get("source_schema"))
    referred = qualified_name(referent_table, kw.get("referent_schema"))
    key = ForeignKey(
        names_of(machine, local_cols, "a column of the foreign key"),
        referred,
        names_of(machine, remote_cols, "a referred column"),
        optional_name(constraint_name, "the constraint name"),
        on_delete=_word(kw.get("ondelete")),
        on_update=_word(kw.get("onupdate")),
        deferrable=is_true(kw.get("deferrable")),
        valid=not (is_true(kw.get("postgresql_not_valid")) and machine.dialect == "postgresql"),
    )
    yield AddConstraint(table=table, constraint=key, if_not_exists=is_true(kw.get("if_not_exists")), **call.written)


def _word(value: Value) -> str | None:
    return value.upper() if isinstance(value, str) else None


def create_unique_constraint(
    call: Call, constraint_name: Value, table_name: Value, columns: Value, schema: Value = None, **kw: Value
) -> Operations:
    table = qualified_name(table_name, schema)
    unique = Unique(
        names_of(call.machine, columns, "a column of the unique constraint"),
        optional_name(constraint_name, "the constraint name"),
        deferrable=is_true(kw.get("deferrable")),
        nulls_not_distinct=is_true(kw.get("postgresql_nulls_not_distinct")),
    )
    yield AddConstraint(table=table, constraint=unique, if_not_exists=is_true(kw.get("if_not_exists")), **call.written)


def create_check_constraint(
    call: Call, constraint_name: Value, table_name: Value, condition: Value, schema: Value = None, **kw: Value
) -> Operations:
    table = qualified_name(table_name, schema)
    term = Term(Symbol("sqlalchemy.CheckConstraint"), (condition,), {**kw, "name": constraint_name})
    check = check_constraint(call.machine, term, table)
    yield AddConstraint(table=table, constraint=check, if_not_exists=is_true(kw.get("if_not_exists")), **call.written)


def create_primary_key(
    call: Call, constraint_name: Value, table_name: Value, columns: Value, schema: Value = None
) -> Operations:
    columns_ = names_of(call.machine, columns, "a column of the primary key")
    key = PrimaryKey(columns_, optional_name(constraint_name, "the constraint name"))
    yield AddConstraint(table=qualified_name(table_name, schema), constraint=key, **call.written)


def create_exclude_constraint(
    call: Call, constraint_name: Value, table_name: Value, *args: Value, **kw: Value
) -> Operations:
    exclude = Exclude(optional_name(constraint_name, "the constraint name"))
    yield AddConstraint(table=qualified_name(table_name, kw.get("schema")), constraint=exclude, **call.written)


def _name_of_dropped(machine: Machine, name: Value, table: TableName, kind: str | None) -> str | None:
    """A name that the script asks the database for can only be that of the primary key, where it drops one."""
    known = machine.recorder.schema.table(table) if kind == "primary" and is_opaque(name) else None
    if known is not None and known.primary_key is not None and known.primary_key.name is not None:
        return known.primary_key.name
    return optional_name(name, "the constraint name")


def drop_constraint(
    call: Call, constraint_name: Value, table_name: Value = None, type_: Value = None, schema: Value = None, **kw: Value
) -> Operations:
    if table_name is None:
        raise Unreadable("the table name is not given")
    kinds = {"foreignkey": "foreignkey", "unique": "unique", "check": "check", "primary": "primary"}
    kind = kinds.get(type_) if isinstance(type_, str) else None
    table = qualified_name(table_name, schema)
    name = _name_of_dropped(call.machine, constraint_name, table, kind)
    if name is not None and kind == "check":
        from migralint.objects import Check

        name = named(call.machine, "ck", table, Check("", constraint_name))
    yield DropConstraint(
        table=table,
        name=name,
        kind=cast("Any", kind),
        if_exists=is_true(kw.get("if_exists")) and call.machine.dialect not in ("mysql", "mariadb"),  # left out there
        untyped=type_ is None,
        **call.written,
    )
