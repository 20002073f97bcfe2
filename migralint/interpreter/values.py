"""The values of interpreted code that are not plain Python constants and containers.

Strings, numbers, tuples, lists, dicts and sets stand for themselves. Everything from a library is symbolic:
`sa.Column("id", sa.Integer())` becomes `Term(Symbol("sqlalchemy.Column"), ("id", Term(…)), {})`.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct, field

from migralint.partly_compared import PartlyCompared

if TYPE_CHECKING:
    from migralint.interpreter.modules import Module
    from migralint.interpreter.scope import Scope
    from migralint.interpreter.step import Step
    from migralint.operations import Operation

Value: TypeAlias = Any  # a constant, a container of values, or one of the classes below


class Opaque(Struct, frozen=True, eq=False):
    """A value whose truth, length and items are not known."""


class PartialText(Opaque, frozen=True, eq=False):
    """A string of which some parts are unknown; they stand in `text` as the placeholder of `migralint.sql`."""

    text: str
    why: str


class Symbol(Opaque, frozen=True, eq=True):
    """Something of a library, by its dotted path: `sqlalchemy.dialects.postgresql.JSONB`."""

    path: str

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]


class Unknown(Opaque, frozen=True, eq=False):
    """A value that could not be computed, and why."""

    why: str


class Member(Opaque, frozen=True, eq=False):
    """An attribute of a symbolic value."""

    owner: Value
    name: str


class Alias(Opaque, frozen=True, eq=False):
    """A generic type with its arguments: `Mapped[str]`, `Annotated[str, 50]`, `Optional[int]`."""

    origin: Symbol
    arguments: tuple[Value, ...]


class Term(Opaque, frozen=True, eq=False):
    """The result of calling (or combining) symbolic values."""

    function: Value
    args: tuple[Value, ...] = ()
    kwargs: Mapping[str, Value] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The last name of what was called: `Column`, `where`."""
        return self.function.name if isinstance(self.function, (Symbol, Member)) else ""


class Function(Struct, frozen=True, eq=False, dict=True):
    """A function or lambda of interpreted code, with its closure."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    module: Module
    defaults: tuple[Value, ...] = ()
    keyword_defaults: Mapping[str, Value] = field(default_factory=dict)
    kind: str = "function"  # or staticmethod, classmethod, property, contextmanager

    @cached_property
    def is_generator(self) -> bool:
        """Whether it yields; the functions and classes inside it do not count."""
        if "yield" not in self.module.script.text:
            return False
        waiting: list[ast.AST] = [self.node.body] if isinstance(self.node, ast.Lambda) else [*self.node.body]
        while waiting:
            inner = waiting.pop()
            if isinstance(inner, (ast.Yield, ast.YieldFrom)):
                return True
            if not isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
                waiting += ast.iter_child_nodes(inner)
        return False

    @property
    def name(self) -> str:
        return getattr(self.node, "name", "<lambda>")


class Method(Struct, frozen=True, eq=False):
    """A function bound to its instance or class."""

    owner: Value
    function: Function


class Class(Struct, frozen=True, eq=False):
    """A class of interpreted code. `annotations` keeps the declared order, for dataclasses and declarative models."""

    name: str
    bases: tuple[Value, ...]
    namespace: dict[str, Value]
    annotations: Mapping[str, ast.expr]
    module: Module
    scope: Scope
    is_dataclass: bool = False
    node: ast.ClassDef | None = None

    def lookup(self, name: str) -> tuple[Class, Value] | None:
        """The attribute in this class or its interpreted bases, with the class that has it."""
        if name in self.namespace:
            return self, self.namespace[name]
        for base in self.bases:
            if isinstance(base, Class) and (found := base.lookup(name)) is not None:
                return found
        return None

    def descends_from(self, *names: str) -> bool:
        """Whether a library class of one of these names is among its bases, at any depth."""
        return any(
            base.descends_from(*names) if isinstance(base, Class) else isinstance(base, Symbol) and base.name in names
            for base in self.bases
        )

    def is_subclass(self, other: Value) -> bool:
        return self is other or any(isinstance(base, Class) and base.is_subclass(other) for base in self.bases)


GIVEN = "__init__"  # under this name an instance keeps what the constructor of a library's class is given


class Instance(Struct, frozen=True, eq=False):
    """An object of an interpreted class."""

    cls: Class
    attributes: dict[str, Value] = field(default_factory=dict)


class EnumMember(PartlyCompared, frozen=True):
    """A member of an interpreted Enum class."""

    cls: Class
    name: str
    value: Value

    uncompared = frozenset({"cls"})


class Super(Struct, frozen=True, eq=False):
    """`super()` inside a method: attributes are looked up in the bases of `cls`."""

    cls: Class
    owner: Value


class Generator(Struct, frozen=True, eq=False):
    """A call of a generator function, not run until something iterates or enters it."""

    function: Function
    args: tuple[Value, ...]
    kwargs: Mapping[str, Value]


class Native(Struct, frozen=True, eq=False):
    """An object of the interpreter's own, such as the `op` proxy: attributes come from `attribute`."""

    def attribute(self, name: str) -> Value:
        return Unknown(f"{type(self).__name__.lower()}.{name}")


class Raised(Exception):
    """An exception of the interpreted code; `names` are its class and that class's known bases.

    `mistake` says what is wrong where Python or a library raises it, not a `raise`.
    """

    def __init__(
        self,
        name: str,
        node: ast.AST | None = None,
        names: frozenset[str] = frozenset(),
        value: Value = None,
        mistake: str = "",
        step: Step[Operation] | None = None,
    ):
        super().__init__(name)
        self.name = name
        self.node = node
        self.names = names | {name}
        self.value = value
        self.mistake = mistake
        self.step = step  # the operation that the database refuses


class Exhausted(Exception):
    """A bound of the interpreter was reached; the message says which."""


def is_opaque(value: Value) -> bool:
    return isinstance(value, Opaque)


def path_of(value: Value) -> str:
    """The dotted path of a symbolic value: `sqlalchemy.dialects.postgresql.ENUM`; "" where it has none."""
    if isinstance(value, Symbol):
        return value.path
    if isinstance(value, Member):
        owner = path_of(value.owner)
        return f"{owner}.{value.name}" if owner else ""
    return ""


def last_name(value: Value) -> str:
    """`Column` for `sqlalchemy.Column`, `where` for `<statement>.where`."""
    return value.name if isinstance(value, (Symbol, Member)) else ""


def why(value: Value, what: str) -> str:
    """Words for why `what` is not known."""
    reason = value.why if isinstance(value, (Unknown, PartialText)) else ""
    return f"{what} is not a constant" + (f": {reason}" if reason else "")
