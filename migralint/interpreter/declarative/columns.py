"""Attributes → columns: `Column(...)`, `mapped_column(...)`, an annotation alone."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from migralint.interpreter.constructs import is_column
from migralint.interpreter.declarative.annotations import is_mapped_annotation, read_annotation
from migralint.interpreter.declarative.attributes import Attribute, is_schema_item, mapped_attributes, named, place_of
from migralint.interpreter.declarative.fields import field_attributes, field_column
from migralint.interpreter.declarative.lineage import lineage
from migralint.interpreter.declarative.mapping import COLUMN_KINDS, Style, called, is_declared, root_of
from migralint.interpreter.declarative.python_types import column_type
from migralint.interpreter.scope import MISSING
from migralint.interpreter.values import Class, Function, Instance, Member, Symbol, Term, Unknown, Value, path_of

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

_MAPPED_COLUMN = Symbol("sqlalchemy.orm.mapped_column")
_OF_BASES = ("metadata", "registry", "type_annotation_map", "query_class")
_WRAPPERS = frozenset({"deferred", "column_property"})


class DeclaredColumn(Struct, frozen=True):
    """A column with its name as the first argument. `written` is the value that stands in the class."""

    attribute: Attribute
    term: Term
    written: Value


class DeclaredColumns(Struct, frozen=True):
    """`unread` says which attributes may be columns and could not be read."""

    columns: tuple[DeclaredColumn, ...]
    unread: tuple[str, ...]


def declared_columns(machine: Machine, cls: Class) -> DeclaredColumns:
    """The columns of a class's own table."""
    root = root_of(machine, cls)
    columns: list[DeclaredColumn] = []
    unread: list[str] = []
    of_sqlmodel = root is not None and root.style is Style.SQLMODEL
    for attribute in field_attributes(cls) if of_sqlmodel else mapped_attributes(machine, cls):
        value, annotation = _written(machine, cls, attribute)
        if of_sqlmodel and not is_column(value):
            term = field_column(machine, attribute, value)
        else:
            term = _column(machine, cls, Attribute(attribute.name, value, annotation, attribute.owner))
        if term is not None:
            columns.append(DeclaredColumn(attribute, term, value))
        elif attribute.name not in _OF_BASES and may_be_column(value) and _may_make_column(attribute):
            unread.append(f"{attribute.owner.name}.{attribute.name} is not known")
    return DeclaredColumns(tuple(_in_order(machine, cls, columns)), tuple(unread))


def _in_order(machine: Machine, cls: Class, columns: list[DeclaredColumn]) -> list[DeclaredColumn]:
    """Before SQLAlchemy 2.0 columns stand as they were made: a mixin's first, and those of `@declared_attr` last."""
    if machine.sqlalchemy >= (2, 0):
        return sorted(columns, key=_sort_order)
    far: dict[Path, int] = {}
    for place, owner in enumerate(lineage(cls)):
        far[owner.module.script.path] = -place

    def made(column: DeclaredColumn) -> tuple[bool, int, int]:
        owner = column.attribute.owner
        line = owner.node.lineno if owner.node is not None else 0
        return isinstance(column.attribute.value, Function), far[owner.module.script.path], line

    return sorted(columns, key=made)


def _sort_order(column: DeclaredColumn) -> int:
    asked = column.term.kwargs.get("sort_order", 0)
    return asked if isinstance(asked, int) else 0


def _written(machine: Machine, cls: Class, attribute: Attribute) -> tuple[Value, ast.expr | None]:
    """The attribute's value and annotation, those that a `@declared_attr` method returns included."""
    value, annotation = attribute.value, attribute.annotation
    if isinstance(value, Function) and is_declared(value):
        annotation = getattr(value.node, "returns", None)
        value = called(machine, cls, value)
    if isinstance(value, Term) and value.name == "field" and isinstance(value.kwargs.get("metadata"), dict):
        key = cls.lookup("__sa_dataclass_metadata_key__")
        value = value.kwargs["metadata"].get(key[1] if key is not None else "sa")
        value = machine.call(value, [], {}) if isinstance(value, Function) else value
    if isinstance(value, Term) and value.name in _WRAPPERS and value.args and is_column(value.args[0]):
        value = value.args[0]
    return value, annotation


