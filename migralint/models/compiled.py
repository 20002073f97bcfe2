"""Server defaults that the project compiles itself: `@compiles(utcnow, "postgresql")`."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator

from migralint.interpreter.constructs import is_column
from migralint.interpreter.machine import Machine
from migralint.interpreter.modules import Module
from migralint.interpreter.sqltext import expression
from migralint.interpreter.values import (
    Class,
    Exhausted,
    Function,
    Instance,
    Native,
    Raised,
    Symbol,
    Term,
    Unknown,
    Value,
)
from migralint.models.reader import Reader

_TEXT = Symbol("sqlalchemy.text")


class _Compiler(Native, frozen=True, eq=False):
    """What such a function is given as `compiler`."""

    compiled: Compiled
    name: str = ""

    def attribute(self, name: str) -> Value:
        return _Compiler(self.compiled, name) if name == "process" else Unknown(f"compiler.{name}")

    def call(self, machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
        return self.compiled.processed(args[0]) if args else Unknown("compiler.process() of nothing")


class Compiled:
    """The functions that render an element on the reader's dialect."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._functions: dict[Hashable, tuple[Module, ast.FunctionDef]] = {}
        for module in reader.loader.modules:
            if "@compiles(" in module.script.text:
                self._functions.update(_functions(reader, module))

    def columns(self, items: list[Value]) -> list[Value]:
        """A table's items with such defaults as the text that they are rendered to."""
        return [self._column(item) if isinstance(item, Term) and is_column(item) else item for item in items]

    def _column(self, column: Term) -> Term:
        default = column.kwargs.get("server_default")
        found = self._functions.get(_key(default)) if isinstance(default, (Instance, Term)) else None
        if found is None:
            return column
        self.reader.renew()
        sql = self._rendered(*found, default)
        given = Term(_TEXT, (sql,)) if isinstance(sql, str) else sql
        return Term(column.function, column.args, {**column.kwargs, "server_default": given})

    def processed(self, value: Value) -> Value:
        """What `compiler.process(element)` gives."""
        found = self._functions.get(_key(value))
        if found is not None:
            return self._rendered(*found, value)
        sql = None if self._holds_own(value) else expression(value, self.reader.dialect)
        return Unknown("the compiler renders it") if sql is None else sql

    def _holds_own(self, value: Value) -> bool:
        """Whether a part of it is rendered by the project itself."""
        parts = value.args if isinstance(value, Term) else value if isinstance(value, (list, tuple)) else ()
        return any(_key(part) in self._functions or self._holds_own(part) for part in parts)

    def _rendered(self, module: Module, node: ast.FunctionDef, element: Value) -> Value:
        try:
            function = module.get(node.name)
            if not isinstance(function, Function) or function.node is not node:
                function = self.reader.function(node, module.scope)  # several share a name
            sql = self.reader.call(function, [element, _Compiler(self)], {})
        except (Raised, Exhausted, RecursionError):
            return Unknown("it is compiled by code that cannot be followed")
        return sql if isinstance(sql, str) else Unknown("it is compiled by code")


def _functions(reader: Reader, module: Module) -> Iterator[tuple[Hashable, tuple[Module, ast.FunctionDef]]]:
    """Those of one module: what is said of the dialect goes before what is said of all."""
    found: dict[Hashable, tuple[Module, ast.FunctionDef]] = {}
    for node in module.definitions:
        for decorator in node.decorator_list:
            if not isinstance(decorator, ast.Call) or getattr(decorator.func, "id", "") != "compiles":
                continue
            dialects = [argument.value for argument in decorator.args[1:] if isinstance(argument, ast.Constant)]
            key = _key_of_kind(_evaluated(reader, decorator.args[0], module)) if decorator.args else None
            if key is not None and (reader.dialect in dialects or (not dialects and key not in found)):
                found[key] = (module, node)
    yield from found.items()


def _evaluated(reader: Reader, node: ast.expr, module: Module) -> Value:
    try:
        return reader.evaluate(node, module.scope)
    except (Raised, Exhausted, RecursionError):
        return None


def _key(element: Value) -> Hashable:
    return _key_of_kind(element.cls if isinstance(element, Instance) else getattr(element, "function", None))


def _key_of_kind(kind: Value) -> Hashable:
    """A class of the project by its identity, a function of SQLAlchemy by its name."""
    if isinstance(kind, Class):
        return id(kind)
    known = isinstance(kind, Symbol) and kind.path.startswith(("sqlalchemy.func.", "sqlalchemy.sql."))
    return kind.name if known else None
