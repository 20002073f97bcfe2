"""Expressions of interpreted code."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from migralint.interpreter.bounds import fits
from migralint.interpreter.scope import MISSING, Scope
from migralint.interpreter.text import formatted, joined
from migralint.interpreter.values import (
    Symbol,
    Term,
    Unknown,
    Value,
    is_opaque,
)

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


def _constant(machine: Machine, node: ast.Constant, scope: Scope) -> Value:
    return node.value


def _name(machine: Machine, node: ast.Name, scope: Scope) -> Value:
    value = scope.variables.get(node.id, MISSING)
    if value is MISSING:
        value = scope.get(node.id)
    return Unknown(f"the name {node.id} is not defined") if value is MISSING else value


def _attribute(machine: Machine, node: ast.Attribute, scope: Scope) -> Value:
    return machine.attribute(machine.evaluate(node.value, scope), node.attr, node)


def _subscript(machine: Machine, node: ast.Subscript, scope: Scope) -> Value:
    owner = machine.evaluate(node.value, scope)
    if isinstance(node.slice, ast.Slice):
        bounds = [
            machine.evaluate(bound, scope) if bound is not None else None
            for bound in (node.slice.lower, node.slice.upper, node.slice.step)
        ]
        if any(is_opaque(bound) for bound in bounds) or not isinstance(owner, (str, list, tuple)):
            return Unknown("it is a slice of an unknown value")
        return owner[slice(*bounds)]
    return machine.item(owner, machine.evaluate(node.slice, scope), node)


def _call(machine: Machine, node: ast.Call, scope: Scope) -> Value:
    function = machine.evaluate(node.func, scope)
    args: list[Value] = []
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            items = machine.items(machine.evaluate(argument.value, scope))
            if items is None:
                args.append(Unknown("it is unpacked from an unknown value"))
            else:
                args.extend(items)
        else:
            args.append(machine.evaluate(argument, scope))
    kwargs: dict[str, Value] = {}
    for keyword in node.keywords:
        value = machine.evaluate(keyword.value, scope)
        if keyword.arg is not None:
            kwargs[keyword.arg] = value
        elif isinstance(value, dict):
            kwargs.update({name: item for name, item in value.items() if isinstance(name, str)})
    return machine.call_at(node, scope, function, args, kwargs)


def _elements(machine: Machine, nodes: list[ast.expr], scope: Scope) -> list[Value]:
    values: list[Value] = []
    for element in nodes:
        if isinstance(element, ast.Starred):
            items = machine.items(machine.evaluate(element.value, scope))
            values.extend([Unknown("it is unpacked from an unknown value")] if items is None else items)
        else:
            values.append(machine.evaluate(element, scope))
    return values


def _list(machine: Machine, node: ast.List, scope: Scope) -> Value:
    return machine.made(_elements(machine, node.elts, scope))


def _tuple(machine: Machine, node: ast.Tuple, scope: Scope) -> Value:
    made = tuple(_elements(machine, node.elts, scope))
    return made if fits(made) else Unknown("it is too large")


def _set(machine: Machine, node: ast.Set, scope: Scope) -> Value:
    return machine.made(machine.as_set(_elements(machine, node.elts, scope)))


def _dict(machine: Machine, node: ast.Dict, scope: Scope) -> Value:
    result: dict[Value, Value] = machine.made({})
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        value = machine.evaluate(value_node, scope)
        if key_node is None:
            if isinstance(value, dict):
                result.update(value)
            continue
        machine.set_item(result, machine.evaluate(key_node, scope), value)
    return result


def _binary(machine: Machine, node: ast.BinOp, scope: Scope) -> Value:
    return machine.binary(node.op, machine.evaluate(node.left, scope), machine.evaluate(node.right, scope))


def _boolean(machine: Machine, node: ast.BoolOp, scope: Scope) -> Value:
    """`and` / `or`, decided as soon as one side decides it."""
    deciding = isinstance(node.op, ast.Or)
    values: list[Value] = []
    for operand in node.values:
        value = machine.evaluate(operand, scope)
        truth = machine.truth(value)
        if truth is deciding:
            if not values:
                return value
            return deciding if isinstance(value, bool) else Unknown("it is one of several values")
        if truth is None:
            values.append(value)
        last = value
    if not values:
        return last
    return values[0] if len(values) == 1 and machine.truth(last) is None else Unknown("it is an undecided condition")


def _unary(machine: Machine, node: ast.UnaryOp, scope: Scope) -> Value:
    value = machine.evaluate(node.operand, scope)
    if isinstance(node.op, ast.Not):
        truth = machine.truth(value)
        return Unknown("it negates an undecided condition") if truth is None else not truth
    if is_opaque(value):
        return Term(Symbol("operator.inv" if isinstance(node.op, ast.Invert) else "operator.neg"), (value,))
    if isinstance(value, (int, float)):
        return -value if isinstance(node.op, ast.USub) else +value if isinstance(node.op, ast.UAdd) else ~int(value)
    return Unknown("its operand is unknown")


def _compare(machine: Machine, node: ast.Compare, scope: Scope) -> Value:
    left = machine.evaluate(node.left, scope)
    result: Value = True
    for comparison, right_node in zip(node.ops, node.comparators, strict=True):
        right = machine.evaluate(right_node, scope)
        answer = machine.compare(comparison, left, right)
        if answer is False:
            return False
        if answer is not True:
            result = answer
        left = right
    return result


def _conditional(machine: Machine, node: ast.IfExp, scope: Scope) -> Value:
    truth = machine.truth(machine.evaluate(node.test, scope))
    if truth is None:
        with machine.conditional():
            first, second = machine.evaluate(node.body, scope), machine.evaluate(node.orelse, scope)
        return first if machine.equal(first, second) else Unknown("it depends on an undecided condition")
    return machine.evaluate(node.body if truth else node.orelse, scope)


def _lambda(machine: Machine, node: ast.Lambda, scope: Scope) -> Value:
    return machine.function(node, scope)


def _f_string(machine: Machine, node: ast.JoinedStr, scope: Scope) -> Value:
    return joined([machine.evaluate(part, scope) for part in node.values])


def _formatted_value(machine: Machine, node: ast.FormattedValue, scope: Scope) -> Value:
    value = machine.evaluate(node.value, scope)
    spec = machine.evaluate(node.format_spec, scope) if node.format_spec is not None else ""
    return formatted(value, node.conversion, spec)


def _comprehension(machine: Machine, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, scope: Scope) -> Value:
    values: list[Value] = []
    known = _comprehend(machine, node.generators, scope, lambda s: values.append(
        machine.evaluate(node.elt, s)
    ))  # fmt: skip
    if not known:
        return Unknown("it is made in a loop over an unknown value")
    return machine.as_set(values) if isinstance(node, ast.SetComp) else values


def _dict_comprehension(machine: Machine, node: ast.DictComp, scope: Scope) -> Value:
    result: dict[Value, Value] = machine.made({})
    known = _comprehend(machine, node.generators, scope, lambda s: machine.set_item(
        result, machine.evaluate(node.key, s), machine.evaluate(node.value, s)
    ))  # fmt: skip
    return result if known else Unknown("it is made in a loop over an unknown value")


def _comprehend(
    machine: Machine, generators: list[ast.comprehension], outer: Scope, produce: Callable[[Scope], None]
) -> bool:
    """Run the loops. What the first goes through is evaluated outside: only there are a class body's names seen."""
    items = machine.items(machine.evaluate(generators[0].iter, outer))
    return _run_loops(machine, generators, items, Scope(outer.module, outer), produce)


