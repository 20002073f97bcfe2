"""Tables as objects in scripts: `sa.Table(...)`, `sa.table(...)` and declarative classes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migralint.interpreter.autoincrement import counted_column
from migralint.interpreter.constructs import (
    Unreadable,
    column_parts,
    constraint_of,
    index_of,
    is_column,
    qualified_name,
)
from migralint.interpreter.values import Class, Function, Instance, Member, Method, Symbol, Term, Unknown, Value
from migralint.objects import Column, Constraint, ForeignKey, Index, PrimaryKey, TableName

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


@dataclass(frozen=True, slots=True)
class TableParts:
    """What a table's definition declares. `unread` says which items could not be read, and why."""

    columns: tuple[Column, ...]
    constraints: tuple[Constraint, ...]
    indexes: tuple[Index, ...]
    deferred: tuple[ForeignKey, ...]
    unread: tuple[str, ...]


def table_parts(machine: Machine, items: list[Value], table: TableName) -> TableParts:
    """The columns and constraints among a table's arguments. SQLAlchemy makes those of columns after the others."""
    columns: list[Column] = []
    constraints: list[Constraint] = []
    of_columns: list[Constraint] = []
    indexes: list[Index] = []
    deferred: list[ForeignKey] = []
    unread: list[str] = []
    asked: dict[str, Value] = {}
    silent: set[str] = set()  # columns that are NOT NULL if they are part of the primary key
    for item in items:
        try:
            if is_column(item):
                parts = column_parts(machine, item, table)
                columns.append(parts.column)
                asked[parts.column.name] = parts.autoincrement
                if not parts.says_nullable:
                    silent.add(parts.column.name)
                of_columns += parts.constraints
                indexes += parts.indexes
                deferred += parts.deferred
            elif isinstance(item, Term) and item.name == "Index":
                indexes.append(index_of(machine, item.args[0], list(item.args[1:]), dict(item.kwargs), table))
            elif isinstance(item, Term) and (found := constraint_of(machine, item, table)) is not None:
                constraint, use_alter = found
                if use_alter and isinstance(constraint, ForeignKey):
                    deferred.append(constraint)
                else:
                    constraints.append(constraint)
            elif item is not None and not (isinstance(item, Term) and item.name in _IGNORED):
                unread.append(getattr(item, "why", "") or "an item of the table is not known")
        except Unreadable as error:
            unread.append(str(error))
    constraints += of_columns
    counted = counted_column(columns, [*constraints, *deferred], asked)
    silent &= {name for each in constraints if isinstance(each, PrimaryKey) for name in each.columns}
    columns = [
        replace(column, autoincrement=column.name == counted, nullable=column.nullable and column.name not in silent)
        for column in columns
    ]
    return TableParts(tuple(columns), tuple(constraints), tuple(indexes), tuple(deferred), tuple(unread))


_IGNORED = frozenset({"MetaData", "Comment"})


def table_of_class(machine: Machine, cls: Class) -> Value:
    """`Model.__table__` as a `sqlalchemy.Table` term; Unknown for a class without a table name."""
    if (explicit := cls.lookup("__table__")) is not None:
        return explicit[1]
    name = tablename_of(machine, cls)
    if name is None:
        return Unknown(f"the table of {cls.name} is not known")
    items: list[Value] = [*_columns_of(machine, cls)]
    schema: Value = None
    found = cls.lookup("__table_args__")
    if found is not None:
        arguments = found[1]
        if isinstance(arguments, Function):
            arguments = machine.call(Method(cls, arguments), [], {})
        for argument in arguments if isinstance(arguments, tuple) else (arguments,):
            if isinstance(argument, dict):
                schema = argument.get("schema")
            else:
                items.append(argument)
    return Term(Symbol("sqlalchemy.Table"), (name, Unknown("it is a class's metadata"), *items), {"schema": schema})


def _table_of_model(machine: Machine, cls: Class) -> TableName | None:
    name = tablename_of(machine, cls)
    found = cls.lookup("__table_args__")
    arguments = found[1] if found is not None else None
    options = arguments[-1] if isinstance(arguments, tuple) and arguments else arguments
    schema = options.get("schema") if isinstance(options, dict) else None
    return None if name is None else TableName(name, schema if isinstance(schema, str) else "")


def tablename_of(machine: Machine, cls: Class) -> str | None:
    found = cls.lookup("__tablename__")
    if found is None:
        return None
    value = found[1]
    if isinstance(value, Function):
        value = machine.call(Method(cls, value), [], {})
    return value if isinstance(value, str) else None


def _columns_of(machine: Machine, cls: Class) -> list[Term]:
    """The columns of a declarative class: its own, then those of its mixins.

    Before SQLAlchemy 2.0 they stand as they were made: a mixin's first, and those of `@declared_attr` last.
    """
    found: dict[str, tuple[Term, tuple[bool, int]]] = {}
    waiting, seen = [cls], 0
    while waiting:
        current = waiting.pop(0)
        seen += 1
        for name, value in current.namespace.items():
            declared = isinstance(value, Function)
            if isinstance(value, Function) and not name.startswith("__"):
                value = _declared(machine, current, value)
            if name not in found and is_column(value):
                found[name] = (_named(name, value), (declared, 0 if declared else -seen))
        waiting += [base for base in current.bases if isinstance(base, Class)]
    columns = found.values() if machine.sqlalchemy >= (2, 0) else sorted(found.values(), key=lambda each: each[1])
    return [column for column, _ in columns]


def _named(name: str, column: Term) -> Term:
    given = column.args and isinstance(column.args[0], str)
    return column if given else Term(column.function, (name, *column.args), column.kwargs)


def _declared(machine: Machine, cls: Class, function: Function) -> Value:
    """A column that a `@declared_attr` method returns."""
    decorators = getattr(function.node, "decorator_list", [])
    if not any("declared_attr" in (getattr(d, "id", "") or getattr(d, "attr", "")) for d in decorators):
        return None
    return machine.call(Method(cls, function), [], {})


def table_term(machine: Machine, value: Value) -> Term | None:
    """The `Table` or `table` term that a value stands for: a table, a declarative class, its `__table__`."""
    if isinstance(value, Class):
        value = table_of_class(machine, value)
    if isinstance(value, Instance):
        return table_term(machine, value.cls)
    if isinstance(value, Term):
        if value.name in ("Table", "table"):
            return value
        if isinstance(value.function, Member) and value.function.name in ("alias", "tometadata", "to_metadata"):
            return table_term(machine, value.function.owner)
        if value.name in ("aliased", "alias") and value.args:
            return table_term(machine, value.args[0])
    return None


def known_table(machine: Machine, value: Value) -> TableName | None:
    """The name of the table that a value stands for, if it is one."""
    cls = value.cls if isinstance(value, Instance) else value
    if isinstance(cls, Class) and cls.lookup("__table__") is None:
        return _table_of_model(machine, cls)
    term = table_term(machine, value)
    if term is None:
        return None
    try:
        return qualified_name(term)
    except Unreadable:
        return None
