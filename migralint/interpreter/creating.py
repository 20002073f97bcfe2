"""Tables, indexes and enums that Python objects create and drop: `table.create(bind)`, `metadata.create_all(bind)`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from migralint.interpreter.constructs import Unreadable, index_of, qualified_name
from migralint.interpreter.scope import MISSING
from migralint.interpreter.table_types import dropped_with_table, types_of_table
from migralint.interpreter.tables import known_table, table_parts, table_term
from migralint.interpreter.type_values import type_of
from migralint.interpreter.values import Class, Instance, Member, Symbol, Term, Value, path_of
from migralint.objects import EnumType, ForeignKey, TableName
from migralint.operations import (
    AddConstraint,
    CreateAll,
    CreateEnum,
    CreateIndex,
    CreateTable,
    DropAll,
    DropEnum,
    DropIndex,
    DropTable,
    Operation,
    Unread,
)

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


def create_or_drop(machine: Machine, owner: Value, name: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """`table.create(bind)`, `Enum(...).create(bind)`, `index.drop(bind)`."""
    checked = kwargs.get("checkfirst", args[1] if len(args) > 1 else _checks_by_itself(owner)) is not False
    operations = list(table_operations(machine, owner, name, checked)) or list(
        _enum_operations(machine, owner, name, checked)
    )
    if not operations and isinstance(owner, Term) and owner.name == "Index":
        operations = list(_index_operations(machine, owner, name))
    if not operations:
        known = isinstance(owner, (Term, Symbol, Class, Instance))
        if not known:
            return MISSING
        return None if type_of(machine, owner).known else MISSING  # an Enum's create does nothing on this dialect
    for operation in operations:
        machine.recorder.record(operation, raises=machine.watchers > 0)
    return None


def _checks_by_itself(owner: Value) -> bool:
    """`checkfirst` is True where nothing is said of it only for PostgreSQL's own ENUM."""
    return isinstance(owner, Term) and owner.name == "ENUM"


