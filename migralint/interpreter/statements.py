"""Statements of interpreted code."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from migralint.interpreter.scope import MISSING, Scope
from migralint.interpreter.values import (
    Class,
    Generator,
    Instance,
    Raised,
    Symbol,
    Term,
    Unknown,
    Value,
    is_opaque,
    last_name,
)

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


class Signal:
    """How a block ends when it does not fall off its end."""

    __slots__ = ()


class Return(Signal):
    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value


class Break(Signal):
    __slots__ = ()


class Continue(Signal):
    __slots__ = ()


BREAK, CONTINUE = Break(), Continue()

ROUNDS = 100  # of a loop that only an exception ends


def run_block(machine: Machine, body: Iterable[ast.stmt], scope: Scope) -> Signal | None:
    """Execute statements in order until one ends the block."""
    for statement in body:
        machine.tick()
        execute = STATEMENTS.get(type(statement))
        if execute is not None and (signal := execute(machine, statement, scope)) is not None:
            return signal
    return None


def _expression(machine: Machine, node: ast.Expr, scope: Scope) -> None:
    machine.evaluate(node.value, scope)


def _assign(machine: Machine, node: ast.Assign, scope: Scope) -> None:
    value = machine.evaluate(node.value, scope)
    for target in node.targets:
        bind(machine, target, value, scope)


def _annotated(machine: Machine, node: ast.AnnAssign, scope: Scope) -> None:
    if node.value is not None:
        bind(machine, node.target, machine.evaluate(node.value, scope), scope)


def _augmented(machine: Machine, node: ast.AugAssign, scope: Scope) -> None:
    current = machine.evaluate(_as_load(node.target), scope)
    value = machine.binary(node.op, current, machine.evaluate(node.value, scope))
    if isinstance(current, list) and isinstance(value, list) and isinstance(node.op, ast.Add):
        current[:] = value  # `names += […]` changes the list that others hold too
        value = current
    bind(machine, node.target, value, scope)


def _as_load(target: ast.expr) -> ast.expr:
    match target:
        case ast.Name(id=name):
            return ast.copy_location(ast.Name(name, ast.Load()), target)
        case ast.Attribute(value=value, attr=attr):
            return ast.copy_location(ast.Attribute(value, attr, ast.Load()), target)
        case ast.Subscript(value=value, slice=index):
            return ast.copy_location(ast.Subscript(value, index, ast.Load()), target)
    return target


def bind(machine: Machine, target: ast.expr, value: Value, scope: Scope) -> None:
    """Assign to a name, attribute, item or a tuple of them."""
    match target:
        case ast.Name(id=name):
            scope.set(name, value)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for element, item in zip(elements, _unpacked(machine, elements, value), strict=True):
                bind(machine, element.value if isinstance(element, ast.Starred) else element, item, scope)
        case ast.Attribute(value=owner_node, attr=name):
            owner = machine.evaluate(owner_node, scope)
            if isinstance(owner, Instance):
                owner.attributes[name] = value
            elif isinstance(owner, Class):
                owner.namespace[name] = value
        case ast.Subscript(value=owner_node, slice=index):
            machine.set_item(machine.evaluate(owner_node, scope), machine.evaluate(index, scope), value)


def _unpacked(machine: Machine, elements: list[ast.expr], value: Value) -> list[Value]:
    items = machine.items(value)
    starred = next((i for i, element in enumerate(elements) if isinstance(element, ast.Starred)), None)
    if items is None:
        return [Unknown("it is unpacked from an unknown value")] * len(elements)
    values = list(items)
    if starred is not None and len(values) >= len(elements) - 1:
        end = len(values) - (len(elements) - starred - 1)
        return [*values[:starred], values[starred:end], *values[end:]]
    if len(values) != len(elements):
        raise Raised("ValueError", names=frozenset({"Exception"}))
    return values


def _if(machine: Machine, node: ast.If, scope: Scope) -> Signal | None:
    decided = machine.truth(machine.evaluate(node.test, scope))
    if decided is not None:
        return run_block(machine, node.body if decided else node.orelse, scope)
    return machine.either([(node.body, scope), (node.orelse, scope)])


def _match(machine: Machine, node: ast.Match, scope: Scope) -> Signal | None:
    subject = machine.evaluate(node.subject, scope)
    for case in node.cases:
        matched = _matches(machine, case.pattern, subject, scope)
        if matched and case.guard is not None:
            matched = machine.truth(machine.evaluate(case.guard, scope))
        if matched is None:
            return machine.either([(each.body, scope) for each in node.cases])
        if matched:
            return run_block(machine, case.body, scope)
    return None


def _matches(machine: Machine, pattern: ast.pattern, subject: Value, scope: Scope) -> bool | None:
    match pattern:
        case ast.MatchValue(value=value):
            return machine.equal(subject, machine.evaluate(value, scope))
        case ast.MatchSingleton(value=value):
            return None if is_opaque(subject) else subject is value
        case ast.MatchOr(patterns=patterns):
            answers = [_matches(machine, each, subject, scope) for each in patterns]
            return True if True in answers else None if None in answers else False
        case ast.MatchAs(pattern=inner, name=name):
            matched = True if inner is None else _matches(machine, inner, subject, scope)
            if matched and name:
                scope.set(name, subject)
            return matched
    return None


def _for(machine: Machine, node: ast.For, scope: Scope) -> Signal | None:
    iterable = machine.evaluate(node.iter, scope)
    if isinstance(iterable, Generator):
        outer = machine.recorder.enter(node.iter, scope.module)
        try:
            return machine.loop_over_generator(iterable, node, scope)
        finally:
            machine.recorder.leave(outer)
    items = machine.items(iterable)
    if items is None:
        with machine.repeated(), machine.recorder.loop():
            bind(machine, node.target, Unknown("it comes from a loop over an unknown value"), scope)
            return _within_loop(machine.maybe(node.body, scope))
    with machine.recorder.loop(), machine.recorder.guarded(conditional=machine.is_uncertain(iterable)):
        for item in items:
            machine.tick()
            bind(machine, node.target, item, scope)
            signal = run_block(machine, node.body, scope)
            if signal is BREAK:
                return None
            if signal is not None and signal is not CONTINUE:
                return signal
    return run_block(machine, node.orelse, scope)


def _while(machine: Machine, node: ast.While, scope: Scope) -> Signal | None:
    exits = machine.recorder.undecided_exits
    rounds = 0
    with machine.recorder.loop():
        while True:
            machine.tick()
            rounds += 1
            decided = machine.truth(machine.evaluate(node.test, scope))
            if decided is None:
                with machine.repeated():
                    return _within_loop(machine.maybe(node.body, scope))
            if not decided:
                return run_block(machine, node.orelse, scope)
            signal = run_block(machine, node.body, scope)
            if signal is not None and signal is not CONTINUE:
                return _within_loop(signal)
            if machine.recorder.undecided_exits > exits or (rounds == ROUNDS and _ends_by_exception(node)):
                return None  # how often it runs is the database's to say: these rounds stand for all


def _ends_by_exception(node: ast.While) -> bool:
    """`while True: try: row = Model.get(…) except Model.DoesNotExist: break`."""
    tries = (inner for inner in ast.walk(node) if isinstance(inner, ast.Try))
    handled = (statement for inner in tries for handler in inner.handlers for statement in handler.body)
    return isinstance(node.test, ast.Constant) and any(isinstance(each, ast.Break | ast.Return) for each in handled)


def _within_loop(signal: Signal | None) -> Signal | None:
    """What a loop's body means for the code behind the loop."""
    return None if signal is BREAK or signal is CONTINUE else signal


