"""Calls of SQLAlchemy and Alembic objects that reach the database outside `op`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from migralint.interpreter.builtins import CONSTANTS
from migralint.interpreter.connection import Bind, ContextMethod, ContextValue
from migralint.interpreter.constructs import Unreadable, qualified_name
from migralint.interpreter.core import read_query_call, read_statement
from migralint.interpreter.inspector import Inspector
from migralint.interpreter.scope import MISSING
from migralint.interpreter.sqltext import text_clause
from migralint.interpreter.tables import known_table, table_parts, table_term
from migralint.interpreter.typing import type_of
from migralint.interpreter.values import (
    Class,
    Instance,
    Member,
    PartialText,
    Symbol,
    Term,
    Unknown,
    Value,
    is_opaque,
    path_of,
    why,
)
from migralint.objects import EnumType, ForeignKey, TableName
from migralint.operations import (
    AddConstraint,
    ChangeData,
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
from migralint.sql import read_sql

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

EXECUTING = frozenset({"execute", "exec_driver_sql", "scalar", "scalars", "stream", "executemany"})
# Names that every identifier preparer quotes.
RESERVED_WORDS = frozenset(
    "all analyse analyze and any array as asc both case cast check collate column constraint create current_user "
    "default desc distinct do else end except fetch for foreign from grant group having in initially intersect into "
    "is lateral leading limit localtime localtimestamp not null offset on only or order placing primary references "
    "returning select session_user some symmetric table then to trailing true false union unique user using variadic "
    "when where window with".split()
)
ROWS = "it is what the database answers"


def resolve(machine: Machine, path: str) -> Value:
    """What a library's dotted path means: `alembic.op` is the op proxy, `alembic.context` the migration context."""
    if path in ("alembic.op", "alembic.op.op"):
        return machine.op
    if path == "alembic.context":
        return ContextValue(machine)
    if path.startswith("alembic.op."):
        return machine.op.attribute(path.removeprefix("alembic.op."))
    if path.startswith("alembic.context."):
        return ContextValue(machine).attribute(path.removeprefix("alembic.context."))
    return CONSTANTS.get(path, Symbol(path)) if path.startswith("sys.") else Symbol(path)


