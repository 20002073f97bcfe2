"""Python types → SQLAlchemy types: `type_annotation_map`, and what SQLAlchemy takes where it says nothing."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

from migralint.interpreter.declarative.annotations import Annotation
from migralint.interpreter.declarative.lineage import library_bases, lineage, option
from migralint.interpreter.declarative.mapping import root_of
from migralint.interpreter.values import Alias, Class, Symbol, Term, Unknown, Value, is_opaque

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

DEFAULTS: Mapping[str, str] = {
    "builtins.int": "Integer",
    "builtins.float": "Float",
    "builtins.bool": "Boolean",
    "builtins.str": "String",
    "builtins.bytes": "LargeBinary",
    "builtins.bytearray": "LargeBinary",
    "decimal.Decimal": "Numeric",
    "datetime.date": "Date",
    "datetime.datetime": "DateTime",
    "datetime.time": "Time",
    "datetime.timedelta": "Interval",
    "uuid.UUID": "Uuid",
}
_FLOAT = Symbol("builtins.float")
_ENUM = Symbol("sqlalchemy.Enum")


def column_type(machine: Machine, cls: Class, annotation: Annotation) -> Value:
    """The type that an annotation means; Unknown where that is not known."""
    mapped = type_annotation_map(machine, cls)
    root = root_of(machine, cls)
    if not mapped and root is not None and not root.known:
        return Unknown("its base, which may choose the types, is not read")
    for python_type in annotation.types:
        found = mapped.get(_key(python_type))
        if found is not None:
            return found
        found = _enumerated(python_type, mapped)
        if found is not None:
            return found
        if python_type == _FLOAT and machine.sqlalchemy >= (2, 1):
            return Symbol("sqlalchemy.Double")
        if isinstance(python_type, Symbol) and python_type.path in DEFAULTS:
            return Symbol(f"sqlalchemy.{DEFAULTS[python_type.path]}")
    return Unknown("no type is known for its annotation")


def type_annotation_map(machine: Machine, cls: Class) -> Mapping[Hashable, Value]:
    """What the class's base, or its registry, says of Python types."""
    root = root_of(machine, cls)
    given: list[Value] = [option(root.value, "type_annotation_map")] if root is not None else []
    for owner in reversed(lineage(cls)):
        given.append(option(owner.namespace.get("registry"), "type_annotation_map"))
        given.append(owner.namespace.get("type_annotation_map"))
    return {_key(key): value for table in given if isinstance(table, dict) for key, value in table.items()}


def is_enum(cls: Class) -> bool:
    return any(isinstance(base, Symbol) and base.name in ("Enum", "StrEnum", "IntEnum", "IntFlag", "Flag")
               for _, base in library_bases(cls))  # fmt: skip


def _enumerated(python_type: Value, mapped: Mapping[Hashable, Value]) -> Value:
    """An Enum of the Python enum's members, with the options that the map gives for `enum.Enum`."""
    if isinstance(python_type, Alias) and python_type.origin.name == "Literal":
        chosen = mapped.get(_key(Symbol("typing.Literal")), mapped.get(_key(Symbol("enum.Enum"))))
        labels = tuple(argument for argument in python_type.arguments if isinstance(argument, str))
        return Term(_ENUM, labels, {"native_enum": False, **_options(chosen)})
    if isinstance(python_type, Class) and is_enum(python_type):
        keys = [_key(base) for _, base in library_bases(python_type)]
        chosen = next((mapped[key] for key in [*keys, "enum.Enum"] if _is_enum_type(mapped.get(key))), None)
        return Term(_ENUM, (python_type,), _options(chosen))
    return None


def _is_enum_type(value: Value) -> bool:
    return (isinstance(value, Term) and value.name == "Enum") or (isinstance(value, Symbol) and value.name == "Enum")


def _options(chosen: Value) -> dict[str, Value]:
    return dict(chosen.kwargs) if isinstance(chosen, Term) and _is_enum_type(chosen) else {}


def _key(value: Value) -> Hashable:
    """What makes two types the same: paths of a library's, the identity of the project's own."""
    if isinstance(value, Symbol):
        return value.path
    if isinstance(value, Alias):
        return (value.origin.path, *map(_key, value.arguments))
    if isinstance(value, (str, int)) and not is_opaque(value):
        return ("constant", value)
    return id(value)
