"""Statements: the steps of one place in a script, such as a loop or an SQL statement with several actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from migralint.interpreter.step import Step
from migralint.operations import Operation
from migralint.revisions.source import Span

T = TypeVar("T")


def by_statement(things: Iterable[T], step_of: Callable[[T], Step[Operation]]) -> Iterator[list[T]]:
    """The things whose steps stand in the same place, in the order of their first."""
    found: dict[Span, list[T]] = {}
    for thing in things:
        found.setdefault(step_of(thing).span, []).append(thing)
    yield from found.values()


def listed(names: Sequence[str], limit: int = 3) -> str:
    """`a`, `a and b`, `a, b, c and 4 more`."""
    shown = list(dict.fromkeys(names))
    if len(shown) > limit + 1:
        shown = [*shown[:limit], f"{len(shown) - limit} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
