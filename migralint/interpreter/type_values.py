"""Type values → Type: SQLAlchemy types, variants, the application's own TypeDecorators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from migralint.interpreter.types import is_type_path, spell
from migralint.interpreter.values import (
    GIVEN,
    Class,
    EnumMember,
    Function,
    Instance,
    Member,
    Method,
    Native,
    Symbol,
    Term,
    Unknown,
    Value,
    is_opaque,
    path_of,
)
from migralint.objects import UNKNOWN_TYPE, Type

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

_TYPE_MODULES = (
    "sqlalchemy", "sqlmodel", "geoalchemy2", "sqlalchemy_utils", "flask_sqlalchemy", "pgvector", "alembic",
    "fastapi_users_db_sqlalchemy", "citext", "sqlalchemy_json", "sqlalchemy_jsonfield", "sqlalchemy_utc",
)  # fmt: skip


class ReflectedType(Native, frozen=True, eq=False):
    """A type that the inspector tells: `inspector.get_columns("t")[0]["type"]`."""

    type: Type

    @property
    def text(self) -> str:
        return str(self.type)

    def attribute(self, name: str) -> Value:
        match name:
            case "length" if self.type.arguments and self.type.arguments[0].isdigit():
                return int(self.type.arguments[0])
            case "timezone" if self.type.name in ("TIMESTAMP", "DATETIME", "TIME"):
                return self.type.suffix == "WITH TIME ZONE"
            case "enums" if self.type.values is not None:
                return list(self.type.values)
            case "name" if self.type.enum is not None:
                return self.type.enum
        return Unknown(f"the reflected type's {name} is not known")

    def is_instance(self, class_name: str) -> bool | None:
        """`isinstance(column["type"], sa.String)`."""
        if not self.type.known:
            return None
        return class_name.upper() in _FAMILIES.get(self.type.name, (self.type.name,))


_TEXTS = ("VARCHAR", "STRING", "TEXT", "CHAR", "UNICODE", "UNICODETEXT", "NVARCHAR", "LONGTEXT", "MEDIUMTEXT")
_FAMILIES = {
    "VARCHAR": ("VARCHAR", "STRING"),
    "CHAR": ("CHAR", "STRING"),
    "TEXT": ("TEXT", "STRING"),
    "LONGTEXT": ("LONGTEXT", "TEXT", "STRING"),
    "MEDIUMTEXT": ("MEDIUMTEXT", "TEXT", "STRING"),
    "INTEGER": ("INTEGER",),
    "BIGINT": ("BIGINT", "BIGINTEGER", "INTEGER"),
    "SMALLINT": ("SMALLINT", "SMALLINTEGER", "INTEGER"),
    "TIMESTAMP": ("TIMESTAMP", "DATETIME"),
    "DATETIME": ("DATETIME",),
    "BOOLEAN": ("BOOLEAN",),
    "BYTEA": ("BYTEA", "LARGEBINARY"),
    "BLOB": ("BLOB", "LARGEBINARY"),
    "NUMERIC": ("NUMERIC",),
    "FLOAT": ("FLOAT", "NUMERIC"),
    "JSON": ("JSON",),
    "JSONB": ("JSONB", "JSON"),
    "UUID": ("UUID",),
}


def type_of(machine: Machine, value: Value, depth: int = 0) -> Type:
    """The type as the dialect spells it; UNKNOWN_TYPE where it cannot be known."""
    if depth > 8 or value is None:
        return UNKNOWN_TYPE
    if isinstance(value, ReflectedType):
        return value.type
    if isinstance(value, Symbol):
        return _spelled(machine, value.path, (), {}, depth)
    if isinstance(value, Term):
        return _of_term(machine, value, depth)
    if isinstance(value, Class):
        return _of_decorator(machine, value, Instance(value), depth)
    if isinstance(value, Instance):
        return replace(
            _of_decorator(machine, value.cls, value, depth), is_schema_type=value.cls.descends_from("SchemaType")
        )
    if isinstance(value, (Function, Method)):
        return UNKNOWN_TYPE
    path = path_of(value)
    return _spelled(machine, path, (), {}, depth) if path else UNKNOWN_TYPE


def _of_term(machine: Machine, term: Term, depth: int) -> Type:
    function = term.function
    if term.name in ("as_mutable", "type_descriptor", "adapt", "associate_with") and term.args:
        return type_of(machine, term.args[-1], depth + 1)
    if isinstance(function, Member):
        if function.name == "with_variant":
            return _variant(machine, function.owner, term, depth)
        if function.name in ("with_loader_criteria", "copy", "evaluates_none"):
            return type_of(machine, function.owner, depth + 1)
    if term.name in ("Variant", "MutableType") and term.args:
        return type_of(machine, term.kwargs.get("impl", term.args[0]), depth + 1)
    path = path_of(function)
    return _spelled(machine, path, term.args, term.kwargs, depth) if path else UNKNOWN_TYPE


def _variant(machine: Machine, owner: Value, term: Term, depth: int) -> Type:
    names = {"mysql", "mariadb"} if machine.dialect == "mariadb" else {machine.dialect}
    if names & {name for name in term.args[1:] if isinstance(name, str)}:
        return type_of(machine, term.args[0], depth + 1)
    return type_of(machine, owner, depth + 1)


def _spelled(machine: Machine, path: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], depth: int) -> Type:
    if path.startswith("__main__") or not _is_library_type(path):
        return replace(UNKNOWN_TYPE, wrapper=path.rpartition(".")[2] or None)
    name = path.rpartition(".")[2]
    if name in ("Enum", "ENUM") and args:
        args, kwargs = _enum_arguments(machine, args, kwargs)
    return spell(
        path,
        [_argument(machine, arg, depth) for arg in args],
        {key: _argument(machine, arg, depth) for key, arg in kwargs.items()},
        machine.dialect,
    )


def _is_library_type(path: str) -> bool:
    return (is_type_path(path) and path.partition(".")[0] in _TYPE_MODULES) or (is_type_path(path) and "." not in path)


def _enum_arguments(
    machine: Machine, args: tuple[Value, ...], kwargs: Mapping[str, Value]
) -> tuple[tuple[Value, ...], Mapping[str, Value]]:
    """Labels and name of an Enum made from a Python enum class: the members' names, or what `values_callable` gives."""
    first = args[0]
    if not isinstance(first, Class):
        return tuple(arg.value if isinstance(arg, EnumMember) else arg for arg in args), kwargs
    members = [member for member in machine.items(first) or () if isinstance(member, EnumMember)]
    labels: Value = [member.name for member in members]
    if (chosen := kwargs.get("values_callable")) is not None:
        labels = machine.items(machine.call(chosen, [first], {})) or labels
    return tuple(labels), {"name": first.name.lower(), **kwargs}


