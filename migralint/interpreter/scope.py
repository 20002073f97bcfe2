"""Scope: the variables of one function call, and what encloses it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from migralint.interpreter.values import Value

if TYPE_CHECKING:
    from migralint.interpreter.modules import Module

MISSING = object()


class Scope:
    """`variables` of a call, class body or comprehension. A module's own scope looks names up in the module."""

    __slots__ = ("function_class", "is_class", "module", "outer_names", "owner", "parent", "variables", "yields")

    def __init__(self, module: Module, parent: Scope | None = None, *, is_class: bool = False) -> None:
        self.module = module
        self.parent = parent
        self.variables: dict[str, Value] = {}
        self.outer_names: dict[str, Scope] = {}  # `global` and `nonlocal` declarations
        self.is_class = is_class
        self.owner: Value = None  # self or cls, for `super()`
        self.function_class: Value = None  # the class that defines the running method
        self.yields: Callable[[Value], object] | None = parent.yields if parent is not None and not is_class else None

    def get(self, name: str) -> Value:
        """The value, or MISSING. Class bodies are not seen from the functions inside them."""
        if name in self.variables:
            return self.variables[name]
        scope = self.parent
        while scope is not None:
            if not scope.is_class and name in scope.variables:
                return scope.variables[name]
            scope = scope.parent
        return self.module.get(name)

    def set(self, name: str, value: Value) -> None:
        target = self.outer_names.get(name)
        (target.variables if target is not None else self.variables)[name] = value

    def declare_nonlocal(self, name: str) -> None:
        scope = self.parent
        while scope is not None:
            if not scope.is_class and name in scope.variables:
                self.outer_names[name] = scope
                return
            scope = scope.parent

    def declare_global(self, name: str) -> None:
        self.outer_names[name] = self.module.scope

    def names(self) -> dict[str, Value]:
        """Every variable visible here, nearest first; for `locals()` and `globals()`."""
        return dict(self.variables)
