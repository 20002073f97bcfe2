"""Blocks that run where other code yields: the body of a `with`, and of a loop over a generator."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from migralint.interpreter.calls import call_function
from migralint.interpreter.scope import MISSING, Scope
from migralint.interpreter.statements import CONTINUE, Return, Signal, bind, run_block
from migralint.interpreter.values import Generator, Instance, Native, Raised, Term, Value

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


def loop_over_generator(machine: Machine, generator: Generator, node: ast.For, scope: Scope) -> Signal | None:
    """Run a loop's body where the generator yields, so that its own steps come in the right order."""
    ended: list[Signal] = []

    def body(value: Value) -> None:
        if ended:
            return
        bind(machine, node.target, value, scope)
        signal = run_block(machine, node.body, scope)
        if signal is not None and signal is not CONTINUE:
            ended.append(signal)

    with machine.recorder.loop():
        _yielding(machine, generator, body)
    return ended[0] if ended and isinstance(ended[0], Return) else None


def _yielding(machine: Machine, generator: Generator, body: Callable[[Value], None]) -> None:
    """Run a generator, and at each `yield` code of the function around it: that one's are its returns and exits."""
    returns = machine.early_returns
    exits = machine.recorder.exits

    def run(value: Value) -> None:
        nonlocal exits
        own, machine.early_returns = machine.early_returns, returns
        before = machine.recorder.exits
        try:
            body(value)
        finally:
            machine.early_returns = own
            exits = machine.recorder.more_exits(exits, before)

    call_function(machine, generator.function, list(generator.args), dict(generator.kwargs), yields=run)
    machine.recorder.forget_exits(exits)


def enter(machine: Machine, context: Value, inside: Callable[[Value], Signal | None]) -> Signal | None:
    """Run a `with` block: the body of `inside` runs where the context manager yields."""
    if isinstance(context, Generator):
        signals: list[Signal | None] = []
        _yielding(machine, context, lambda value: signals.append(inside(value)))
        return signals[0] if signals else None
    if isinstance(context, Native):
        own = getattr(context, "enter", None)
        return own(machine, inside) if own is not None else inside(context)
    if isinstance(context, Instance) and (entered := machine.call_own(context, "__enter__")) is not MISSING:
        signal = inside(entered)
        machine.call_own(context, "__exit__", None, None, None)
        return signal
    if isinstance(context, Term) and context.name == "suppress":
        try:
            with machine.watching(True):
                return inside(None)
        except Raised:
            return None
    if isinstance(context, Term) and context.name in ("nullcontext", "closing"):
        return inside(context.args[0] if context.args else None)
    return inside(context)
