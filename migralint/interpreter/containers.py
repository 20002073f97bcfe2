"""Containers of values: their items, and reading and changing one of them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from migralint.interpreter.bounds import LARGEST_CONTAINER
from migralint.interpreter.calls import generator_items
from migralint.interpreter.scope import MISSING
from migralint.interpreter.values import (
    Alias,
    Class,
    Exhausted,
    Function,
    Generator,
    Instance,
    Member,
    Native,
    Raised,
    Symbol,
    Term,
    Unknown,
    Value,
    is_opaque,
)

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


def items(machine: Machine, value: Value) -> Sequence[Value] | None:
    """The items that iterating gives; None where they are unknown."""
    if isinstance(value, (list, tuple)):
        return value
    if isinstance(value, (str, dict)):
        return list(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=lambda item: item if isinstance(item, str) else "")  # the same in every run
    if isinstance(value, range):
        if len(value) > LARGEST_CONTAINER:
            raise Exhausted(f"it loops over a range of {len(value):,}")
        return list(value)
    if isinstance(value, Generator):
        return generator_items(machine, value)
    if isinstance(value, Class) and value.descends_from("Enum", "StrEnum", "IntEnum"):
        return [machine.attribute(value, name) for name in value.namespace if not name.startswith("_")
                and not isinstance(value.namespace[name], Function)]  # fmt: skip
    if isinstance(value, Native):
        listed = getattr(value, "items", None)
        return listed() if listed is not None else None
    if isinstance(value, Instance) and (made := machine.call_own(value, "__iter__")) is not MISSING:
        return machine.items(made)
    return None


def item(machine: Machine, owner: Value, index: Value, node: ast.AST | None = None) -> Value:
    if isinstance(owner, (list, tuple, str, dict, range)):
        if is_opaque(index):
            return Unknown("its index is not known")
        try:
            return owner[index]
        except (KeyError, IndexError) as error:
            raise Raised(type(error).__name__, node, frozenset({"LookupError"})) from None
        except TypeError:
            return Unknown("its index does not fit")
    if isinstance(owner, Native):
        get = getattr(owner, "item", None)
        return get(index) if get is not None else Unknown("it is an item of an unknown value")
    if isinstance(owner, Class):
        if owner.descends_from("Enum", "StrEnum", "IntEnum") and isinstance(index, str):
            return machine.attribute(owner, index, node)
        return owner  # a generic alias: `Base[int]`
    if isinstance(owner, Instance) and (found := machine.call_own(owner, "__getitem__", index)) is not MISSING:
        return found
    if isinstance(owner, Symbol):
        return _alias(owner, index)
    if isinstance(owner, Member) and owner.name == "tables" and isinstance(index, str):
        return Term(Symbol("sqlalchemy.Table"), (index,))  # `metadata.tables["user"]`
    if is_opaque(owner):
        return Term(Symbol("operator.getitem"), (owner, index))
    return Unknown("it is an item of an unknown value")


def _alias(owner: Symbol, index: Value) -> Value:
    """`list[str]`; a generic class of a library is taken for the class."""
    if owner.name != "Mapped" and not owner.path.startswith(("builtins.", "typing.", "typing_extensions.")):
        return owner
    return Alias(owner, index if isinstance(index, tuple) else (index,))


def set_item(machine: Machine, owner: Value, index: Value, value: Value) -> None:
    if isinstance(owner, Instance):
        machine.call_own(owner, "__setitem__", index, value)
    if not isinstance(owner, (dict, list)) or len(owner) > LARGEST_CONTAINER:
        return
    machine.changed(owner)
    try:
        owner[index] = value
    except (TypeError, IndexError, KeyError):
        return  # an unknown or unhashable index: the container keeps what is known


def delete_item(machine: Machine, owner: Value, index: Value) -> None:
    if isinstance(owner, dict):
        try:
            owner.pop(index, None)
        except TypeError:
            return
