"""Step and Run: what evaluating one direction of a revision yields."""

from __future__ import annotations

from enum import Enum
from typing import Generic, TypeVar

from msgspec import Struct

from migralint.operations import Operation
from migralint.revisions.source import START, Span
from migralint.schema import Schema
from migralint.schema.apply import Conflict

Op = TypeVar("Op", bound=Operation, covariant=True)


class Step(Struct, Generic[Op], frozen=True):
    """One operation with the schema before and after it. `conflict` tells why it cannot run there, if so."""

    operation: Op
    before: Schema
    after: Schema
    conflict: Conflict | None = None

    @property
    def span(self) -> Span:
        return self.operation.span


class Mistake(Struct, frozen=True):
    """A call or an expression that Python or a library refuses: the exception's name, and what is wrong."""

    span: Span
    error: str
    what: str

    def __str__(self) -> str:
        return f"{self.error}: {self.what}"


class Body(Enum):
    """What a direction's function is made of: MISSING (no function), EMPTY (`pass`), RAISES at once, or CODE."""

    MISSING = "missing"
    EMPTY = "empty"
    RAISES = "raises"
    CODE = "code"


class Run(Struct, frozen=True):
    """One direction of a revision, evaluated on the schema `start`.

    `span` is the function's `def` line; `raised` names the exception that surely ends the run, and
    `raised_span` where. `crashed` is an error of migralint itself: what comes behind it was not read.
    """

    name: str
    start: Schema
    end: Schema
    steps: tuple[Step[Operation], ...] = ()
    body: Body = Body.CODE
    span: Span = START
    raised: str | None = None
    raised_span: Span | None = None
    mistakes: tuple[Mistake, ...] = ()  # in order: what comes behind one is read as if it were none
    stops_early: str | None = None  # a bound was hit: what was not read, in words
    crashed: str | None = None

    @property
    def head(self) -> Span:
        """The `def` and the name alone: a whole function is no place to point to."""
        line, column = self.span.line, self.span.column
        return Span(line, column, line, column + len(f"def {self.name}"))