def _try(machine: Machine, node: ast.Try, scope: Scope) -> Signal | None:
    try:
        signal = _attempt(machine, node, scope)
    except Raised:
        run_block(machine, node.finalbody, scope)
        raise
    return run_block(machine, node.finalbody, scope) or signal


def _attempt(machine: Machine, node: ast.Try, scope: Scope) -> Signal | None:
    """The body and its `else`, or the handler of what the body surely raises."""
    try:
        with machine.watching(bool(node.handlers)):
            signal = run_block(machine, node.body, scope)
    except Raised as error:
        handler = next((h for h in node.handlers if _handles(machine, h, error, scope)), None)
        if handler is None:
            raise
        if handler.name:
            scope.set(handler.name, error.value if error.value is not None else Unknown("it is an exception"))
        try:
            return run_block(machine, handler.body, scope)
        except Raised as again:
            raise (again if again.name else error) from None  # a bare `raise` has no name of its own
    return run_block(machine, node.orelse, scope) if signal is None else signal


def _handles(machine: Machine, handler: ast.ExceptHandler, error: Raised, scope: Scope) -> bool:
    if handler.type is None:
        return True
    caught = machine.evaluate(handler.type, scope)
    for kind in caught if isinstance(caught, tuple) else (caught,):
        name = kind.name if isinstance(kind, Class) else last_name(kind)
        if name in error.names or name in ("Exception", "BaseException"):
            return True
    return False