def _column(machine: Machine, cls: Class, attribute: Attribute) -> Term | None:
    value, annotation = attribute.value, attribute.annotation
    if value is MISSING:
        if not is_mapped_annotation(annotation):
            return None
        value = Term(_MAPPED_COLUMN)
    if not is_column(value):
        return None
    if value.name != "Column":
        value = _merged(machine, cls, value, attribute)
    return named(value, attribute.name)


def _merged(machine: Machine, cls: Class, term: Term, attribute: Attribute) -> Term:
    """`mapped_column(...)` with what its annotation says: nullable or not, a type, the options of `Annotated`."""
    if not is_mapped_annotation(attribute.annotation):
        return term
    assert attribute.annotation is not None
    annotation = read_annotation(machine, attribute.annotation, attribute.owner.scope)
    items, kwargs = list(term.args), dict(term.kwargs)
    for extra in annotation.extras:
        if isinstance(extra, Term) and extra.name in COLUMN_KINDS:
            items += [item for item in _unnamed(extra) if is_schema_item(item) or not has_type(items, kwargs)]
            kwargs = {**extra.kwargs, **kwargs}
            break
    if "nullable" not in kwargs and kwargs.get("primary_key") is not True:
        kwargs["nullable"] = annotation.nullable
    refers = any(isinstance(item, Term) and item.name == "ForeignKey" for item in items)
    if not refers and not has_type(items, kwargs):
        kwargs["type_"] = column_type(machine, cls, annotation)
    return Term(term.function, tuple(items), kwargs)


def _unnamed(term: Term) -> tuple[Value, ...]:
    return term.args[1:] if term.args and isinstance(term.args[0], str) else term.args


def has_type(items: Iterable[Value], kwargs: Mapping[str, Value]) -> bool:
    """Whether a column's arguments give its type; without one it is that of the column that it refers to."""
    given = any(not is_schema_item(item) and not isinstance(item, str) and item is not None for item in items)
    return given or kwargs.get("type_") is not None


def _may_make_column(attribute: Attribute) -> bool:
    """Whether what stands behind the name may be one: a call, or a name that stands for its result."""
    node = place_of(attribute.owner, attribute.name)
    written = getattr(node, "value", None)
    if isinstance(node, ast.FunctionDef):
        return isinstance(attribute.value, Function) and is_declared(attribute.value)
    if isinstance(written, ast.Call) and isinstance(written.func, ast.Name) and written.func.id in _METHODS:
        return False
    return written is None or isinstance(written, (ast.Call, ast.Name, ast.Attribute))


_METHODS = frozenset({"property", "staticmethod", "classmethod", "hybrid_property"})


# What a class's attribute may be made by, beside columns.
_OTHERS = frozenset(
    "relationship Relationship relation backref generic_relationship Index synonym association_proxy composite"
    " column_property query_expression dynamic_loader hybrid_property hybrid_method validates object_session registry"
    " MetaData ConfigDict Field PrivateAttr field deferred column_keyed_dict attribute_keyed_dict with_polymorphic"
    " TypeVar Sequence".split()
)


def may_be_column(value: Value) -> bool:
    """Whether a value that could not be read may be a column: the result of a call that is not known."""
    if isinstance(value, Instance):
        return value.cls.descends_from("Column", "MappedColumn")
    if isinstance(value, Unknown):
        return True
    if not isinstance(value, Term) or value.name in _OTHERS:
        return False
    function = value.function.owner if isinstance(value.function, Member) else value.function
    path = path_of(function)
    return path.partition(".")[0] not in _NEVER if path else not isinstance(function, Term)


_NEVER = frozenset("re logging functools operator collections itertools enum typing datetime os json uuid abc".split())