def _run_loops(
    machine: Machine,
    generators: list[ast.comprehension],
    items: Iterable[Value] | None,
    scope: Scope,
    produce: Callable[[Scope], None],
) -> bool:
    """False where one of them, or a condition, is unknown."""
    first, rest = generators[0], generators[1:]
    if items is None:
        return False
    for item in items:
        machine.tick()
        machine.bind(first.target, item, scope)
        truths = [machine.truth(machine.evaluate(condition, scope)) for condition in first.ifs]
        if None in truths and False not in truths:
            return False
        if not all(truths):
            continue
        if not rest:
            produce(scope)
        elif not _run_loops(machine, rest, machine.items(machine.evaluate(rest[0].iter, scope)), scope, produce):
            return False
    return True


def _named(machine: Machine, node: ast.NamedExpr, scope: Scope) -> Value:
    value = machine.evaluate(node.value, scope)
    scope.set(node.target.id, value)
    return value


def _starred(machine: Machine, node: ast.Starred, scope: Scope) -> Value:
    return machine.evaluate(node.value, scope)


def _await(machine: Machine, node: ast.Await, scope: Scope) -> Value:
    return machine.evaluate(node.value, scope)


def _yield(machine: Machine, node: ast.Yield, scope: Scope) -> Value:
    value = machine.evaluate(node.value, scope) if node.value is not None else None
    if scope.yields is not None:
        scope.yields(value)
    return None


def _yield_from(machine: Machine, node: ast.YieldFrom, scope: Scope) -> Value:
    items = machine.items(machine.evaluate(node.value, scope))
    if scope.yields is not None:
        for item in [Unknown("it is yielded from an unknown value")] if items is None else items:
            scope.yields(item)
    return None


EXPRESSIONS: dict[type[ast.expr], Callable[[Machine, Any, Scope], Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Call: _call,
    ast.List: _list,
    ast.Tuple: _tuple,
    ast.Set: _set,
    ast.Dict: _dict,
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.IfExp: _conditional,
    ast.Lambda: _lambda,
    ast.JoinedStr: _f_string,
    ast.FormattedValue: _formatted_value,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _dict_comprehension,
    ast.NamedExpr: _named,
    ast.Starred: _starred,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
}
