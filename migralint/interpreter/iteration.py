"""Builtins that go through the items of their arguments."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from migralint.interpreter.bounds import LARGEST_CONTAINER
from migralint.interpreter.values import Raised, Unknown, Value

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

Call = Callable[["Machine", list[Any], dict[str, Any]], Any]


def sorted_items(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    items = machine.items(args[0]) if args else None
    if items is None:
        return Unknown("its items are not known")
    key = kwargs.get("key")
    keys = [machine.call(key, [item], {}) if key is not None else item for item in items]
    if any(not isinstance(k, (str, int, float, tuple)) for k in keys):
        return list(items) if len(items) < 2 else Unknown("its order is not known")
    try:
        order = sorted(range(len(items)), key=keys.__getitem__, reverse=bool(kwargs.get("reverse")))
    except TypeError:
        return Unknown("its order is not known")
    return [items[i] for i in order]


def enumerate_items(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    items = machine.items(args[0]) if args else None
    start = kwargs.get("start", args[1] if len(args) > 1 else 0)
    if items is None or not isinstance(start, int):
        return Unknown("its items are not known")
    return list(enumerate(items, start))


def zip_items(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    columns = [machine.items(arg) for arg in args]
    return Unknown("its items are not known") if None in columns else list(zip(*columns, strict=False))


def map_items(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    columns = [machine.items(arg) for arg in args[1:]]
    if None in columns:
        return Unknown("its items are not known")
    return [machine.call(args[0], list(row), {}) for row in zip(*columns, strict=False)]


def filter_items(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    items = machine.items(args[1]) if len(args) > 1 else None
    if items is None:
        return Unknown("its items are not known")
    answers = [machine.truth(item if args[0] is None else machine.call(args[0], [item], {})) for item in items]
    if None in answers:
        return Unknown("its condition is not decided")
    return [item for item, answer in zip(items, answers, strict=True) if answer]


def any_items(deciding: bool) -> Call:
    def call(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
        items = machine.items(args[0]) if args else None
        if items is None:
            return Unknown("its items are not known")
        answers = [machine.truth(item) for item in items]
        if deciding in answers:
            return deciding
        return Unknown("its condition is not decided") if None in answers else not deciding

    return call


def next_items(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    items = machine.items(args[0]) if args else None
    if items is None:
        return Unknown("its items are not known")
    if items:
        return items[0]
    if len(args) > 1:
        return args[1]
    raise Raised("StopIteration")


def chain_items(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    columns = [machine.items(arg) for arg in args]
    return Unknown("its items are not known") if None in columns else [v for c in columns for v in c or ()]


def product_items(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    columns = [machine.items(arg) for arg in args]
    if None in columns:
        return Unknown("its items are not known")
    return list(itertools.islice(itertools.product(*(c or () for c in columns)), LARGEST_CONTAINER))