def _argument(machine: Machine, value: Value, depth: int) -> object:
    if isinstance(value, EnumMember):
        return value.value
    if is_opaque(value) or isinstance(value, (Class, Instance, ReflectedType)):
        inner = type_of(machine, value, depth + 1)
        return inner if inner.known else value
    return value


def _of_decorator(machine: Machine, cls: Class, instance: Instance, depth: int) -> Type:
    """The type behind a TypeDecorator: what `load_dialect_impl` returns for the dialect, else its `impl`."""
    from migralint.interpreter.connection import DialectValue

    found = cls.lookup("load_dialect_impl")
    if found is not None and isinstance(found[1], Function):
        chosen = machine.call(Method(instance, found[1]), [DialectValue(machine.dialect)], {})
        inner = type_of(machine, chosen, depth + 1)
        if inner.known:  # what a TypeDecorator gives the dialect makes no type along with a table: its `impl` does
            return replace(inner, wrapper=cls.name, creates_enum=_implementation(machine, cls, depth).creates_enum)
    found = cls.lookup("impl")
    if found is not None:
        return replace(type_of(machine, _with_arguments(found[1], instance), depth + 1), wrapper=cls.name)
    for base in cls.bases:
        inner = type_of(machine, _with_arguments(base, instance), depth + 1)
        if inner.known:
            return replace(inner, wrapper=cls.name)
    return replace(UNKNOWN_TYPE, wrapper=cls.name)


def _with_arguments(implementation: Value, instance: Instance) -> Value:
    """What a TypeDecorator is made with, its class makes its `impl` with."""
    args, kwargs = instance.attributes.get(GIVEN, ((), {}))
    if not isinstance(implementation, Symbol) or not (args or kwargs):
        return implementation
    return Term(implementation, tuple(args), kwargs)


def _implementation(machine: Machine, cls: Class, depth: int) -> Type:
    found = cls.lookup("impl")
    return type_of(machine, found[1], depth + 1) if found is not None else UNKNOWN_TYPE
