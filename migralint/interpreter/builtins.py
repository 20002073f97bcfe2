"""Python's builtins and the few library functions whose results decide what a migration does."""

from __future__ import annotations

import builtins
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import field

from migralint.interpreter.bounds import LONGEST_RANGE, fits
from migralint.interpreter.iteration import (
    Call,
    any_items,
    chain_items,
    enumerate_items,
    filter_items,
    map_items,
    next_items,
    product_items,
    sorted_items,
    zip_items,
)
from migralint.interpreter.reflection import (
    ask_isinstance,
    class_of,
    get_attribute,
    has_attribute,
    set_attribute,
    super_of,
)
from migralint.interpreter.scope import MISSING, Scope
from migralint.interpreter.text import call_partial_text, joined, printable
from migralint.interpreter.values import (
    Class,
    Exhausted,
    Function,
    Instance,
    Member,
    Method,
    Native,
    Opaque,
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

BUILTINS: dict[str, Value] = {
    name: Symbol(f"builtins.{name}")
    for name in dir(builtins)
    if name not in ("None", "True", "False", "NotImplemented")
}


def call_builtin(
    machine: Machine, function: Value, args: list[Value], kwargs: dict[str, Value], scope: Scope | None
) -> Value:
    """Call something that is no interpreted function: a builtin, a library's function or a symbolic method."""
    if not isinstance(function, (Symbol, Member, Opaque)):
        return Unknown("it is not a function")
    if isinstance(function, Symbol):
        if function.path == "builtins.super":
            return super_of(args, scope)
        if function.path in ("builtins.locals", "builtins.globals", "builtins.vars") and scope is not None:
            return _Namespace(machine, scope)
        known = FUNCTIONS.get(function.path)
        if known is not None:
            return known(machine, args, kwargs)
    elif isinstance(function, Member) and isinstance(function.owner, PartialText):
        return call_partial_text(function.owner, function.name, args, kwargs)
    answer = machine.call_library(function, args, kwargs)
    return Term(function, tuple(args), kwargs) if answer is MISSING else answer


class _Namespace(Native, frozen=True, eq=False):
    """`globals()` or `locals()`."""

    machine: Machine
    scope: Scope

    def item(self, index: Value) -> Value:
        value = self.scope.get(index) if isinstance(index, str) else MISSING
        return Unknown("the name is not defined") if value is MISSING else value

    def attribute(self, name: str) -> Value:
        return _NamespaceGet(self) if name == "get" else Unknown("it is an attribute of a namespace")


class _NamespaceGet(Native, frozen=True, eq=False):
    namespace: _Namespace

    def call(self, machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
        return self.namespace.item(args[0]) if args else Unknown("no name is given")


class Partial(Native, frozen=True, eq=False):
    """`functools.partial(function, …)`."""

    function: Value
    args: tuple[Value, ...]
    kwargs: Mapping[str, Value] = field(default_factory=dict)

    def call(self, machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
        return machine.call(self.function, [*self.args, *args], {**self.kwargs, **kwargs})


class DefaultDict(dict[Any, Any]):
    """`collections.defaultdict` whose factory is interpreted."""

    def __init__(self, machine: Machine, factory: Value) -> None:
        super().__init__()
        self.machine, self.factory = machine, factory

    def __missing__(self, key: Any) -> Any:
        self[key] = self.machine.call(self.factory, [], {})
        return self[key]


def _container(make: Callable[[Sequence[Value]], Value]) -> Call:
    def call(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
        if not args:
            return make(())
        items = machine.items(args[0])
        if items is None:
            return Unknown(getattr(args[0], "why", "its items are not known"))
        try:
            made = make(items)
            return made if fits(made) else Unknown("it is too large")
        except TypeError:
            return Unknown("it holds a value that cannot be in it")

    return call


def _dict(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    result: dict[Value, Value] = {}
    if args:
        if isinstance(args[0], dict):
            result.update(args[0])
        elif (pairs := machine.items(args[0])) is not None and all(
            isinstance(p, (tuple, list)) and len(p) == 2 for p in pairs
        ):
            for key, value in pairs:
                machine.set_item(result, key, value)
        else:
            return Unknown("its items are not known")
    return {**result, **kwargs}


def _pure(function: Callable[..., Any], *, sized: bool = False) -> Call:
    """A builtin that is computed where every argument is a constant."""

    def call(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
        given = [machine.items(arg) if sized and not isinstance(arg, (str, dict)) else arg for arg in args]
        if any(arg is None and args[i] is not None for i, arg in enumerate(given)) or any_opaque(
            [*given, *kwargs.values()]
        ):
            return Unknown(next((a.why for a in args if isinstance(a, Unknown)), "its argument is not known"))
        if any(isinstance(value, (Native, Function, Method, Class, Instance)) for value in (*given, *kwargs.values())):
            return Unknown("its argument is not a constant")
        try:
            return function(*given, **kwargs)
        except (TypeError, ValueError, LookupError, ArithmeticError) as error:
            raise Raised(type(error).__name__) from None

    return call


def any_opaque(values: Sequence[Value]) -> bool:
    return any(
        is_opaque(v) or (isinstance(v, (list, tuple, set)) and any(is_opaque(inner) for inner in v)) for v in values
    )


def _range(*bounds: int) -> Value:
    result = range(*bounds)
    if len(result) > LONGEST_RANGE:
        raise Exhausted(f"it loops over a range of {len(result):,}")
    return result


def _len(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if args and machine.is_uncertain(args[0]):
        return Unknown("how many items it holds depends on an undecided condition")
    if args and isinstance(args[0], (str, list, tuple, dict, set, frozenset, range, bytes)):
        return len(args[0])
    items = machine.items(args[0]) if args else None
    return Unknown("its length is not known") if items is None else len(items)


def _str(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if not args:
        return ""
    text = printable(args[0])
    if isinstance(text, Member):  # a setting of the application, which is no expression any more
        return Unknown(f"{text.name} is not known")
    if isinstance(text, Term):  # such as a value of a row
        return joined([text])
    return text if is_opaque(text) else str(text)


def _first_argument(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return args[0] if args else Unknown("no argument is given")


def _copy(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = args[0] if args else None
    return value.copy() if isinstance(value, (list, dict, set)) else value


def _partial(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return Partial(args[0], tuple(args[1:]), kwargs) if args else Unknown("no function is given")


def _import_module(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if not args or not isinstance(args[0], str):
        return Unknown("the module's name is not known")
    if machine.current_module is None:
        return Unknown("it is imported outside any module")
    name = args[0].lstrip(".")
    return machine.loader.resolve(machine.current_module, name, len(args[0]) - len(name))


def _default_dict(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return DefaultDict(machine, args[0] if args else None)


def _environment(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return Unknown("it is read from the environment")


CONSTANTS: dict[str, Value] = {
    "sys.version_info": (3, 12, 0, "final", 0),
    "sys.platform": "linux",
    "typing.TYPE_CHECKING": False,
}

FUNCTIONS: dict[str, Call] = {
    "builtins.list": _container(list),
    "builtins.tuple": _container(tuple),
    "builtins.set": _container(set),
    "builtins.frozenset": _container(frozenset),
    "builtins.iter": _container(list),
    "builtins.reversed": _container(lambda items: list(reversed(items))),
    "builtins.dict": _dict,
    "collections.OrderedDict": _dict,
    "collections.defaultdict": _default_dict,
    "builtins.len": _len,
    "builtins.range": _pure(_range),
    "builtins.sorted": sorted_items,
    "builtins.enumerate": enumerate_items,
    "builtins.zip": zip_items,
    "itertools.chain": chain_items,
    "itertools.product": product_items,
    "builtins.map": map_items,
    "builtins.filter": filter_items,
    "builtins.any": any_items(True),
    "builtins.all": any_items(False),
    "builtins.next": next_items,
    "builtins.isinstance": ask_isinstance,
    "builtins.hasattr": has_attribute,
    "builtins.getattr": get_attribute,
    "builtins.setattr": set_attribute,
    "builtins.type": class_of,
    "builtins.str": _str,
    "builtins.int": _pure(int),
    "builtins.float": _pure(float),
    "builtins.repr": _pure(repr),
    "builtins.abs": _pure(abs),
    "builtins.min": _pure(min, sized=True),
    "builtins.max": _pure(max, sized=True),
    "builtins.sum": _pure(sum, sized=True),
    "builtins.round": _pure(round),
    "builtins.bool": lambda machine, args, kwargs: (
        False if not args else Unknown("its truth is not known") if (t := machine.truth(args[0])) is None else t
    ),
    "builtins.callable": lambda machine, args, kwargs: bool(args) and isinstance(args[0], (Function, Method, Class)),
    "builtins.print": lambda machine, args, kwargs: None,
    "textwrap.dedent": _pure(textwrap.dedent),
    "copy.copy": _copy,
    "copy.deepcopy": _copy,
    "functools.partial": _partial,
    "importlib.import_module": _import_module,
    "os.getenv": _environment,
    "os.environ.get": _environment,
    "sqlalchemy.sql.quoted_name": _first_argument,
    "sqlalchemy.quoted_name": _first_argument,
    "sqlalchemy.sql.elements.quoted_name": _first_argument,
    "typing.cast": lambda machine, args, kwargs: args[1] if len(args) > 1 else None,
}  # fmt: skip
