"""Annotations of attributes: `Mapped[Optional[str]]` is a nullable column of a Python type."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from migralint.interpreter.scope import Scope
from migralint.interpreter.values import Alias, Raised, Symbol, Term, Unknown, Value, last_name

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

_MAPPED = ("Mapped", "WriteOnlyMapped", "DynamicMapped", "AppenderMapped")
_DEEPEST = 12


class Annotation(Struct, frozen=True):
    """`types` are what a type may be looked up by: as written, without Annotated, without an alias.

    `extras` stand behind the type inside Annotated: `mapped_column(...)`, `Field(...)`.
    """

    types: tuple[Value, ...]
    nullable: bool = False
    extras: tuple[Value, ...] = ()
    is_class_variable: bool = False


def is_mapped_annotation(node: ast.expr | None) -> bool:
    """Whether it is `Mapped[...]`, judged by its text alone."""
    match node:
        case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in _MAPPED
        case ast.Constant(value=str(text)):
            return any(f"{name}[" in text for name in _MAPPED)
    return False


def read_annotation(machine: Machine, node: ast.expr, scope: Scope) -> Annotation:
    value = _evaluated(machine, node, scope)
    if isinstance(value, Alias) and value.origin.name in _MAPPED:
        value = value.arguments[0]
    if last_name(value.origin if isinstance(value, Alias) else value) == "ClassVar":
        return Annotation((), is_class_variable=True)
    types: list[Value] = []
    extras: list[Value] = []
    nullable = False
    for _ in range(_DEEPEST):
        value, optional = _without_none(_evaluated(machine, value, scope) if isinstance(value, str) else value)
        nullable = nullable or optional
        types.append(value)
        if not isinstance(value, Alias) or value.origin.name != "Annotated":
            break
        extras += value.arguments[1:]
        value = value.arguments[0]
    return Annotation(tuple(types), nullable, tuple(extras))


def _without_none(value: Value) -> tuple[Value, bool]:
    """The type beside None, and whether None is allowed."""
    members = list(_members(value))
    others = [member for member in members if not _is_none(member)]
    if len(others) == len(members):
        return value, False
    return others[0] if len(others) == 1 else Unknown("it is one of several types"), True


def _evaluated(machine: Machine, node: ast.expr | str, scope: Scope) -> Value:
    """The annotation's value; text is read as the expression that it holds."""
    try:
        for _ in range(_DEEPEST):
            text = node if isinstance(node, str) else _text(node)
            if text is None:
                break
            node = ast.parse(text.strip(), mode="eval").body
        return Unknown("it is text in text") if isinstance(node, str) else machine.evaluate(node, scope)
    except Raised:
        return Unknown("the annotation cannot be evaluated")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Unknown("the annotation is not Python")


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _members(value: Value, depth: int = 0) -> Iterator[Value]:
    """The types of `A | B`, `Union[A, B]` and `Optional[A]`; anything else is its own."""
    if depth > _DEEPEST:
        return
    if isinstance(value, Alias) and value.origin.name in ("Union", "Optional"):
        for argument in value.arguments:
            yield from _members(argument, depth + 1)
        if value.origin.name == "Optional":
            yield None
    elif isinstance(value, Term) and value.name == "or_":
        for argument in value.args:
            yield from _members(argument, depth + 1)
    else:
        yield value


def _is_none(value: Value) -> bool:
    return value is None or (isinstance(value, Symbol) and value.name == "NoneType")
