"""Calling interpreted functions and classes: arguments, decorators, generators, context managers, dataclasses."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from migralint.interpreter.bounds import DEEPEST_CALL, STEPS_PER_FOREIGN_CALL
from migralint.interpreter.scope import MISSING, Scope
from migralint.interpreter.statements import Return, run_block
from migralint.interpreter.values import (
    GIVEN,
    Class,
    EnumMember,
    Exhausted,
    Function,
    Generator,
    Instance,
    Method,
    Native,
    Raised,
    Term,
    Unknown,
    Value,
    is_opaque,
    last_name,
)
from migralint.operations import Guard

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


# Decorators of libraries that change how a function is called.
_KINDS = {
    "staticmethod": "staticmethod",
    "classmethod": "classmethod",
    "property": "property",
    "cached_property": "property",
    "contextmanager": "contextmanager",
    "asynccontextmanager": "contextmanager",
}


def decorate(machine: Machine, decorator: Value, value: Value) -> Value:
    """Apply one decorator; a library's own that is not known leaves the function as it is."""
    name = last_name(decorator.function if isinstance(decorator, Term) else decorator)
    if isinstance(value, Function) and name in _KINDS:
        return replace(value, kind=_KINDS[name])
    if isinstance(value, Class) and name == "dataclass":
        return replace(value, is_dataclass=True)
    if isinstance(decorator, (Function, Method, Class, Instance)):
        result = machine.call(decorator, [value], {})
        return result if isinstance(result, (Function, Method, Class, Instance, Native)) else value
    return value


def call_function(
    machine: Machine,
    function: Function | Method | Class,
    args: list[Value],
    kwargs: dict[str, Value],
    yields: Callable[[Value], None] | None = None,
) -> Value:
    """The value that the call returns; `yields` receives what a generator yields, at the time that it does."""
    if isinstance(function, Class):
        return instantiate(machine, function, args, kwargs)
    owner: Value = None
    if isinstance(function, Method):
        owner, function = function.owner, function.function
        args = [owner, *args]
    if function.is_generator and yields is None:
        return Generator(function, tuple(args), kwargs)
    if machine.depth >= DEEPEST_CALL:
        raise Exhausted(f"its calls are nested more than {DEEPEST_CALL} deep")
    if machine.running.get(id(function.node), 0) >= 3 and machine.recorder.guard is not Guard.ALWAYS:
        return Unknown(f"{function.name}() calls itself for as long as the database says")
    scope = Scope(function.module, function.scope)
    scope.yields = yields
    scope.function_class = getattr(function.scope, "function_class", None)
    scope.owner = owner
    bind_arguments(function, args, kwargs, scope)
    return _within_budget(machine, function, args, kwargs, scope)


def _within_budget(
    machine: Machine, function: Function, args: list[Value], kwargs: dict[str, Value], scope: Scope
) -> Value:
    """Code that cannot touch the schema is followed for a short while only: it computes data, not operations."""
    given = [*args, *kwargs.values()]
    foreign = not function.module.imports_alembic and not any(map(_reaches_database, given))
    if foreign and machine.recorder.guard is Guard.REPEATED and any(map(is_opaque, given)):
        return Unknown(f"{function.name}() computes it from rows")
    left = machine.steps_left
    if foreign:
        machine.steps_left = min(left, STEPS_PER_FOREIGN_CALL)
    budget = machine.steps_left
    try:
        return _run(machine, function, scope)
    except Exhausted:
        if not foreign or left <= budget:
            raise
        return Unknown(f"{function.name}() takes too long to follow")
    except Raised:
        if not foreign or machine.watchers:
            raise
        return Unknown(f"{function.name}() raises where nothing is configured")
    finally:
        if foreign:
            machine.steps_left = left - (budget - max(machine.steps_left, 0))


def _reaches_database(value: Value) -> bool:
    """Whether code that is given the value may make operations: `op`, a connection, a session, a callback."""
    if isinstance(value, Term):
        return any(isinstance(part, Native) for part in (*value.args, *value.kwargs.values()))
    return isinstance(value, (Native, Function, Method))


