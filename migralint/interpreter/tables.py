"""Tables as objects in scripts: `sa.Table(...)`, `sa.table(...)` and declarative classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from migralint.interpreter.autoincrement import counted_column
from migralint.interpreter.constructs import (
    Unreadable,
    column_parts,
    constraint_of,
    index_of_term,
    is_column,
    qualified_name,
)
from migralint.interpreter.declarative.mapping import mapped_superclass, table_name
from migralint.interpreter.values import Class, Instance, Member, Term, Unknown, Value
from migralint.objects import Column, Constraint, ForeignKey, Index, PrimaryKey, TableName

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


class TableParts(Struct, frozen=True):
    """What a table's definition declares.

    `unread` says why it may have more columns, `unread_keys` why it may have more constraints and indexes.
    """

    columns: tuple[Column, ...]
    constraints: tuple[Constraint, ...]
    indexes: tuple[Index, ...]
    deferred: tuple[ForeignKey, ...]
    unread: tuple[str, ...]
    unread_keys: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        return not (self.unread or self.unread_keys)


def table_parts(machine: Machine, items: list[Value], table: TableName) -> TableParts:
    """The columns and constraints among a table's arguments. SQLAlchemy makes those of columns after the others."""
    columns: list[Column] = []
    constraints: list[Constraint] = []
    of_columns: list[Constraint] = []
    indexes: list[Index] = []
    deferred: list[ForeignKey] = []
    unread: list[str] = []
    unread_keys: list[str] = []
    asked: dict[str, Value] = {}
    silent: set[str] = set()  # columns that are NOT NULL if they are part of the primary key
    for item in items:
        item = _on_dialect(machine, item)
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
                unread_keys += parts.unread
            elif isinstance(item, Term) and item.name == "Index":
                indexes.append(index_of_term(machine, item, table))
            elif isinstance(item, Term) and (found := constraint_of(machine, item, table)) is not None:
                constraint, use_alter = found
                if use_alter and isinstance(constraint, ForeignKey):
                    deferred.append(constraint)
                else:
                    constraints.append(constraint)
            elif item is not None and not (isinstance(item, Term) and item.name in _IGNORED):
                unread.append(getattr(item, "why", "") or "an item of the table is not known")
        except Unreadable as error:
            (unread_keys if getattr(item, "name", "") in _KEYS else unread).append(str(error))
    constraints += of_columns
    counted = counted_column(columns, [*constraints, *deferred], asked)
    silent &= {name for each in constraints if isinstance(each, PrimaryKey) for name in each.columns}
    columns = [
        replace(column, autoincrement=column.name == counted, nullable=column.nullable and column.name not in silent)
        for column in columns
    ]
    return TableParts(
        tuple(columns), tuple(constraints), tuple(indexes), tuple(deferred), tuple(unread), tuple(unread_keys)
    )


# What says nothing of the columns that it stands on; those of a primary key are NOT NULL.
_KEYS = frozenset("Index Constraint UniqueConstraint ForeignKeyConstraint CheckConstraint ExcludeConstraint".split())
_IGNORED = frozenset({"MetaData", "Comment"})


def _on_dialect(machine: Machine, item: Value) -> Value:
    """`Index(...).ddl_if(dialect="postgresql")` is nothing on another dialect."""
    if not isinstance(item, Term) or item.name != "ddl_if" or not isinstance(item.function, Member):
        return item
    asked = item.kwargs.get("dialect")
    names = asked if isinstance(asked, (tuple, list)) else (asked,)
    if asked is None or len(item.kwargs) > 1 or item.args:
        return item
    return item.function.owner if machine.dialect in names else None


def table_of_class(machine: Machine, cls: Class) -> Value:
    """`Model.__table__` as a `sqlalchemy.Table` term; Unknown for a class without a table name."""
    if (explicit := cls.lookup("__table__")) is not None:
        return explicit[1]
    owner = _owner_of_table(machine, cls)
    if owner is None:
        return Unknown(f"the table of {cls.name} is not known")
    from migralint.interpreter.declarative.table import declared_table  # few scripts map classes

    return declared_table(machine, owner).as_term()


def _owner_of_table(machine: Machine, cls: Class) -> Class | None:
    """The class itself, or the one that it inherits from and shares the table of."""
    return cls if tablename_of(machine, cls) is not None else mapped_superclass(machine, cls)


def tablename_of(machine: Machine, cls: Class) -> str | None:
    name = table_name(machine, cls)
    return name if isinstance(name, str) else None


def _table_of_model(machine: Machine, cls: Class) -> TableName | None:
    name = tablename_of(machine, cls)
    if name is None:
        return None
    from migralint.interpreter.declarative.table import table_options  # few scripts map classes

    schema = table_options(machine, cls).get("schema")
    return TableName(name, schema if isinstance(schema, str) else "")


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
