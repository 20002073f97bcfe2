"""The attributes that a declarative class maps: its own, and those of mixins and abstract bases."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from migralint.interpreter.constructs import SCHEMA_ITEMS
from migralint.interpreter.declarative.annotations import is_mapped_annotation
from migralint.interpreter.declarative.lineage import lineage
from migralint.interpreter.declarative.mapping import is_mapped_above
from migralint.interpreter.scope import MISSING
from migralint.interpreter.values import Class, Member, Symbol, Term, Unknown, Value

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


class Attribute(Struct, frozen=True):
    """`value` is MISSING where there is only an annotation. `owner` is the class that has it."""

    name: str
    value: Value
    annotation: ast.expr | None
    owner: Class


def mapped_attributes(machine: Machine, cls: Class) -> Iterator[Attribute]:
    """In the order of SQLAlchemy 2: the class's own first. What a mapped superclass has stays in its table."""
    taken: set[str] = set()
    for owner in lineage(cls):
        inherited = is_mapped_above(machine, cls, owner)
        for attribute in own_attributes(owner):
            if attribute.name in taken:
                continue
            if attribute.value is not MISSING or is_mapped_annotation(attribute.annotation):
                taken.add(attribute.name)
            if not inherited:
                yield attribute
        if inherited:
            taken |= {attribute.name for parent in lineage(owner) for attribute in own_attributes(parent)}


def own_attributes(cls: Class) -> Iterator[Attribute]:
    """In the order in which SQLAlchemy goes through them, special names left out."""
    for name in interleaved(list(cls.namespace), list(cls.annotations)):
        if not name.startswith("__"):
            yield Attribute(name, cls.namespace.get(name, MISSING), cls.annotations.get(name), cls)


def interleaved(values: list[str], annotations: list[str]) -> Iterator[str]:
    """Names that have both a value and an annotation are where one list hands over to the other."""
    shared = {*values} & {*annotations}
    current, other = values[::-1], annotations[::-1]
    while current or other:
        if not current:
            current, other = other, current
        name = current.pop()
        if name in shared:
            shared.discard(name)
            current, other = other, current
        else:
            yield name


def _bound(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def place_of(cls: Class, name: str) -> ast.stmt | None:
    """The statement of the class that binds the name."""
    body = cls.node.body if cls.node is not None else []
    return next((statement for statement in body if name in _bound(statement)), None)


def named(term: Term, name: str) -> Term:
    """The column with its name as the first argument; as it is where it has a name of its own."""
    if term.args and (isinstance(term.args[0], str) or _is_name(*term.args[:2])):
        return term
    given = term.kwargs.get("name", name)
    kwargs = {key: value for key, value in term.kwargs.items() if key != "name"}
    return Term(term.function, (given, *term.args), kwargs)


def _is_name(first: Value, second: Value = None) -> bool:
    """Whether what is not known is a name: a type follows it."""
    return isinstance(first, (Symbol, Member, Unknown)) and second is not None and not is_schema_item(second)


def is_schema_item(value: Value) -> bool:
    """Whether it stands in a column's arguments without being its type."""
    return isinstance(value, Term) and value.name in SCHEMA_ITEMS