def _run(machine: Machine, function: Function, scope: Scope) -> Value:
    key = id(function.node)
    machine.depth += 1
    machine.running[key] = machine.running.get(key, 0) + 1
    outer, machine.early_returns = machine.early_returns, []
    exits = machine.recorder.exits
    try:
        if isinstance(function.node, ast.Lambda):
            return machine.evaluate(function.node.body, scope)
        value = _body_value(machine, function.node.body, scope)
        if all(machine.equal(value, early) for early in machine.early_returns):
            return value
        return Unknown("it depends on an undecided condition")
    finally:
        machine.recorder.forget_exits(exits)
        machine.early_returns = outer
        machine.running[key] -= 1
        machine.depth -= 1


def _body_value(machine: Machine, body: list[ast.stmt], scope: Scope) -> Value:
    try:
        signal = run_block(machine, body, scope)
    except Raised:
        if not machine.early_returns:
            raise
        return machine.early_returns[0]  # a condition that is not decided returned before: only that way goes on
    return signal.value if isinstance(signal, Return) else None


def generator_items(machine: Machine, generator: Generator) -> list[Value]:
    """Everything that the generator yields."""
    items: list[Value] = []
    call_function(machine, generator.function, list(generator.args), dict(generator.kwargs), yields=items.append)
    return items


def bind_arguments(function: Function, args: list[Value], kwargs: dict[str, Value], scope: Scope) -> None:
    """Python's own rules, except that a missing argument is unknown rather than an error."""
    parameters = function.node.args
    names = [parameter.arg for parameter in (*parameters.posonlyargs, *parameters.args)]
    variables = scope.variables
    defaults = dict(zip(names[len(names) - len(function.defaults) :], function.defaults, strict=True)) if names else {}
    left = dict(kwargs)
    for position, name in enumerate(names):
        if position < len(args):
            variables[name] = args[position]
            left.pop(name, None)
        elif name in left:
            variables[name] = left.pop(name)
        else:
            variables[name] = defaults.get(name, Unknown(f"the argument {name} is not given"))
    for parameter in parameters.kwonlyargs:
        name = parameter.arg
        missing = function.keyword_defaults.get(name, Unknown(f"the argument {name} is not given"))
        variables[name] = left.pop(name) if name in left else missing
    if parameters.vararg is not None:
        variables[parameters.vararg.arg] = tuple(args[len(names) :])
    if parameters.kwarg is not None:
        variables[parameters.kwarg.arg] = left


def instantiate(machine: Machine, cls: Class, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if cls.descends_from("Enum", "StrEnum", "IntEnum") and args:
        return next((member for member in machine.items(cls) or () if isinstance(member, EnumMember)
                     and machine.equal(member.value, args[0])), Unknown("no member has this value"))  # fmt: skip
    instance = Instance(cls)
    if machine.call_own(instance, "__init__", *args, **kwargs) is not MISSING:
        return instance
    if cls.is_dataclass or cls.descends_from("NamedTuple"):
        _set_fields(machine, instance, cls, args, kwargs)
    else:
        instance.attributes.update(kwargs)  # what a declarative model's constructor does
        instance.attributes[GIVEN] = (args, kwargs)
    return instance


def _set_fields(machine: Machine, instance: Instance, cls: Class, args: list[Value], kwargs: dict[str, Value]) -> None:
    names = fields_of(cls)
    given = {**dict(zip(names, args, strict=False)), **kwargs}
    for name in names:
        value = given.get(name, MISSING)
        if value is MISSING:
            found = cls.lookup(name)
            value = _field_default(machine, found[1]) if found else Unknown(f"the field {name} is not given")
        instance.attributes[name] = value
    machine.call_own(instance, "__post_init__")


def _field_default(machine: Machine, value: Value) -> Value:
    if isinstance(value, Term) and value.name == "field":
        if "default" in value.kwargs:
            return value.kwargs["default"]
        if "default_factory" in value.kwargs:
            return machine.call(value.kwargs["default_factory"], [], {})
    return value


def fields_of(cls: Class) -> list[str]:
    """The annotated names of a class, its bases' first."""
    names: dict[str, None] = {}
    for base in cls.bases:
        if isinstance(base, Class):
            names.update(dict.fromkeys(fields_of(base)))
    names.update(dict.fromkeys(cls.annotations))
    return list(names)
