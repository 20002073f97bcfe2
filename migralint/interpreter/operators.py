"""Operators: computed for constants, symbolic for library values, bounded so that no script can ask for gigabytes."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from migralint.interpreter.bounds import LARGEST_CONTAINER, LARGEST_NUMBER, LARGEST_TEXT, fits
from migralint.interpreter.text import joined, percent
from migralint.interpreter.values import (
    Class,
    Instance,
    Native,
    PartialText,
    Raised,
    Symbol,
    Term,
    Unknown,
    Value,
    is_opaque,
)

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


_OPERATORS: dict[type[ast.operator], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Add: ("add", operator.add),
    ast.Sub: ("sub", operator.sub),
    ast.Mult: ("mul", operator.mul),
    ast.Div: ("truediv", operator.truediv),
    ast.FloorDiv: ("floordiv", operator.floordiv),
    ast.Mod: ("mod", operator.mod),
    ast.BitOr: ("or_", operator.or_),
    ast.BitAnd: ("and_", operator.and_),
    ast.BitXor: ("xor", operator.xor),
}


def binary(op: ast.operator, left: Value, right: Value) -> Value:
    """`left op right`: computed for constants, symbolic for library values, Unknown where it would grow too large."""
    name, compute = _OPERATORS.get(type(op), ("", operator.add))
    if isinstance(op, ast.Mod) and isinstance(left, (str, PartialText)):
        return percent(left, right)
    if isinstance(op, ast.Add) and _make_text(left, right):
        return joined([left, right])
    if is_opaque(left) or is_opaque(right) or (name == "or_" and (_is_class(left) or _is_class(right))):
        return Term(Symbol(f"operator.{name}"), (left, right))
    if not name or _grows(op, left, right):
        return Unknown("it is computed in a way that is not followed")
    try:
        result = compute(left, right)
        return result if fits(result) else Unknown("it is too large")
    except (TypeError, ValueError, ZeroDivisionError, OverflowError) as error:
        raise Raised(type(error).__name__) from None


def _is_class(value: Value) -> bool:
    return isinstance(value, Class)


def _make_text(left: Value, right: Value) -> bool:
    """What is added to a text is one too, though nobody knows which; a column makes an expression of it."""
    return any(isinstance(side, (str, PartialText)) for side in (left, right)) and all(
        isinstance(side, (str, PartialText, Unknown)) for side in (left, right)
    )


def _grows(op: ast.operator, left: Value, right: Value) -> bool:
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        return len(left) + len(right) > LARGEST_CONTAINER
    if isinstance(op, ast.Mult):
        sizes = [len(side) if isinstance(side, (str, bytes, list, tuple)) else abs(side) if isinstance(side, int) else 1
                 for side in (left, right)]  # fmt: skip
        return sizes[0] * sizes[1] > LARGEST_TEXT
    return any(isinstance(side, int) and abs(side) > LARGEST_NUMBER for side in (left, right))


_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def compare(machine: Machine, op: ast.cmpop, left: Value, right: Value) -> Value:
    """The comparison's truth, or an opaque value where it is undecided."""
    match op:
        case ast.Eq() | ast.NotEq():
            answer = machine.equal(left, right)
            if answer is None:
                return Term(Symbol("operator.eq" if isinstance(op, ast.Eq) else "operator.ne"), (left, right))
            return answer is isinstance(op, ast.Eq)
        case ast.Is() | ast.IsNot():
            answer = _identical(left, right)
            return Unknown("the identity of an unknown value") if answer is None else answer is isinstance(op, ast.Is)
        case ast.In() | ast.NotIn():
            answer = _contains(machine, right, left)
            return Unknown("it asks an unknown container") if answer is None else answer is isinstance(op, ast.In)
    if is_opaque(left) or is_opaque(right):
        return Term(Symbol(f"operator.{type(op).__name__.lower()}"), (left, right))
    try:
        return _COMPARISONS[type(op)](left, right)
    except TypeError:
        return Unknown("its sides cannot be compared")


def _identical(left: Value, right: Value) -> bool | None:
    for value, other in ((left, right), (right, left)):
        if other is None and isinstance(value, Term) and value.name[:1].isupper():
            return False  # an object that a library's class made
    if is_opaque(left) or is_opaque(right):
        return True if left is right or (isinstance(left, Symbol) and left == right) else None
    if isinstance(left, (str, int)) and isinstance(right, (str, int)):
        return left == right
    return left is right


def _contains(machine: Machine, container: Value, value: Value) -> bool | None:
    if isinstance(container, str) and isinstance(value, str):
        return value in container
    if isinstance(container, (Native, Class, Instance)):
        items = machine.items(container)
    else:
        items = list(container) if isinstance(container, (list, tuple, dict, set, frozenset, range)) else None
    if items is None:
        return None
    answers = [machine.equal(item, value) for item in items]
    if True in answers:
        return None if machine.is_uncertain(container) else True
    return None if None in answers else False
