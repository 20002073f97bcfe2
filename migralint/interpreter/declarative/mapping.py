"""Which classes are mapped to a table, and what the table is called."""

from __future__ import annotations

import ast
import re
from enum import Enum
from typing import TYPE_CHECKING

from msgspec import Struct

from migralint.interpreter.declarative.lineage import (
    BASE_MAKERS,
    is_flask_database,
    keyword,
    library_bases,
    lineage,
    may_bring_more,
)
from migralint.interpreter.values import (
    Class,
    Function,
    Member,
    Method,
    Raised,
    Symbol,
    Term,
    Unknown,
    Value,
    is_opaque,
    last_name,
    path_of,
)

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


class Style(Enum):
    SQLALCHEMY = "sqlalchemy"
    FLASK = "flask"  # Flask-SQLAlchemy names tables after their classes
    SQLMODEL = "sqlmodel"


class Root(Struct, frozen=True, eq=False):
    """The base that makes a class declarative: a class, a call of `declarative_base()`, `db.Model`, a registry.

    `known` False: a library's class that is only called like a base, and may bring columns.
    `lost` True: not even that; the class that is derived from it looks like a model by what it says itself.
    """

    value: Value
    style: Style = Style.SQLALCHEMY
    known: bool = True
    lost: bool = False


_BASE = re.compile(r"(?i)(?<!data)base$|^base|^model$|basev\d+$")
_CAMEL = re.compile(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))")
_DECLARING = frozenset({"as_declarative", "as_declarative_base"})
COLUMN_KINDS = frozenset({"Column", "mapped_column", "MappedColumn"})
_DECLARED = frozenset({"declared_attr", "cascading", "directive"})
_MAPPING = frozenset({"mapped", "mapped_as_dataclass"})


def root_of(machine: Machine, cls: Class) -> Root | None:
    """None for a class that no declarative base is known of."""
    found = [root for owner, base in library_bases(cls) if (root := _root(base, owner)) is not None]
    found += [root for owner in lineage(cls) for root in _decorated(machine, owner)]
    ranked = sorted(found, key=lambda root: (root.lost, not root.known, root.style is not Style.FLASK))
    return ranked[0] if ranked else None


def _root(base: Value, owner: Class) -> Root | None:
    found: Root | None = None
    if isinstance(base, Symbol):
        found = _library_root(base, owner)
    elif isinstance(base, Term) and base.name in BASE_MAKERS:
        found = Root(base)
    elif isinstance(base, Member) and base.name == "Model" and is_flask_database(base.owner):
        found = Root(base, Style.FLASK)
    if found is None and is_opaque(base) and not path_of(base).startswith("builtins.") and _has_metadata(owner):
        return Root(owner, known=not may_bring_more(base))
    return found or (Root(base, known=False, lost=True) if may_bring_more(base) and _maps_itself(owner) else None)


def _has_metadata(cls: Class) -> bool:
    """Whether an abstract class is given the MetaData that the tables of all its subclasses belong to."""
    given = cls.namespace.get("metadata")
    return isinstance(given, Term) and given.name == "MetaData" and cls.namespace.get("__abstract__") is True


def _maps_itself(cls: Class) -> bool:
    """Whether the class's own body names a table and has a column."""
    if not isinstance(cls.namespace.get("__tablename__"), str):
        return False
    values = cls.namespace.values()
    has_column = any(isinstance(value, Term) and value.name in COLUMN_KINDS for value in values)
    from migralint.interpreter.declarative.annotations import is_mapped_annotation  # few scripts map classes

    return has_column or any(map(is_mapped_annotation, cls.annotations.values()))


def _library_root(base: Symbol, owner: Class) -> Root | None:
    if base.name in ("DeclarativeBase", "DeclarativeBaseNoMeta") or last_name(_metaclass(owner)) == "DeclarativeMeta":
        return Root(owner)
    if base.name == "SQLModel":
        return Root(base, Style.SQLMODEL)
    if base.path.startswith("flask_appbuilder.") and base.name in ("Model", "Base"):
        return Root(base)
    if base.path.endswith(".db.Model"):
        return Root(base, Style.FLASK)
    named = "__tablename__" in owner.namespace and _BASE.search(base.name) is not None
    return Root(base, known=False) if named and not base.path.startswith("builtins.") else None


