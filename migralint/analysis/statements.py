"""Statements: the steps of one place in a script, such as a loop or an SQL statement with several actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from migralint.interpreter.step import Step
from migralint.operations import Operation
from migralint.revisions.source import Span

T = TypeVar("T")
LONGEST = 64  # longer than any database keeps a name


def by_statement(things: Iterable[T], step_of: Callable[[T], Step[Operation]]) -> Iterator[list[T]]:
    """The things whose steps stand in the same place, in the order of their first."""
    found: dict[Span, list[T]] = {}
    for thing in things:
        found.setdefault(step_of(thing).span, []).append(thing)
    yield from found.values()


def shown(name: object, longest: int = LONGEST) -> str:
    text = str(name)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def listed(names: Iterable[str], width: int = 45) -> str:
    """`a`, `a and b`, `a, b and 4 more`: as many as fit, at least one."""
    every = list(dict.fromkeys(names))
    shown = [name for place, name in enumerate(every) if not place or len(", ".join(every[: place + 1])) <= width]
    if len(shown) < len(every):
        return f"{', '.join(shown)} and {len(every) - len(shown)} more"
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} and {every[-1]}"
