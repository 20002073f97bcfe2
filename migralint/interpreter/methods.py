"""Methods of Python's strings, lists, dicts and sets."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from migralint.interpreter.bounds import LARGEST_CONTAINER, LARGEST_TEXT
from migralint.interpreter.builtins import any_opaque
from migralint.interpreter.iteration import sorted_items
from migralint.interpreter.text import brace_format, joined
from migralint.interpreter.values import PartialText, Raised, Unknown, Value, is_opaque

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


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
    if isinstance(owner, list) and name in ("append", "extend", "insert", "sort") and len(owner) < LARGEST_CONTAINER:
        return _call_list_method(machine, owner, name, args, kwargs)
    if isinstance(owner, (set, frozenset)):
        return _call_set_method(machine, owner, name, args)
    if isinstance(owner, (list, tuple)) and name in ("index", "count", "copy", "pop", "remove", "clear", "reverse"):
        if any_opaque(args):
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
        return brace_format(owner, args, kwargs)
    if name == "join":
        items = machine.items(args[0]) if args else None
        if items is None:
            return PartialText(joined([Unknown("")]).text, "its items are not known")
        if sum(len(item) for item in items if isinstance(item, str)) > LARGEST_TEXT:
            return Unknown("the text is too long")
        return joined(items, owner)
    if name not in _TEXT_METHODS or any_opaque([*args, *kwargs.values()]):
        return Unknown("its argument is not known")
    if name == "replace" and len(args) > 1 and isinstance(args[1], str) and len(owner) * len(args[1]) > LARGEST_TEXT:
        return Unknown("the text is too long")
    return _attempt(owner, name, args, kwargs)


def _call_dict_method(
    machine: Machine, owner: dict[Any, Any], name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    match name:
        case "items":
            return [tuple(pair) for pair in owner.items()]
        case "keys":
            return list(owner)
        case "values":
            return list(owner.values())
        case "update":
            owner.update(_pairs(machine, args[0]) if args else {}, **kwargs)
            return None
        case "get" | "pop" | "setdefault":
            if not args or is_opaque(args[0]) or not isinstance(args[0], Hashable):
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


def _pairs(machine: Machine, given: Value) -> dict[Any, Any]:
    """What a dict is updated with; more than is known where that is not known."""
    if isinstance(given, dict):
        return given
    pairs = machine.items(given)
    if pairs is not None and all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs):
        return {key: value for key, value in pairs if isinstance(key, Hashable)}
    return {Unknown("its keys are not known"): Unknown("its items are not known")}


def _call_list_method(
    machine: Machine, owner: list[Any], name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    if name == "extend":
        items = machine.items(args[0]) if args else None
        owner.extend([Unknown("its items are not known")] if items is None else list(items))
        return None
    if name == "sort":
        ordered = sorted_items(machine, [owner], kwargs)
        if isinstance(ordered, list):
            owner[:] = ordered
        return None
    return _attempt(owner, name, args, {})


def _call_set_method(machine: Machine, owner: Any, name: str, args: list[Value]) -> Value:
    if name in ("add", "discard", "remove"):
        return _attempt(owner, name, args, {})
    others = [machine.items(arg) for arg in args]
    if name == "update":
        for items in others:
            _attempt(owner, name, [[Unknown("its items are not known")] if items is None else items], {})
        return None
    if None in others or any(is_opaque(value) for value in owner):
        if name.endswith("_update"):
            machine.may_lack_items(owner)
        return Unknown("its items are not known")
    return _attempt(owner, name, [set(other or ()) for other in others], {})