def _raise(machine: Machine, node: ast.Raise, scope: Scope) -> Signal | None:
    if node.exc is None:
        raise Raised("", node)
    value = machine.evaluate(node.exc, scope)
    name, names = exception_names(value)
    raise Raised(name or "Exception", node, names, value)


def exception_names(value: Value) -> tuple[str, frozenset[str]]:
    """The class name of an exception value and the names of its known bases."""
    kind = value.function if isinstance(value, Term) else value.cls if isinstance(value, Instance) else value
    if isinstance(kind, Class):
        names: set[str] = set()
        waiting: list[Value] = [kind]
        while waiting:
            current = waiting.pop()
            names.add(current.name if isinstance(current, Class) else last_name(current))
            waiting.extend(current.bases if isinstance(current, Class) else ())
        return kind.name, frozenset(names)
    return last_name(kind), frozenset()


def _with(machine: Machine, node: ast.With, scope: Scope) -> Signal | None:
    return _with_items(machine, node.items, node.body, scope)


def _with_items(machine: Machine, items: list[ast.withitem], body: list[ast.stmt], scope: Scope) -> Signal | None:
    if not items:
        return run_block(machine, body, scope)
    first, rest = items[0], items[1:]

    def inside(value: Value) -> Signal | None:
        if first.optional_vars is not None:
            bind(machine, first.optional_vars, value, scope)
        return _with_items(machine, rest, body, scope)

    context = machine.evaluate(first.context_expr, scope)
    outer = machine.recorder.enter(first.context_expr, scope.module)
    try:
        return machine.enter(context, inside)
    finally:
        machine.recorder.leave(outer)


def _return(machine: Machine, node: ast.Return, scope: Scope) -> Signal:
    return Return(machine.evaluate(node.value, scope) if node.value is not None else None)


def _define(machine: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
    scope.set(node.name, machine.decorated(machine.function(node, scope), node.decorator_list, scope))


def _define_class(machine: Machine, node: ast.ClassDef, scope: Scope) -> None:
    scope.set(node.name, machine.decorated(machine.define_class(node, scope), node.decorator_list, scope))


def _import(machine: Machine, node: ast.Import, scope: Scope) -> None:
    for alias in node.names:
        found = machine.loader.resolve(scope.module, alias.name)
        if alias.asname:
            value = machine.library(found.path) if isinstance(found, Symbol) else found
            scope.set(alias.asname, value)
        else:
            top = alias.name.partition(".")[0]
            scope.set(top, machine.loader.resolve(scope.module, top))


def _import_from(machine: Machine, node: ast.ImportFrom, scope: Scope) -> None:
    if node.module in ("__future__", "typing", "collections.abc"):
        for alias in node.names:
            scope.set(alias.asname or alias.name, machine.library(f"{node.module}.{alias.name}"))
        return
    source = machine.loader.resolve(scope.module, node.module or "", node.level)
    for alias in node.names:
        if alias.name != "*":
            value = machine.loader.member(source, alias.name)
            if value is MISSING:
                value = Unknown(f"{alias.name} is not found in {node.module or 'the package'}")
            scope.set(alias.asname or alias.name, value)


def _assert(machine: Machine, node: ast.Assert, scope: Scope) -> None:
    if machine.truth(machine.evaluate(node.test, scope)) is False:
        raise Raised("AssertionError", node)


def _delete(machine: Machine, node: ast.Delete, scope: Scope) -> None:
    for target in node.targets:
        match target:
            case ast.Name(id=name):
                scope.variables.pop(name, None)
            case ast.Subscript(value=owner_node, slice=index):
                machine.delete_item(machine.evaluate(owner_node, scope), machine.evaluate(index, scope))


def _global(machine: Machine, node: ast.Global, scope: Scope) -> None:
    for name in node.names:
        scope.declare_global(name)


def _nonlocal(machine: Machine, node: ast.Nonlocal, scope: Scope) -> None:
    for name in node.names:
        scope.declare_nonlocal(name)


STATEMENTS: dict[type[ast.stmt], Callable[[Machine, Any, Scope], Signal | None]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.If: _if,
    ast.Match: _match,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.Try: _try,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.FunctionDef: _define,
    ast.AsyncFunctionDef: _define,
    ast.ClassDef: _define_class,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Assert: _assert,
    ast.Delete: _delete,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.Break: lambda machine, node, scope: BREAK,
    ast.Continue: lambda machine, node, scope: CONTINUE,
}
