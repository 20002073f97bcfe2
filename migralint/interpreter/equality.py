"""Truth and equality of values, with None for what is undecided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migralint.interpreter.bounds import fits
from migralint.interpreter.modules import Module
from migralint.interpreter.values import (
    Class,
    EnumMember,
    Function,
    Generator,
    Instance,
    Method,
    Native,
    Opaque,
    Symbol,
    Term,
    Value,
    is_opaque,
)

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


def truth(machine: Machine, value: Value) -> bool | None:
    """Whether the value counts as true; None where that is undecided."""
    if isinstance(value, Opaque):
        return True if isinstance(value, Term) and value.name[:1].isupper() else None
    if isinstance(value, (Native, Function, Method, Class, Instance, EnumMember, Module, Generator)):
        answer = getattr(value, "truth", None)
        return answer() if answer is not None else True
    return None if machine.is_uncertain(value) else bool(value)


def equal(machine: Machine, left: Value, right: Value) -> bool | None:
    """Whether two values are equal; None where that is undecided."""
    if left is right:
        return True
    if isinstance(left, Symbol) and isinstance(right, Symbol):
        return True if left == right else None
    if is_opaque(left) or is_opaque(right):
        return None
    if isinstance(left, EnumMember) or isinstance(right, EnumMember):
        return _equal_members(machine, left, right)
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        if type(left) is not type(right) or len(left) != len(right):
            return False
        machine.tick()
        answers = [machine.equal(a, b) for a, b in zip(left, right, strict=True)]
        return False if False in answers else None if None in answers else True
    sets = isinstance(left, (set, frozenset)) and isinstance(right, (set, frozenset))
    if sets and (any(map(is_opaque, left)) or any(map(is_opaque, right))):
        return None
    if isinstance(left, dict) and isinstance(right, dict) and not (fits(left) and fits(right)):
        return None
    try:
        return bool(left == right)
    except (TypeError, ValueError, RecursionError):
        return None


def _equal_members(machine: Machine, left: Value, right: Value) -> bool | None:
    if isinstance(left, EnumMember) and isinstance(right, EnumMember):
        return left.cls is right.cls and left.name == right.name
    member, other = (left, right) if isinstance(left, EnumMember) else (right, left)
    return machine.equal(member.value, other) if member.cls.descends_from("StrEnum", "str", "IntEnum", "int") else False
