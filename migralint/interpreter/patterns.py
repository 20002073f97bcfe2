"""Regular expressions of interpreted code, applied to short texts: `re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__)`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from migralint.interpreter.values import Member, Symbol, Term, Unknown, Value

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

LONGEST_SUBJECT: Final = 200
FUNCTIONS: Final = ("sub", "findall", "split")
_MOST_REPEATS = 3
_REPEATED_GROUP = re.compile(r"\)[*+{]")  # such a pattern may take exponential time
_REPEAT = re.compile(r"(?<!\\)[*+{]")
_UNKNOWN = Unknown("the regular expression is not followed")
_MODULE, _COMPILE = Symbol("re"), Symbol("re.compile")


def call_pattern(machine: Machine, method: Member, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """`re.sub(pattern, …)`, and `pattern.sub(…)` of what `re.compile` gave."""
    owner = method.owner
    if isinstance(owner, Term) and owner.name == "compile" and owner.args:
        return _applied(method.name, [owner.args[0], *args]) if len(owner.args) == 1 and not kwargs else _UNKNOWN
    return _applied(method.name, args) if owner == _MODULE and not kwargs else _UNKNOWN


def is_pattern(owner: Value) -> bool:
    return owner == _MODULE or (isinstance(owner, Term) and owner.function == _COMPILE)


def _applied(name: str, args: list[Value]) -> Value:
    if len(args) != (3 if name == "sub" else 2) or not all(isinstance(arg, str) for arg in args):
        return _UNKNOWN
    pattern, subject = args[0], args[-1]
    if len(subject) > LONGEST_SUBJECT or len(args[1]) > LONGEST_SUBJECT or not _is_harmless(pattern):
        return _UNKNOWN
    try:
        if name == "sub":
            return re.sub(pattern, args[1], subject)
        return re.findall(pattern, subject) if name == "findall" else re.split(pattern, subject)
    except (re.error, IndexError, OverflowError):
        return _UNKNOWN


def _is_harmless(pattern: str) -> bool:
    if len(pattern) > LONGEST_SUBJECT or _REPEATED_GROUP.search(pattern):
        return False
    return len(_REPEAT.findall(pattern)) <= _MOST_REPEATS
