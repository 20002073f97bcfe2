"""Builtins that ask about classes and attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migralint.interpreter.scope import MISSING, Scope
from migralint.interpreter.values import (
    Class,
    EnumMember,
    Instance,
    Member,
    Native,
    Raised,
    Super,
    Symbol,
    Term,
    Unknown,
    Value,
    is_opaque,
)

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


def ask_isinstance(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if len(args) != 2:
        return Unknown("isinstance() is called otherwise")
    kinds = args[1] if isinstance(args[1], tuple) else (args[1],)
    answers = [_is_instance(args[0], kind) for kind in kinds]
    if True in answers:
        return True
    return Unknown("its class is not known") if None in answers else False


_PLAIN: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float,),
    "bool": (bool,),
    "list": (list,),
    "tuple": (tuple,),
    "dict": (dict,),
    "set": (set,),
    "frozenset": (frozenset,),
    "bytes": (bytes,),
    "Mapping": (dict,),
    "Sequence": (list, tuple, str),
    "Iterable": (list, tuple, str, dict, set),
}


def _is_instance(value: Value, kind: Value) -> bool | None:
    if isinstance(kind, Class):
        if isinstance(value, Instance):
            return value.cls.is_subclass(kind)
        return isinstance(value, EnumMember) and value.cls.is_subclass(kind) if not is_opaque(value) else None
    if not isinstance(kind, Symbol):
        return None
    if isinstance(value, Native):
        answer = getattr(value, "is_instance", None)
        return answer(_class_name(kind)) if answer is not None else None
    if isinstance(value, Term):
        if value.name == kind.name:
            return True
        return False if kind.name in _PLAIN and value.name[:1].isupper() else None
    if is_opaque(value):
        return None
    if isinstance(value, EnumMember):
        return value.cls.descends_from(kind.name)
    return isinstance(value, _PLAIN.get(kind.name, ()))


def _class_name(kind: Symbol) -> str:
    """Every dialect's own module calls its class `dialect`: `sqlalchemy.dialects.postgresql.dialect`."""
    return kind.path.split(".")[-2] if kind.name == "dialect" and "." in kind.path else kind.name


def has_attribute(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = get_attribute(machine, [*args[:2], MISSING], kwargs)
    return Unknown("its attributes are not known") if is_opaque(value) else value is not MISSING


def get_attribute(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if len(args) < 2 or not isinstance(args[1], str):
        return Unknown("the attribute's name is not known")
    try:
        value = machine.attribute(args[0], args[1])
    except Raised:
        if len(args) > 2:
            return args[2]
        raise
    lacks = isinstance(args[0], (Class, Instance)) and isinstance(value, Member)
    return args[2] if lacks and len(args) > 2 else value


def set_attribute(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if len(args) == 3 and isinstance(args[1], str) and isinstance(args[0], (Instance, Class)):
        (args[0].attributes if isinstance(args[0], Instance) else args[0].namespace)[args[1]] = args[2]


def class_of(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if len(args) == 1:
        value = args[0]
        return (
            value.cls
            if isinstance(value, (Instance, EnumMember))
            else value.function
            if isinstance(value, Term)
            else Unknown("its class")
        )
    if len(args) == 3 and isinstance(args[0], str) and isinstance(args[2], dict) and isinstance(args[1], tuple):
        module = machine.current_module
        if module is None:
            return Unknown("it is made outside any module")
        return Class(args[0], args[1], dict(args[2]), {}, module, module.scope)
    return Unknown("its class is not known")


def super_of(args: list[Value], scope: Scope | None) -> Value:
    if scope is not None and isinstance(scope.function_class, Class):
        return Super(scope.function_class, scope.owner)
    return Unknown("super() is called outside a method")
