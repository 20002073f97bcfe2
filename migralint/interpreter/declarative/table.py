"""A declarative class's own table, as the `Table(...)` that it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from migralint.interpreter.bounds import LARGEST_EXPRESSION
from migralint.interpreter.declarative.columns import DeclaredColumn, declared_columns
from migralint.interpreter.declarative.lineage import lineage
from migralint.interpreter.declarative.mapping import (
    Style,
    called,
    is_mapped_above,
    mapped_superclass,
    root_of,
    table_name,
)
from migralint.interpreter.values import Class, Function, Member, Symbol, Term, Unknown, Value

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


class DeclaredTable(Struct, frozen=True):
    """`name` is not a string where it could not be read. `items` are the constraints and indexes of `__table_args__`.

    `unread` says why the table may have more than this.
    """

    name: Value
    schema: Value
    columns: tuple[DeclaredColumn, ...]
    items: tuple[Value, ...]
    written: tuple[Value, ...]  # the items as they stand in the class
    unread: tuple[str, ...] = ()
    info: Value = None

    def as_term(self) -> Term:
        columns = [column.term for column in self.columns]
        unread = [Unknown(reason) for reason in self.unread]
        return Term(_TABLE, (self.name, _METADATA, *columns, *self.items, *unread), {"schema": self.schema})


_TABLE = Symbol("sqlalchemy.Table")
_METADATA = Unknown("it is a class's metadata")


def declared_table(machine: Machine, cls: Class) -> DeclaredTable:
    """The table as the class declares it, whether or not it is surely mapped."""
    found = declared_columns(machine, cls)
    items, options = _table_args(machine, cls)
    items = [*map(_known_item, items), *_indexes_beside(cls)]
    names = {id(column.written): str(column.term.args[0]) for column in found.columns}
    attributes = {column.attribute.name: str(column.term.args[0]) for column in found.columns}
    return DeclaredTable(
        table_name(machine, cls),
        options.get("schema"),
        found.columns,
        tuple(_with_names(item, names, cls, attributes) for item in items),
        tuple(items),
        found.unread,
        options.get("info"),
    )


def _known_item(item: Value) -> Value:
    """What is not known of `__table_args__` is no column."""
    return Term(Symbol("sqlalchemy.Constraint"), (item,)) if isinstance(item, (Unknown, Symbol, Member)) else item


def _indexes_beside(cls: Class) -> list[Value]:
    """`ix = Index("name", column.desc())`: an index that stands among the columns of a class."""
    return [value for value in cls.namespace.values() if isinstance(value, Term) and value.name == "Index"]


def has_own_table(machine: Machine, cls: Class) -> bool:
    """Whether a mapped class has a table that is not its superclass's."""
    if table_name(machine, cls) is None:
        return False
    root = root_of(machine, cls)
    inherits = mapped_superclass(machine, cls) is not None
    if root is None or root.style is not Style.FLASK or not inherits:
        return True
    return any(column.term.kwargs.get("primary_key") is True for column in declared_columns(machine, cls).columns)


def table_options(machine: Machine, cls: Class) -> Mapping[str, Value]:
    """The options that `__table_args__` ends in: `schema`, `comment`, those of a dialect."""
    return _table_args(machine, cls)[1]


def _table_args(machine: Machine, cls: Class) -> tuple[list[Value], Mapping[str, Value]]:
    """The constraints and the options of `__table_args__`; that of a mapped superclass is the superclass's own."""
    for owner in lineage(cls):
        if "__table_args__" not in owner.namespace:
            continue
        value = owner.namespace["__table_args__"]
        if isinstance(value, Function):
            value = called(machine, cls, value)
        elif is_mapped_above(machine, cls, owner):
            continue
        return _divided(machine, cls, value)
    return [], {}


def _divided(machine: Machine, cls: Class, value: Value) -> tuple[list[Value], Mapping[str, Value]]:
    items = list(value) if isinstance(value, (tuple, list)) else [value]
    options: dict[str, Value] = {}
    says_schema = "schema" in cls.module.script.text
    if any(machine.is_uncertain(item) or (says_schema and isinstance(item, Unknown)) for item in items):
        options["schema"] = Unknown("the options of the table are not known")
    for item in items:
        if isinstance(item, dict):
            options.update(item)
    return [item for item in items if not isinstance(item, dict) and item is not None], options


def _with_names(
    value: Value, names: Mapping[int, str], cls: Class, attributes: Mapping[str, str], left: int = LARGEST_EXPRESSION
) -> Value:
    """The item with the class's columns, which stand in it as objects or as `cls.name`, called by their names."""
    if id(value) in names:
        return Term(Symbol("sqlalchemy.column"), (names[id(value)],))
    if left <= 0:
        return value
    if isinstance(value, Member):
        if value.owner is cls and value.name in attributes:
            return Term(Symbol("sqlalchemy.column"), (attributes[value.name],))
        return Member(_with_names(value.owner, names, cls, attributes, left // 2), value.name)
    if isinstance(value, (list, tuple)):
        share = left // (len(value) + 1)
        return type(value)(_with_names(item, names, cls, attributes, share) for item in value)
    if isinstance(value, Term):
        share = left // (len(value.args) + 2)
        function = _with_names(value.function, names, cls, attributes, share)
        args = tuple(_with_names(arg, names, cls, attributes, share) for arg in value.args)
        kwargs = {key: _with_names(arg, names, cls, attributes, share) for key, arg in value.kwargs.items()}
        return Term(function, args, kwargs)
    return value
