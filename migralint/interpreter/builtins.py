"""Python's builtins and the few library functions whose results decide what a migration does."""

from __future__ import annotations

import builtins
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from migralint.interpreter.scope import MISSING, Scope
from migralint.interpreter.text import brace_format, joined
from migralint.interpreter.values import (
    Class,
    EnumMember,
    Exhausted,
    Function,
    Instance,
    Member,
    Method,
    Native,
    Opaque,
    PartialText,
    Raised,
    Super,
    Symbol,
    Term,
    Unknown,
    Value,
    is_opaque,
)

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

BUILTINS: dict[str, Value] = {
    name: Symbol(f"builtins.{name}") for name in dir(builtins) if name not in ("None", "True", "False", "NotImplemented")
}
LARGEST_TEXT = 1_000_000
LARGEST_RANGE = 1_000_000

Call = Callable[["Machine", list[Any], dict[str, Any]], Any]


def call_builtin(
    machine: Machine, function: Value, args: list[Value], kwargs: dict[str, Value], scope: Scope | None
) -> Value:
    """Call something that is no interpreted function: a builtin, a library's function or a symbolic method."""
    if not isinstance(function, (Symbol, Member, Opaque)):
        return Unknown("it is not a function")
    if isinstance(function, Symbol):
        if function.path == "builtins.super":
            return _super(args, scope)
        if function.path in ("builtins.locals", "builtins.globals", "builtins.vars") and scope is not None:
            return _Namespace(machine, scope)
        known = FUNCTIONS.get(function.path)
        if known is not None:
            return known(machine, args, kwargs)
    elif isinstance(function, Member) and isinstance(function.owner, PartialText):
        return _of_partial_text(function.owner, function.name, args, kwargs)
    answer = machine.call_library(function, args, kwargs)
    return Term(function, tuple(args), kwargs) if answer is MISSING else answer


@dataclass(frozen=True, slots=True, eq=False)
class _Namespace(Native):
    """`globals()` or `locals()`."""

    machine: Machine
    scope: Scope

    def item(self, index: Value) -> Value:
        value = self.scope.get(index) if isinstance(index, str) else MISSING
        return Unknown("the name is not defined") if value is MISSING else value

    def attribute(self, name: str) -> Value:
        return _NamespaceGet(self) if name == "get" else Unknown("it is an attribute of a namespace")


