"""Attributes of values."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migralint.interpreter.constructs import is_column
from migralint.interpreter.declarative.lineage import is_flask_database
from migralint.interpreter.declarative.mapping import is_declared, mapped_superclass
from migralint.interpreter.modules import Module, Package
from migralint.interpreter.reflected import reflected_attribute
from migralint.interpreter.scope import MISSING
from migralint.interpreter.tables import known_table, table_of_class, tablename_of
from migralint.interpreter.values import (
    GIVEN,
    Class,
    EnumMember,
    Function,
    Instance,
    Member,
    Method,
    Native,
    Raised,
    Super,
    Symbol,
    Term,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


class BuiltinMethod(Native, frozen=True, eq=False):
    """A method of a constant or container: `"a".upper`, `names.append`."""

    owner: Value
    name: str

    def call(self, machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
        from migralint.interpreter.methods import call_method

        return call_method(machine, self.owner, self.name, args, kwargs)


def attribute_of(machine: Machine, owner: Value, name: str, node: ast.AST | None) -> Value:
    """The attribute, symbolic where the owner is. Raises Raised for one that a constant surely lacks."""
    if isinstance(owner, Symbol):
        return machine.library(f"{owner.path}.{name}")
    if isinstance(owner, Native):
        if isinstance(owner, Package):
            found = machine.loader.member(owner, name)
            return Unknown(f"{name} is not found in {owner.name}") if found is MISSING else found
        return owner.attribute(name)
    if isinstance(owner, Term):
        return _of_term(machine, owner, name)
    if isinstance(owner, Module):
        found = machine.loader.member(owner, name)
        return Unknown(f"{name} is not found in {owner.name}") if found is MISSING else found
    if isinstance(owner, Class):
        if _surely_lacks(owner, name):
            raise _no_attribute(owner.name, name, node)
        return _of_class(machine, owner, name)
    if isinstance(owner, Instance):
        return _of_instance(machine, owner, name)
    if isinstance(owner, EnumMember):
        return _of_member(machine, owner, name)
    if isinstance(owner, Super):
        return _of_super(machine, owner, name)
    if isinstance(owner, Function):
        return owner.name if name in ("__name__", "__qualname__") else Member(owner, name)
    if isinstance(owner, (str, int, float, list, tuple, dict, set, frozenset, bytes)):
        if hasattr(type(owner), name) and not name.startswith("__"):
            return BuiltinMethod(owner, name)
        if isinstance(owner, (str, list, tuple, dict)) and not name.startswith("__"):
            raise _no_attribute(type(owner).__name__, name, node)
    return Member(owner, name)


def _of_term(machine: Machine, owner: Term, name: str) -> Value:
    """What SQLAlchemy's own objects tell of themselves."""
    if name in ("foreign_key_constraints", "constraints", "indexes") and owner.name == "Table":
        table = known_table(machine, owner)
        seen = machine.seen_by(owner.kwargs.get("autoload_with"))
        items = reflected_attribute(seen, table, name) if table is not None else None
        return Unknown(f"the table's {name} are not known") if items is None else items
    if name == "name":
        first = owner.kwargs.get("name", owner.args[0] if owner.args else None)
        if owner.name in ("Column", "Table", "table", "column", "Enum", "ENUM", "mapped_column") and isinstance(
            first, str
        ):
            return first
    if name == "enums" and owner.name in ("Enum", "ENUM"):
        return [value for value in owner.args if isinstance(value, str)]
    if name == "type" and owner.name in ("Column", "column") and len(owner.args) > 1:
        return owner.args[1]
    return _of_flask_database(machine, owner, name)


# What `db = SQLAlchemy()` has beside the names of SQLAlchemy.
_FLASK_OWN = frozenset({"Model", "Query", "Table", "engine", "engines", "metadata", "metadatas", "session", "init_app"})


def _of_flask_database(machine: Machine, owner: Value, name: str) -> Value:
    """`db.Column` is SQLAlchemy's own."""
    if name in _FLASK_OWN or not is_flask_database(owner):
        return Member(owner, name)
    return machine.library(f"sqlalchemy.{name}")