def _metaclass(cls: Class) -> Value:
    node = keyword(cls, "metaclass")
    return Symbol(node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", ""))


def _decorated(machine: Machine, owner: Class) -> list[Root]:
    """`@as_declarative()` makes the class a base, `@registry.mapped` maps it."""
    if last_name(_metaclass(owner)) == "DeclarativeMeta" and not owner.bases:
        return [Root(owner)]
    found: list[Root] = []
    for node in owner.node.decorator_list if owner.node is not None else ():
        name = _decorator_name(node)
        if name in _DECLARING:
            found.append(Root(owner))
        elif name in _MAPPING:
            found.append(Root(_registry(machine.evaluate(node, owner.scope))))
    return found


def _decorator_name(node: ast.expr) -> str:
    call = node.func if isinstance(node, ast.Call) else node
    return call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "")


def _registry(decorator: Value) -> Value:
    """`registry.mapped`, `registry.mapped_as_dataclass(...)` or `mapped_as_dataclass(registry)`."""
    function = decorator.function if isinstance(decorator, Term) else decorator
    if isinstance(function, Member):
        return function.owner
    return decorator.args[0] if isinstance(decorator, Term) and decorator.args else decorator


def is_mapped(machine: Machine, cls: Class) -> bool:
    """Whether the class surely has a table, or shares that of the class that it inherits from."""
    known = machine.mapped.get(id(cls))
    if known is None:
        machine.mapped[id(cls)] = (cls, False)  # a class that asks for its own table sees none
        machine.mapped[id(cls)] = known = (cls, _is_mapped(machine, cls))
    return known[1]


def _is_mapped(machine: Machine, cls: Class) -> bool:
    root = root_of(machine, cls)
    if root is None or root.value is cls or cls.namespace.get("__abstract__") is True:
        return False
    if any(isinstance(base, Symbol) and base.name == "AbstractConcreteBase" for base in cls.bases):
        return False
    if root.style is Style.SQLMODEL:
        node = keyword(cls, "table")
        return node is not None and machine.evaluate(node, cls.scope) is True
    if "__table__" in cls.namespace or table_name(machine, cls) is not None:
        return True
    return mapped_superclass(machine, cls) is not None


def is_mapped_above(machine: Machine, cls: Class, owner: Class) -> bool:
    """Whether `owner` is a mapped superclass; one of a lost base is a mixin to a class that has another."""
    if owner is cls or not is_mapped(machine, owner):
        return False
    above, own = root_of(machine, owner), root_of(machine, cls)
    return above is None or not above.lost or own is None or own.lost


def mapped_superclass(machine: Machine, cls: Class) -> Class | None:
    """The nearest class above that is mapped."""
    return next((parent for parent in lineage(cls)[1:] if is_mapped_above(machine, cls, parent)), None)


def table_name(machine: Machine, cls: Class) -> Value:
    """The name of the class's own table: None where it has none, Unknown where it cannot be read."""
    for owner in lineage(cls):
        if "__tablename__" not in owner.namespace:
            continue
        value = owner.namespace["__tablename__"]
        if isinstance(value, Function):
            return called(machine, cls, value)
        if not is_mapped_above(machine, cls, owner):
            return value
    root = root_of(machine, cls)
    if root is None or root.value is cls or root.style is Style.SQLALCHEMY:
        return None
    if root.style is Style.SQLMODEL:
        return cls.name.lower()
    return _CAMEL.sub(r"_\1", cls.name).lower().lstrip("_")


def is_declared(function: Function) -> bool:
    """Whether it stands under `@declared_attr`."""
    nodes = getattr(function.node, "decorator_list", [])
    return any((getattr(node, "id", "") or getattr(node, "attr", "")) in _DECLARED for node in nodes)


def called(machine: Machine, cls: Class, function: Function) -> Value:
    """What a `@declared_attr` method gives for this class."""
    try:
        return machine.call(Method(cls, function), [], {})
    except Raised as error:
        return Unknown(f"{function.name}() raises {error.name}")


def has_inherited_table(machine: Machine, cls: Value) -> bool:
    """SQLAlchemy's own question, which `__tablename__` methods ask."""
    return isinstance(cls, Class) and mapped_superclass(machine, cls) is not None