def call_library(machine: Machine, function: Value, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """The result of a library call with an effect on the database; MISSING for any other, which stays symbolic."""
    name = function.name if isinstance(function, (Symbol, Member)) else ""
    if isinstance(function, Symbol):
        if name in ("inspect", "Inspector") and function.path.startswith("sqlalchemy") and args:
            return Inspector(machine) if not isinstance(args[0], (Class, Instance, Term)) or _is_bind(args[0]) else MISSING
        if name == "from_engine" and function.path.endswith("Inspector.from_engine"):
            return Inspector(machine)
        if name == "Operations" and function.path.startswith("alembic"):
            return machine.op
        return MISSING
    if not isinstance(function, Member):
        return MISSING
    if name == "from_engine":
        return Inspector(machine)
    if name in EXECUTING and (args or kwargs) and _is_statement(machine, args, kwargs):
        return execute(machine, f"connection.{name}", args, kwargs)
    if name in ("create", "drop"):
        return _create_or_drop(machine, function.owner, name, kwargs)
    if name in ("create_all", "drop_all"):
        return _all(machine, function.owner, name, args, kwargs)
    if name in ("update", "delete"):
        change = read_query_call(machine, function.owner, name, args)
        if change is not None:
            machine.recorder.record(replace(change, source=f"query.{name}"))
            return Unknown(ROWS)
    if name in ("add", "add_all", "bulk_save_objects", "bulk_insert_mappings", "merge"):
        _insert_objects(machine, args, f"session.{name}")
        return None
    if name in ("get_bind", "connection") and isinstance(function.owner, Term):
        return Bind(machine)
    if name in ("quote", "quote_identifier", "quote_schema", "format_table") and len(args) == 1 and isinstance(args[0], str):
        return _quoted(args[0], machine.dialect)
    return MISSING


def _quoted(name: str, dialect: str) -> str:
    """What an `identifier_preparer` makes of a name."""
    if name.isidentifier() and name.islower() and name not in RESERVED_WORDS:
        return name
    return f"`{name}`" if dialect in ("mysql", "mariadb") else f'"{name}"'


def _is_bind(value: Value) -> bool:
    return isinstance(value, Bind) or (isinstance(value, Term) and not value.name[:1].isupper())


def _is_statement(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> bool:
    """Whether the argument of some object's `execute` is SQL or a Core statement rather than anything else."""
    value = args[0] if args else next(iter(kwargs.values()))
    if isinstance(value, (str, PartialText)):
        return True
    return text_clause(value) is not None or read_statement(machine, value) is not None


def execute(machine: Machine, directive: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """Run SQL text or a Core statement; the rows that come back are unknown."""
    value = args[0] if args else next(iter(kwargs.values()), None)
    for operation in _statements(machine, directive, value):
        machine.recorder.record(operation, raises=machine.watchers > 0)
    return Unknown(ROWS)


def _statements(machine: Machine, directive: str, value: Value) -> Iterator[Operation]:
    text = text_clause(value)
    if text is not None:
        value = text
    if isinstance(value, PartialText):
        yield from read_sql(value.text, machine.dialect)
    elif isinstance(value, str):
        yield from read_sql(value, machine.dialect)
    elif isinstance(value, Term) and value.name in ("CreateTable", "DropTable", "CreateIndex", "DropIndex") and value.args:
        yield from _schema_item(machine, value)
    elif (operation := read_statement(machine, value)) is not None:
        yield replace(operation, source=directive)
    else:
        reason = why(value, "the statement") if is_opaque(value) and not isinstance(value, Term) else "the statement's table is not known"
        yield Unread(directive=directive, why=reason, is_ddl=False, source=directive)


def _schema_item(machine: Machine, value: Term) -> Iterator[Operation]:
    if value.name in ("CreateTable", "DropTable"):
        yield from _table_operations(machine, value.args[0], "create" if value.name == "CreateTable" else "drop", False)


def _create_or_drop(machine: Machine, owner: Value, name: str, kwargs: dict[str, Value]) -> Value:
    """`table.create(bind)`, `Enum(...).create(bind)`, `index.drop(bind)`."""
    checked = kwargs.get("checkfirst", False) is not False
    operations = list(_table_operations(machine, owner, name, checked)) or list(_enum_operations(machine, owner, name, checked))
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


def _table_operations(machine: Machine, owner: Value, name: str, checked: bool) -> Iterator[Operation]:
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
        return
    items = [item for item in term.args[1:] if not (isinstance(item, Unknown) or _is_metadata(item))]
    yield from create_table(machine, table, items, "table.create", if_not_exists=checked)


def _is_metadata(value: Value) -> bool:
    return (isinstance(value, Term) and value.name == "MetaData") or (isinstance(value, Member) and value.name == "metadata")


def create_table(
    machine: Machine, table: TableName, items: list[Value], source: str, *, if_not_exists: bool, **options: bool
) -> Iterator[Operation]:
    """CREATE TABLE with its indexes and the foreign keys that need a statement of their own."""
    parts = table_parts(machine, items, table)
    yield CreateTable(
        table=table,
        columns=parts.columns,
        constraints=parts.constraints,
        indexes=parts.indexes,
        if_not_exists=if_not_exists,
        complete=not parts.unread,
        source=source,
        **options,
    )
    for reason in parts.unread:
        yield Unread(directive=source, why=reason, table=table, source=source)
    if source != "op.create_table" or machine.dialect == "sqlite":  # `op.create_table` never renders `use_alter` keys
        for key in parts.deferred:
            yield _add_key(table, key, source)


def _add_key(table: TableName, key: ForeignKey, source: str) -> Operation:
    return AddConstraint(table=table, constraint=key, source=source)


def _enum_operations(machine: Machine, owner: Value, name: str, checked: bool) -> Iterator[Operation]:
    enum = type_of(machine, owner)
    if enum.enum is None or machine.dialect != "postgresql":
        return
    if name == "create":
        value = EnumType(enum.enum, enum.values or (), enum.enum_schema)
        yield CreateEnum(enum=value, check_first=checked or _checks_first(owner), source="Enum.create")
    else:
        yield DropEnum(name=enum.enum, schema=enum.enum_schema, if_exists=checked or _checks_first(owner), source="Enum.drop")


def _checks_first(owner: Value) -> bool:
    """`sa.Enum.create` checks first by default from SQLAlchemy 2.1 on only where asked: `checkfirst` decides."""
    return False


def _index_operations(machine: Machine, owner: Term, name: str) -> Iterator[Operation]:
    from migralint.interpreter.constructs import index_of

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


def _all(machine: Machine, owner: Value, name: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """`metadata.create_all(bind)`: of the script's own tables, one by one; of anything else, as one operation."""
    listed = kwargs.get("tables", args[1] if len(args) > 1 else None)
    tables = machine.items(listed) if listed is not None else _own_tables(machine, owner)
    verb = "create" if name == "create_all" else "drop"
    if tables:
        operations = [op for value in tables for op in _table_operations(machine, value, verb, True)]
        if operations:
            for operation in _in_dependency_order(machine, operations):
                machine.recorder.record(operation)
            return None
    metadata = path_of(owner) or (f"{owner.owner.name}.{owner.name}" if isinstance(owner, Member) and isinstance(owner.owner, Class) else "metadata")
    kind = CreateAll if verb == "create" else DropAll
    machine.recorder.record(kind(metadata=metadata, source=f"{metadata}.{name}"))
    return None


def _in_dependency_order(machine: Machine, operations: list[Operation]) -> list[Operation]:
    """As `create_all` and `drop_all` sort tables: the referred ones first when made, last when dropped."""
    drops = {operation.table: operation for operation in operations if isinstance(operation, DropTable)}
    if drops:
        schema = machine.recorder.schema
        needs = {name: [other.name.name for other, _ in schema.referencing(name) if other.name in drops] for name in drops}
        waiting = {name: {other for other in drops if other.name in needs[name]} for name in drops}
        return [drops[name] for name in _sorted_by_need(waiting)]
    creates = {operation.table: operation for operation in operations if isinstance(operation, CreateTable)}
    referred = {
        name: {key.referred_table for key in create.constraints if isinstance(key, ForeignKey)} & creates.keys() - {name}
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
        if isinstance(value, Term) and value.name == "Table" and any(arg is owner for arg in value.args):
            found.append(value)
        elif isinstance(owner, Member) and isinstance(value, Class) and value is not owner.owner and value.is_subclass(owner.owner):
            found.append(value)
        elif isinstance(owner, Member) and isinstance(owner.owner, Term) and isinstance(value, Class) and owner.owner in value.bases:
            found.append(value)
    return [value for value in found if table_term(machine, value) is not None and value is not owner]


def _insert_objects(machine: Machine, args: list[Value], source: str) -> None:
    objects = [item for arg in args for item in (machine.items(arg) or () if isinstance(arg, list) else [arg])]
    tables = [known_table(machine, item) for item in objects if isinstance(item, (Instance, Class))]
    for table in dict.fromkeys(table for table in tables if table is not None):
        machine.recorder.record(ChangeData(kind="insert", table=table, source=source))


__all__ = ["ContextMethod", "call_library", "create_table", "execute", "resolve"]