def _no_attribute(owner: str, name: str, node: ast.AST | None) -> Raised:
    return Raised("AttributeError", node, frozenset({"Exception"}), mistake=f"{owner} has no attribute {name}")


def _surely_lacks(cls: Class, name: str) -> bool:
    """Whether a declarative class that has classes inside lacks this one: what SQLAlchemy adds has other names.

    A `__table__` or a `backref` may bring in any.
    """
    if not name[:1].isupper() or name.isupper() or cls.lookup(name) is not None or cls.lookup("__table__") is not None:
        return False
    if not any(isinstance(value, Class) for value in cls.namespace.values()):
        return False
    return all(map(_is_declarative, _roots(cls)))


def _roots(cls: Class) -> Iterator[Value]:
    """The bases that are no interpreted classes."""
    if not cls.bases:
        yield Symbol("builtins.object")
    for base in cls.bases:
        if isinstance(base, Class):
            yield from _roots(base)
        else:
            yield base


def _is_declarative(base: Value) -> bool:
    if isinstance(base, Term):
        return base.name == "declarative_base" and "cls" not in base.kwargs
    return isinstance(base, Symbol) and base.path in ("builtins.object", "sqlalchemy.orm.DeclarativeBase")


def _of_class(machine: Machine, owner: Class, name: str) -> Value:
    if name in ("__name__", "__qualname__"):
        return owner.name
    if name == "__members__":
        return {member.name: member for member in machine.items(owner) or () if isinstance(member, EnumMember)}
    if name == "__table__":
        return table_of_class(machine, owner)
    if name == "__annotations__":
        return Unknown("annotations are not followed")
    found = owner.lookup(name)
    if found is None:
        return Member(owner, name)
    value = found[1]
    is_mapped = is_column(value) or (isinstance(value, Function) and is_declared(value) and not name.startswith("__"))
    if is_mapped and _has_table(machine, owner):
        return Member(owner, name)  # a column that knows its table
    if isinstance(value, Function):
        return Method(owner, value) if value.kind == "classmethod" else value
    if owner.descends_from("Enum", "StrEnum", "IntEnum") and not name.startswith("_"):
        return EnumMember(owner, name, _enum_value(name, value))
    return value


def _has_table(machine: Machine, cls: Class) -> bool:
    return tablename_of(machine, cls) is not None or mapped_superclass(machine, cls) is not None


def _enum_value(name: str, value: Value) -> Value:
    return name.lower() if isinstance(value, Term) and value.name == "auto" else value


def _of_instance(machine: Machine, owner: Instance, name: str) -> Value:
    if name in owner.attributes:
        return owner.attributes[name]
    if name == "__class__":
        return owner.cls
    if name == "__dict__":
        return owner.attributes
    found = owner.cls.lookup(name)
    if found is None:
        return _of_flask_database(machine, owner, name)
    return _bound(machine, owner, owner.cls, found[1])


def _bound(machine: Machine, owner: Value, cls: Class, value: Value) -> Value:
    if not isinstance(value, Function):
        return value
    match value.kind:
        case "staticmethod":
            return value
        case "classmethod":
            return Method(cls, value)
        case "property":
            return machine.call(Method(owner, value), [], {})
    return Method(owner, value)


def _of_member(machine: Machine, owner: EnumMember, name: str) -> Value:
    if name in ("value", "_value_"):
        return owner.value
    if name in ("name", "_name_"):
        return owner.name
    found = owner.cls.lookup(name)
    if found is not None:
        return _bound(machine, owner, owner.cls, found[1])
    return attribute_of(machine, owner.value, name, None) if isinstance(owner.value, str) else Member(owner, name)


def _of_super(machine: Machine, owner: Super, name: str) -> Value:
    for base in owner.cls.bases:
        if isinstance(base, Class) and (found := base.lookup(name)) is not None:
            return _bound(machine, owner.owner, base, found[1])
    if name == "__init__" and isinstance(owner.owner, Instance):
        return _Constructor(owner.owner)
    return Member(owner, name)


class _Constructor(Native, frozen=True, eq=False):
    """`super().__init__` of a library's class: the instance keeps what it is given."""

    instance: Instance

    def call(self, machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
        self.instance.attributes[GIVEN] = (args, kwargs)
        return None