@dataclass(frozen=True, slots=True, eq=False)
class _NamespaceGet(Native):
    namespace: _Namespace

    def call(self, machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
        return self.namespace.item(args[0]) if args else Unknown("no name is given")


@dataclass(frozen=True, slots=True, eq=False)
class Partial(Native):
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


def _super(args: list[Value], scope: Scope | None) -> Value:
    if scope is not None and isinstance(scope.function_class, Class):
        return Super(scope.function_class, scope.owner)
    return Unknown("super() is called outside a method")


def _items(machine: Machine, value: Value) -> Sequence[Value] | None:
    return machine.items(value)


def _container(make: Callable[[Sequence[Value]], Value]) -> Call:
    def call(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
        if not args:
            return make(())
        items = machine.items(args[0])
        if items is None:
            return Unknown(getattr(args[0], "why", "its items are not known"))
        try:
            return make(items)
        except TypeError:
            return Unknown("it holds a value that cannot be in it")

    return call


def _dict(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    result: dict[Value, Value] = {}
    if args:
        if isinstance(args[0], dict):
            result.update(args[0])
        elif (pairs := machine.items(args[0])) is not None and all(isinstance(p, (tuple, list)) and len(p) == 2 for p in pairs):
            for key, value in pairs:
                machine.set_item(result, key, value)
        else:
            return Unknown("its items are not known")
    return {**result, **kwargs}


def _pure(function: Callable[..., Any], *, sized: bool = False) -> Call:
    """A builtin that is computed where every argument is a constant."""

    def call(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
        given = [machine.items(arg) if sized and not isinstance(arg, (str, dict)) else arg for arg in args]
        if any(arg is None and args[i] is not None for i, arg in enumerate(given)) or _any_opaque([*given, *kwargs.values()]):
            return Unknown(next((a.why for a in args if isinstance(a, Unknown)), "its argument is not known"))
        if any(isinstance(value, (Native, Function, Method, Class, Instance)) for value in (*given, *kwargs.values())):
            return Unknown("its argument is not a constant")
        try:
            return function(*given, **kwargs)
        except (TypeError, ValueError, LookupError, ArithmeticError) as error:
            raise Raised(type(error).__name__) from None

    return call


def _any_opaque(values: Sequence[Value]) -> bool:
    return any(
        is_opaque(v) or (isinstance(v, (list, tuple, set)) and any(is_opaque(inner) for inner in v)) for v in values
    )


def _range(*bounds: int) -> Value:
    result = range(*bounds)
    if len(result) > LARGEST_RANGE:
        raise Exhausted(f"it loops over a range of {len(result):,}")
    return result


def _len(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if args and machine.is_uncertain(args[0]):
        return Unknown("how many items it holds depends on an undecided condition")
    if args and isinstance(args[0], (str, list, tuple, dict, set, frozenset, range, bytes)):
        return len(args[0])
    items = machine.items(args[0]) if args else None
    return Unknown("its length is not known") if items is None else len(items)


def _sorted(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
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


def _enumerate(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    items = machine.items(args[0]) if args else None
    start = kwargs.get("start", args[1] if len(args) > 1 else 0)
    return Unknown("its items are not known") if items is None or is_opaque(start) else list(enumerate(items, start))


def _zip(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    columns = [machine.items(arg) for arg in args]
    return Unknown("its items are not known") if None in columns else list(zip(*columns, strict=False))  # type: ignore[arg-type]


def _map(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    columns = [machine.items(arg) for arg in args[1:]]
    if None in columns:
        return Unknown("its items are not known")
    return [machine.call(args[0], list(row), {}) for row in zip(*columns, strict=False)]  # type: ignore[arg-type]


def _filter(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    items = machine.items(args[1]) if len(args) > 1 else None
    if items is None:
        return Unknown("its items are not known")
    answers = [machine.truth(item if args[0] is None else machine.call(args[0], [item], {})) for item in items]
    if None in answers:
        return Unknown("its condition is not decided")
    return [item for item, answer in zip(items, answers, strict=True) if answer]


def _any(deciding: bool) -> Call:
    def call(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
        items = machine.items(args[0]) if args else None
        if items is None:
            return Unknown("its items are not known")
        answers = [machine.truth(item) for item in items]
        if deciding in answers:
            return deciding
        return Unknown("its condition is not decided") if None in answers else not deciding

    return call


def _next(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    items = machine.items(args[0]) if args else None
    if items is None:
        return Unknown("its items are not known")
    if items:
        return items[0]
    if len(args) > 1:
        return args[1]
    raise Raised("StopIteration")


def _isinstance(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if len(args) != 2:
        return Unknown("isinstance() is called otherwise")
    kinds = args[1] if isinstance(args[1], tuple) else (args[1],)
    answers = [_is_instance(args[0], kind) for kind in kinds]
    if True in answers:
        return True
    return Unknown("its class is not known") if None in answers else False


_PLAIN = {"str": str, "int": int, "float": float, "bool": bool, "list": list, "tuple": tuple, "dict": dict, "set": set}


def _is_instance(value: Value, kind: Value) -> bool | None:
    if isinstance(kind, Class):
        if isinstance(value, Instance):
            return value.cls.is_subclass(kind)
        return isinstance(value, EnumMember) and value.cls.is_subclass(kind) if not is_opaque(value) else None
    if not isinstance(kind, Symbol):
        return None
    if isinstance(value, Native):
        answer = getattr(value, "is_instance", None)
        return answer(kind.name) if answer is not None else None
    if is_opaque(value):
        same = isinstance(value, Term) and value.name == kind.name
        return True if same else False if kind.name in _PLAIN and isinstance(value, Term) and value.name[:1].isupper() else None
    if isinstance(value, EnumMember):
        return value.cls.descends_from(kind.name)
    plain = _PLAIN.get(kind.name)
    if plain is not None:
        return isinstance(value, plain)
    return {"Mapping": dict, "Sequence": (list, tuple, str), "Iterable": (list, tuple, str, dict, set)}.get(kind.name) is not None and isinstance(
        value, {"Mapping": dict, "Sequence": (list, tuple, str), "Iterable": (list, tuple, str, dict, set)}[kind.name]
    )  # fmt: skip


def _hasattr(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = _getattr(machine, [*args[:2], MISSING], kwargs)
    return Unknown("its attributes are not known") if is_opaque(value) else value is not MISSING


def _getattr(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if len(args) < 2 or not isinstance(args[1], str):
        return Unknown("the attribute's name is not known")
    try:
        value = machine.attribute(args[0], args[1])
    except Raised:
        if len(args) > 2:
            return args[2]
        raise
    lacks = isinstance(args[0], (Class, Instance)) and isinstance(value, Member)
    return args[2] if lacks and len(args) > 2 else value


def _setattr(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if len(args) == 3 and isinstance(args[1], str) and isinstance(args[0], (Instance, Class)):
        (args[0].attributes if isinstance(args[0], Instance) else args[0].namespace)[args[1]] = args[2]


def _type(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if len(args) == 1:
        value = args[0]
        return value.cls if isinstance(value, (Instance, EnumMember)) else value.function if isinstance(value, Term) else Unknown("its class")
    if len(args) == 3 and isinstance(args[0], str) and isinstance(args[2], dict) and isinstance(args[1], tuple):
        module = machine.current_module
        return Class(args[0], args[1], dict(args[2]), {}, module, module.scope)
    return Unknown("its class is not known")


def _str(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if not args:
        return ""
    text = machine.as_text(args[0])
    return text if is_opaque(text) else str(text)


def _deduplicating(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return args[0] if args else Unknown("no argument is given")


def _copy(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = args[0] if args else None
    return type(value)(value) if type(value) in (list, dict, set) else value


def _partial(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return Partial(args[0], tuple(args[1:]), kwargs) if args else Unknown("no function is given")


def _import_module(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if not args or not isinstance(args[0], str):
        return Unknown("the module's name is not known")
    name = args[0].lstrip(".")
    return machine.loader.resolve(machine.current_module, name, len(args[0]) - len(name))


def _chain(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    columns = [machine.items(arg) for arg in args]
    return Unknown("its items are not known") if None in columns else [v for c in columns for v in c or ()]


def _default_dict(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return DefaultDict(machine, args[0] if args else None)


def _product(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    import itertools

    columns = [machine.items(arg) for arg in args]
    if None in columns:
        return Unknown("its items are not known")
    return list(itertools.islice(itertools.product(*(c or () for c in columns)), LARGEST_RANGE))


def _environment(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return Unknown("it is read from the environment")


CONSTANTS: dict[str, Value] = {"sys.version_info": (3, 12, 0, "final", 0), "sys.platform": "linux"}

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
    "builtins.sorted": _sorted,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "itertools.chain": _chain,
    "itertools.product": _product,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.any": _any(True),
    "builtins.all": _any(False),
    "builtins.next": _next,
    "builtins.isinstance": _isinstance,
    "builtins.hasattr": _hasattr,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.type": _type,
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
    "builtins.callable": lambda machine, args, kwargs: isinstance(args[0], (Function, Method, Class)) if args else False,
    "builtins.print": lambda machine, args, kwargs: None,
    "textwrap.dedent": _pure(textwrap.dedent),
    "copy.copy": _copy,
    "copy.deepcopy": _copy,
    "functools.partial": _partial,
    "importlib.import_module": _import_module,
    "os.getenv": _environment,
    "os.environ.get": _environment,
    "sqlalchemy.sql.quoted_name": _deduplicating,
    "sqlalchemy.quoted_name": _deduplicating,
    "sqlalchemy.sql.elements.quoted_name": _deduplicating,
    "typing.cast": lambda machine, args, kwargs: args[1] if len(args) > 1 else None,
}  # fmt: skip

# --- methods of constants and containers

_TEXT_METHODS = frozenset(
    "upper lower title capitalize strip lstrip rstrip split rsplit splitlines replace startswith endswith removeprefix "
    "removesuffix isdigit isidentifier isupper islower find index count partition rpartition casefold swapcase "
    "isalpha isalnum encode".split()
)


_MUTATORS = frozenset("append extend insert add discard remove pop update clear setdefault sort".split())


def call_method(machine: Machine, owner: Value, name: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if name in _MUTATORS:
        machine.changed(owner)
    if isinstance(owner, str):
        return _call_text_method(machine, owner, name, args, kwargs)
    if isinstance(owner, dict):
        return _call_dict_method(machine, owner, name, args, kwargs)
    if isinstance(owner, list) and name in ("append", "extend", "insert", "sort") and len(owner) < LARGEST_TEXT:
        return _call_list_method(machine, owner, name, args, kwargs)
    if isinstance(owner, (set, frozenset)):
        return _call_set_method(machine, owner, name, args)
    if isinstance(owner, (list, tuple)) and name in ("index", "count", "copy", "pop", "remove", "clear", "reverse"):
        if _any_opaque(args):
            return Unknown("its argument is not known")
        return _attempt(owner, name, args, kwargs)
    return Unknown(f"the method {name} is not followed")


def _attempt(owner: Value, name: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
    try:
        result = getattr(owner, name)(*args, **kwargs)
    except (TypeError, ValueError, LookupError) as error:
        raise Raised(type(error).__name__, names=frozenset({"LookupError", "Exception"})) from None
    if isinstance(result, str) and len(result) > LARGEST_TEXT:
        return Unknown("the text is too long")
    return result


def _call_text_method(machine: Machine, owner: str, name: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if name == "format":
        return brace_format(owner, [machine.as_text(arg) for arg in args], {k: machine.as_text(v) for k, v in kwargs.items()})
    if name == "join":
        items = machine.items(args[0]) if args else None
        if items is None:
            return PartialText(joined([Unknown("")]).text, "its items are not known")
        if sum(len(item) for item in items if isinstance(item, str)) > LARGEST_TEXT:
            return Unknown("the text is too long")
        return joined(items, owner)
    if name not in _TEXT_METHODS or _any_opaque([*args, *kwargs.values()]):
        return Unknown("its argument is not known")
    if name == "replace" and len(args) > 1 and isinstance(args[1], str) and len(owner) * len(args[1]) > LARGEST_TEXT:
        return Unknown("the text is too long")
    return _attempt(owner, name, args, kwargs)


def _call_dict_method(machine: Machine, owner: dict[Any, Any], name: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
    match name:
        case "items":
            return [tuple(pair) for pair in owner.items()]
        case "keys":
            return list(owner)
        case "values":
            return list(owner.values())
        case "update":
            owner.update({**(args[0] if args and isinstance(args[0], dict) else {}), **kwargs})
            return None
        case "get" | "pop" | "setdefault":
            if not args or is_opaque(args[0]):
                return Unknown("its key is not known")
            if name != "setdefault" and args[0] not in owner and len(args) < 2:
                if name == "get":
                    return None
                raise Raised("KeyError", names=frozenset({"LookupError"}))
            return _attempt(owner, name, args, {})
        case "copy":
            return dict(owner)
        case "clear":
            owner.clear()
            return None
    return Unknown(f"the method {name} is not followed")


def _call_list_method(machine: Machine, owner: list[Any], name: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if name == "extend":
        items = machine.items(args[0]) if args else None
        owner.extend([Unknown("its items are not known")] if items is None else list(items))
        return None
    if name == "sort":
        ordered = _sorted(machine, [owner], kwargs)
        if isinstance(ordered, list):
            owner[:] = ordered
        return None
    return _attempt(owner, name, args, {})


def _call_set_method(machine: Machine, owner: Any, name: str, args: list[Value]) -> Value:
    if name in ("add", "discard", "remove"):
        return _attempt(owner, name, args, {})
    others = [machine.items(arg) for arg in args]
    if None in others or any(is_opaque(value) for value in owner):
        return Unknown("its items are not known")
    return _attempt(owner, name, [set(other or ()) for other in others], {})


def _of_partial_text(owner: PartialText, name: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if name == "format":
        result = brace_format(owner.text, args, kwargs)
        return PartialText(result, owner.why) if isinstance(result, str) else result
    if name in ("strip", "lstrip", "rstrip"):
        return owner
    return Unknown(owner.why)
