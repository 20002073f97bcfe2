"""What a metaclass or `__init_subclass__` sets on a class: neither is run, so that the values are not known."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from migralint.interpreter.values import Class, Function, Unknown

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

_LONGEST = 1_000  # nodes of a method: it is read for every class


def forget_what_is_set(machine: Machine, cls: Class) -> None:
    """Make those attributes of a new class unknown, whatever its body says of them."""
    for name in (*_set_by_metaclasses(machine, cls), *_set_by_bases(cls)):
        if not name.startswith("__"):
            cls.namespace[name] = Unknown(f"what makes the class {cls.name} sets it")


def _set_by_metaclasses(machine: Machine, cls: Class) -> Iterator[str]:
    for item in cls.node.keywords if cls.node is not None else ():
        if item.arg == "metaclass" and isinstance(found := machine.evaluate(item.value, cls.scope), Class):
            for method in ("__new__", "__init__"):
                yield from _set_in(found, method)
    for base in cls.bases:
        if isinstance(base, Class):
            yield from _set_by_metaclasses(machine, base)


def _set_by_bases(cls: Class) -> Iterator[str]:
    for base in cls.bases:
        if isinstance(base, Class):
            yield from _set_in(base, "__init_subclass__")


def _set_in(cls: Class, method: str) -> Iterator[str]:
    """The attributes and items that a method sets: `cls.fields = ...`, `namespace["fields"] = ...`."""
    found = cls.lookup(method)
    if found is None or not isinstance(found[1], Function):
        return
    for node in islice(ast.walk(found[1].node), _LONGEST):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and (key := _text(node.slice)):
            yield key


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
