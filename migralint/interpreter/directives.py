"""Alembic's directives: the arguments of `op.add_column(...)` and its siblings → operations."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from migralint.interpreter.constructs import (
    Unreadable,
    check_constraint,
    column_parts,
    index_of,
    index_texts,
    name_of,
    named,
    names_of,
    optional_name,
    qualified_name,
)
from migralint.interpreter.constructs import server_default as default_of
from migralint.interpreter.creating import create_table as creating_table
from migralint.interpreter.default_schema import PUBLIC
from migralint.interpreter.tables import known_table
from migralint.interpreter.type_checks import added_with, with_type_checks
from migralint.interpreter.type_values import type_of
from migralint.interpreter.values import Symbol, Term, Value, is_opaque, why
from migralint.objects import EnumType, Exclude, ForeignKey, Identity, PrimaryKey, Unique
from migralint.operations import (
    AddColumn,
    AddConstraint,
    AddEnumValue,
    AlterColumn,
    ChangeData,
    CreateIndex,
    CreateObject,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropObject,
    DropTable,
    Operation,
    RawSql,
    RenameColumn,
    RenameTable,
    ReplaceEnum,
    Unread,
)

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

Operations = Iterator[Operation]


@dataclass(frozen=True, slots=True)
class Call:
    """What a directive knows of its call."""

    machine: Machine
    source: str
    in_batch: bool

    @property
    def written(self) -> dict[str, Any]:
        return {"source": self.source, "in_batch": self.in_batch}


def _truth(value: Value) -> bool:
    return value is True


def create_table(call: Call, table_name: Value, *columns: Value, **kw: Value) -> Operations:
    table = qualified_name(table_name, kw.get("schema"))
    prefixes = call.machine.items(kw.get("prefixes")) or ()
    yield from creating_table(
        call.machine,
        table,
        list(columns),
        call.source,
        if_not_exists=_truth(kw.get("if_not_exists")),
        temporary=any(isinstance(p, str) and p.upper() in ("TEMPORARY", "TEMP") for p in prefixes),
        partitioned=kw.get("postgresql_partition_by") is not None and call.machine.dialect == "postgresql",
        autoincrement=_truth(kw.get("sqlite_autoincrement")),
    )


def drop_table(call: Call, table_name: Value, schema: Value = None, if_exists: Value = None, **kw: Value) -> Operations:
    yield DropTable(table=qualified_name(table_name, schema), if_exists=_truth(if_exists), **call.written)


def rename_table(call: Call, old_table_name: Value, new_table_name: Value, schema: Value = None) -> Operations:
    yield RenameTable(
        table=qualified_name(old_table_name, schema), new_table=qualified_name(new_table_name, schema), **call.written
    )


def add_column(
    call: Call, table_name: Value, column: Value, schema: Value = None, if_not_exists: Value = None,
    inline_references: Value = None, **kw: Value,
) -> Operations:  # fmt: skip
    table = qualified_name(table_name, schema)
    parts = column_parts(call.machine, column, table)
    inline_key = parts.column.primary_key and kw.get("inline_primary_key") is True
    key = (PrimaryKey((parts.column.name,)),) if inline_key else ()
    constraints = (*added_with(call.machine, parts.column, parts.constraints, call.in_batch), *parts.deferred)
    keys = [constraint for constraint in constraints if isinstance(constraint, ForeignKey)]
    if _truth(inline_references) and len(keys) == 1:
        inline = replace(keys[0], inline=True)
        constraints = tuple(inline if constraint is keys[0] else constraint for constraint in constraints)
    yield AddColumn(
        table=table,
        column=parts.column,
        constraints=(*key, *constraints),
        indexes=parts.indexes,
        if_not_exists=_truth(if_not_exists),
        inline_references=_truth(inline_references),
        insert_before=optional_name(kw.get("insert_before"), "the column it comes before"),
        insert_after=optional_name(kw.get("insert_after"), "the column it comes after"),
        **call.written,
    )


def drop_column(call: Call, table_name: Value, column_name: Value, schema: Value = None, **kw: Value) -> Operations:
    if isinstance(column_name, Term):  # `op.drop_column("t", sa.Column("c", …))` happens
        column_name = column_name.args[0] if column_name.args else column_name.kwargs.get("name")
    table = qualified_name(table_name, schema)
    name = name_of(column_name, "the column name")
    yield DropColumn(table=table, name=name, if_exists=_truth(kw.get("if_exists")), **call.written)


def alter_column(
    call: Call, table_name: Value, column_name: Value, *, nullable: Value = None, comment: Value = False,
    server_default: Value = False, new_column_name: Value = None, type_: Value = None, **kw: Value,
) -> Operations:  # fmt: skip
    machine = call.machine
    table, name = qualified_name(table_name, kw.get("schema")), name_of(column_name, "the column name")
    default = server_default
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


def create_index(
    call: Call, index_name: Value, table_name: Value, columns: Value, schema: Value = None, **kw: Value
) -> Operations:
    table = qualified_name(table_name, schema)
    yield CreateIndex(
        table=table,
        index=index_of(call.machine, index_name, columns, kw, table),
        concurrently=_truth(kw.get("postgresql_concurrently")) and call.machine.dialect == "postgresql",
        if_not_exists=_truth(kw.get("if_not_exists")),
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
        concurrently=_truth(kw.get("postgresql_concurrently")) and call.machine.dialect == "postgresql",
        if_exists=_truth(kw.get("if_exists")),
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
        deferrable=_truth(kw.get("deferrable")),
        valid=not (_truth(kw.get("postgresql_not_valid")) and machine.dialect == "postgresql"),
    )
    yield AddConstraint(table=table, constraint=key, if_not_exists=_truth(kw.get("if_not_exists")), **call.written)


def _word(value: Value) -> str | None:
    return value.upper() if isinstance(value, str) else None


def create_unique_constraint(
    call: Call, constraint_name: Value, table_name: Value, columns: Value, schema: Value = None, **kw: Value
) -> Operations:
    table = qualified_name(table_name, schema)
    unique = Unique(
        names_of(call.machine, columns, "a column of the unique constraint"),
        optional_name(constraint_name, "the constraint name"),
        deferrable=_truth(kw.get("deferrable")),
        nulls_not_distinct=_truth(kw.get("postgresql_nulls_not_distinct")),
    )
    yield AddConstraint(table=table, constraint=unique, if_not_exists=_truth(kw.get("if_not_exists")), **call.written)


def create_check_constraint(
    call: Call, constraint_name: Value, table_name: Value, condition: Value, schema: Value = None, **kw: Value
) -> Operations:
    table = qualified_name(table_name, schema)
    term = Term(Symbol("sqlalchemy.CheckConstraint"), (condition,), {**kw, "name": constraint_name})
    check = check_constraint(call.machine, term, table)
    yield AddConstraint(table=table, constraint=check, if_not_exists=_truth(kw.get("if_not_exists")), **call.written)


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


def drop_constraint(
    call: Call, constraint_name: Value, table_name: Value = None, type_: Value = None, schema: Value = None, **kw: Value
) -> Operations:
    if table_name is None:
        raise Unreadable("the table name is not given")
    kinds = {"foreignkey": "foreignkey", "unique": "unique", "check": "check", "primary": "primary"}
    kind = kinds.get(type_) if isinstance(type_, str) else None
    table = qualified_name(table_name, schema)
    name = optional_name(constraint_name, "the constraint name")
    if name is not None and kind == "check":
        from migralint.objects import Check

        name = named(call.machine, "ck", table, Check("", constraint_name))
    yield DropConstraint(
        table=table,
        name=name,
        kind=cast("Any", kind),
        if_exists=_truth(kw.get("if_exists")) and call.machine.dialect not in ("mysql", "mariadb"),  # left out there
        untyped=type_ is None,
        **call.written,
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


# --- alembic-postgresql-enum, alembic_utils, GeoAlchemy2


def sync_enum_values(call: Call, *args: Value, **kw: Value) -> Operations:
    """Of alembic-postgresql-enum, or of alembic-autogenerate-enums, which names the old labels too."""
    of_columns = call.machine.items(args[3]) if len(args) > 3 else None
    names_old = "old_values" in kw or bool(of_columns and all(isinstance(item, str) for item in of_columns))
    parameters = _WITH_OLD_LABELS if names_old else ("enum_schema", "enum_name", "new_values")
    given = dict(zip(parameters, args, strict=False)) | kw
    name = name_of(given.get("enum_name", given.get("name")), "the enum's name")
    schema = given.get("enum_schema", given.get("schema"))
    in_schema = schema if isinstance(schema, str) and schema != PUBLIC else ""
    values = _labels(call, given.get("new_values"))
    if not names_old:
        yield ReplaceEnum(enum=EnumType(name, values, in_schema), **call.written)
    elif _truth(given.get("should_reverse")) and given.get("affected_columns") is not None:
        yield ReplaceEnum(enum=EnumType(name, tuple(sorted(set(values))), in_schema), **call.written)
    else:  # labels that are no more stay
        old = _labels(call, given.get("old_values"))
        for value in (value for value in values if value not in old):
            yield AddEnumValue(enum=name, value=value, schema=in_schema, **call.written)


_WITH_OLD_LABELS = ("enum_schema", "enum_name", "old_values", "new_values", "affected_columns", "should_reverse")


def _labels(call: Call, given: Value) -> tuple[str, ...]:
    values = call.machine.items(given)
    if values is None or not all(isinstance(value, str) for value in values):
        raise Unreadable(why(given, "the enum's values"))
    return tuple(map(str, values))


_ENTITIES = {
    "PGFunction": "function", "PGView": "view", "PGMaterializedView": "materialized view", "PGTrigger": "trigger",
    "PGExtension": "extension", "PGPolicy": "policy", "PGGrantTable": "other",
}  # fmt: skip


def _entity(call: Call, entity: Value) -> tuple[Any, str]:
    kind = _ENTITIES.get(entity.name if isinstance(entity, Term) else "", "other")
    if not isinstance(entity, Term) or is_opaque(
        name := entity.kwargs.get("signature", entity.args[1] if len(entity.args) > 1 else None)
    ):
        raise Unreadable(why(entity, "the entity"))
    return kind, name_of(name, "the entity's name")


def create_entity(call: Call, entity: Value, **kw: Value) -> Operations:
    kind, name = _entity(call, entity)
    yield CreateObject(kind=kind, name=name, or_replace=call.source.endswith("replace_entity"), **call.written)


def drop_entity(call: Call, entity: Value, **kw: Value) -> Operations:
    kind, name = _entity(call, entity)
    yield DropObject(kind=kind, name=name, **call.written)


def create_geospatial_table(call: Call, table_name: Value, *columns: Value, **kw: Value) -> Operations:
    yield from create_table(call, table_name, *columns, **kw)


def create_geospatial_index(
    call: Call, index_name: Value, table_name: Value, columns: Value, **kw: Value
) -> Operations:
    yield from create_index(call, index_name, table_name, columns, **{k: v for k, v in kw.items() if k != "unique"})


# --- the tables

DIRECTIVES: dict[str, Callable[..., Operations]] = {
    "create_table": create_table,
    "drop_table": drop_table,
    "rename_table": rename_table,
    "add_column": add_column,
    "drop_column": drop_column,
    "alter_column": alter_column,
    "create_index": create_index,
    "drop_index": drop_index,
    "create_foreign_key": create_foreign_key,
    "create_unique_constraint": create_unique_constraint,
    "create_check_constraint": create_check_constraint,
    "create_primary_key": create_primary_key,
    "create_exclude_constraint": create_exclude_constraint,
    "drop_constraint": drop_constraint,
    "create_table_comment": table_comment,
    "drop_table_comment": table_comment,
    "bulk_insert": bulk_insert,
    "sync_enum_values": sync_enum_values,
    "create_entity": create_entity,
    "replace_entity": create_entity,
    "drop_entity": drop_entity,
    "create_geospatial_table": create_geospatial_table,
    "drop_geospatial_table": drop_table,
    "add_geospatial_column": add_column,
    "drop_geospatial_column": drop_column,
    "create_geospatial_index": create_geospatial_index,
    "drop_geospatial_index": drop_index,
}

# Where each directive of `op` takes the table that a batch leaves out: position, parameter, schema parameter.
TABLE_PARAMETERS: dict[str, tuple[int, str, str]] = dict.fromkeys(DIRECTIVES, (1, "table_name", "schema")) | {
    "add_column": (0, "table_name", "schema"),
    "drop_column": (0, "table_name", "schema"),
    "alter_column": (0, "table_name", "schema"),
    "create_table_comment": (0, "table_name", "schema"),
    "drop_table_comment": (0, "table_name", "schema"),
    "add_geospatial_column": (0, "table_name", "schema"),
    "drop_geospatial_column": (0, "table_name", "schema"),
    "create_foreign_key": (1, "source_table", "source_schema"),
}  # fmt: skip