def create_or_drop_all(machine: Machine, owner: Value, name: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """`metadata.create_all(bind)`: of the script's own tables, one by one; of anything else, as one operation."""
    listed = kwargs.get("tables", args[1] if len(args) > 1 else None)
    tables = machine.items(listed) if listed is not None else _own_tables(machine, owner)
    verb = "create" if name == "create_all" else "drop"
    if tables:
        operations = [op for value in tables for op in table_operations(machine, value, verb, True)]
        if operations:
            for operation in _in_dependency_order(machine, operations):
                machine.recorder.record(operation)
            return None
    metadata = path_of(owner) or (
        f"{owner.owner.name}.{owner.name}"
        if isinstance(owner, Member) and isinstance(owner.owner, Class)
        else "metadata"
    )
    kind = CreateAll if verb == "create" else DropAll
    machine.recorder.record(kind(metadata=metadata, source=f"{metadata}.{name}"))
    return None


def table_operations(machine: Machine, owner: Value, name: str, checked: bool) -> Iterator[Operation]:
    term = table_term(machine, owner)
    if term is None:
        return
    try:
        table = qualified_name(term)
    except Unreadable as error:
        yield Unread(directive=f"table.{name}", why=str(error))
        return
    if name == "drop":
        yield DropTable(table=table, if_exists=checked, source="table.drop")
        yield from dropped_with_table(machine, table, table_parts(machine, items_of(term), table).columns)
        return
    yield from create_table(machine, table, items_of(term), "table.create", if_not_exists=checked)


def items_of(table: Term) -> list[Value]:
    """What `Table("t", metadata, …)` is given behind the metadata."""
    given = list(table.args[1:])
    if given and not isinstance(given[0], Term):
        given = given[1:]  # the metadata, however it is written
    return [item for item in given if not _is_metadata(item)]


def _is_metadata(value: Value) -> bool:
    return (isinstance(value, Term) and value.name == "MetaData") or (
        isinstance(value, (Member, Symbol)) and value.name == "metadata"
    )


def create_table(
    machine: Machine, table: TableName, items: list[Value], source: str, *, if_not_exists: bool, **options: Any
) -> Iterator[Operation]:
    """CREATE TABLE with its indexes and the foreign keys that need a statement of their own."""
    parts = table_parts(machine, items, table)
    yield from types_of_table(machine, parts.columns, source, check_first=if_not_exists)
    yield CreateTable(
        table=table,
        columns=parts.columns,
        constraints=parts.constraints,
        indexes=parts.indexes,
        if_not_exists=if_not_exists,
        complete=not parts.unread,
        keys_complete=not parts.unread_keys,
        source=source,
        **options,
    )
    for reason in (*parts.unread, *parts.unread_keys):
        yield Unread(directive=source, why=reason, table=table, source=source)
    if source != "op.create_table" or machine.dialect == "sqlite":  # `op.create_table` never renders `use_alter` keys
        for key in parts.deferred:
            yield _add_key(table, key, source)


def _add_key(table: TableName, key: ForeignKey, source: str) -> Operation:
    return AddConstraint(table=table, constraint=key, source=source)


def _enum_operations(machine: Machine, owner: Value, name: str, checked: bool) -> Iterator[Operation]:
    enum = type_of(machine, owner)
    if machine.dialect != "postgresql":
        return
    if enum.wrapper == "Enum" and not enum.known:
        yield Unread(directive=f"Enum.{name}", why="the name of the type is not known")
    if enum.enum is None:
        return
    if name == "create":
        value = EnumType(enum.enum, enum.values or (), enum.enum_schema)
        yield CreateEnum(enum=value, check_first=checked, source="Enum.create")
    else:
        yield DropEnum(name=enum.enum, schema=enum.enum_schema, if_exists=checked, source="Enum.drop")


def _index_operations(machine: Machine, owner: Term, name: str) -> Iterator[Operation]:
    table = next((known_table(machine, c.function) for c in owner.args[1:] if isinstance(c, Term)), None)
    if table is None:
        for column in owner.args[1:]:
            if isinstance(column, Member) and isinstance(column.owner, Member):
                table = known_table(machine, column.owner.owner)
    if table is None or not owner.args:
        return
    try:
        index = index_of(machine, owner.args[0], list(owner.args[1:]), dict(owner.kwargs), table)
    except Unreadable as error:
        yield Unread(directive=f"index.{name}", why=str(error), table=table)
        return
    if name == "create":
        yield CreateIndex(table=table, index=index, source="index.create")
    else:
        yield DropIndex(name=index.name, table=table, source="index.drop")


def _in_dependency_order(machine: Machine, operations: list[Operation]) -> list[Operation]:
    """As `create_all` and `drop_all` sort tables: the referred ones first when made, last when dropped."""
    drops = {operation.table: operation for operation in operations if isinstance(operation, DropTable)}
    if drops:
        schema = machine.recorder.schema
        needs = {
            name: [other.name.name for other, _ in schema.referencing(name) if other.name in drops] for name in drops
        }
        waiting = {name: {other for other in drops if other.name in needs[name]} for name in drops}
        return [drops[name] for name in _sorted_by_need(waiting)]
    creates = {operation.table: operation for operation in operations if isinstance(operation, CreateTable)}
    referred = {
        name: {key.referred_table for key in create.constraints if isinstance(key, ForeignKey)}
        & creates.keys() - {name}
        for name, create in creates.items()
    }
    others = [operation for operation in operations if not isinstance(operation, CreateTable)]
    return [*(creates[name] for name in _sorted_by_need(referred)), *others]


def _sorted_by_need(needs: Mapping[TableName, set[TableName]]) -> list[TableName]:
    try:
        return list(TopologicalSorter(needs).static_order())
    except CycleError:
        return list(needs)


def _own_tables(machine: Machine, owner: Value) -> list[Value]:
    """The tables that the current script registers on this metadata."""
    module = machine.script_module
    if module is None:
        return []
    module.run_all()
    found: list[Value] = []
    for value in module.scope.variables.values():
        if (
            (isinstance(value, Term) and value.name == "Table" and any(arg is owner for arg in value.args))
            or (
                isinstance(owner, Member)
                and isinstance(value, Class)
                and value is not owner.owner
                and value.is_subclass(owner.owner)
            )
            or (
                isinstance(owner, Member)
                and isinstance(owner.owner, Term)
                and isinstance(value, Class)
                and owner.owner in value.bases
            )
        ):
            found.append(value)
    return [value for value in found if table_term(machine, value) is not None and value is not owner]
