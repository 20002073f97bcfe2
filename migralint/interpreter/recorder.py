"""Recorder: turns the operations that code makes into steps of a run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from msgspec.structs import replace

from migralint.interpreter.bounds import LONGEST_RUN
from migralint.interpreter.default_schema import PUBLIC, without_public
from migralint.interpreter.step import Mistake, Step
from migralint.interpreter.values import Exhausted, Raised
from migralint.operations import Guard, Operation, Query, RawSql
from migralint.revisions.script import Script
from migralint.revisions.source import START, Span
from migralint.schema import Schema
from migralint.schema.apply import Conflict, apply
from migralint.schema.apply.sqlite_limits import done_before
from migralint.schema.naming import Naming

if TYPE_CHECKING:
    from migralint.interpreter.modules import Module

    Outer: TypeAlias = tuple[ast.expr | None, tuple[Module, int] | None]
    Conditions: TypeAlias = tuple[int, int, int, int]

_DATABASE_ERRORS = frozenset(
    {"ProgrammingError", "OperationalError", "InternalError", "DatabaseError", "DBAPIError", "SQLAlchemyError",
     "NoSuchTableError", "Exception"}
)  # fmt: skip
TRANSACTIONAL_DDL = ("postgresql", "mssql")
_SYNTAX_ERRORS = _DATABASE_ERRORS - {"OperationalError", "InternalError", "NoSuchTableError"}


class Recorder:
    """Knows the schema as it is now, where in the script the code stands, and under which conditions."""

    def __init__(self, naming: Naming) -> None:
        self.naming = naming
        self.schema = self._committed = Schema()
        self.steps: list[Step[Operation]] = []
        self.script: Script | None = None
        self.node: ast.expr | None = None
        self.helper: tuple[Module, int] | None = None  # the project's module whose code runs, and its line
        self._conditional = 0
        self._repeated = 0
        self._rest = 0
        self._loop_rest = 0
        self._autocommit = 0
        self._queries: set[object] = set()
        self.mistakes: list[Mistake] = []
        self.made_types: set[str] = set()  # what `op.create_table` made along with tables, by EnumType.key

    def begin(self, script: Script, schema: Schema, committed: Schema | None = None) -> None:
        """Start a run. `committed` is what other connections see of the schema; None: all of it."""
        self.script, self.schema, self.steps, self.mistakes = script, schema, [], []
        self._committed = schema if committed is None else committed
        self.node, self.helper = None, None
        self._queries.clear()
        self.made_types.clear()
        self._conditional = self._repeated = self._rest = self._loop_rest = self._autocommit = 0

    def record(self, operation: Operation, *, raises: bool = False) -> None:
        """Apply the operation here and keep the step. `raises`: one that cannot run raises, as inside a `try`."""
        self.keep(self.placed(operation), raises=raises)

    def placed(self, operation: Operation) -> Operation:
        """The operation with the place where the code stands, and the conditions that hold there."""
        placed = replace(operation, span=self.span, guard=self.guard, in_transaction=not self._autocommit, via=self.via)
        if self.naming.dialect == "postgresql" and self.script is not None and PUBLIC in self.script.text:
            return without_public(placed)
        return placed

    def keep(self, placed: Operation, *, raises: bool = False) -> None:
        """Apply an operation that has its place and keep the step."""
        if len(self.steps) >= LONGEST_RUN:
            raise Exhausted(f"it makes more than {LONGEST_RUN:,} operations")
        after, conflict = apply(self.schema, placed, self.naming)
        if conflict is not None and raises and placed.guard is Guard.ALWAYS:
            self._fail(placed, conflict)
        self.steps.append(Step(placed, self.schema, after, conflict))
        self.schema = after
        if self._autocommit or (isinstance(placed, RawSql) and placed.command == "COMMIT"):
            self._committed = after

    @property
    def committed(self) -> Schema:
        """The schema as other connections see it: some databases commit each statement that changes it."""
        return self._committed if self.naming.dialect in TRANSACTIONAL_DDL else self.schema

    def _fail(self, operation: Operation, conflict: Conflict) -> NoReturn:
        """Raise what the code that watches would see."""
        if conflict.about != "batch":
            names = _SYNTAX_ERRORS if conflict.about == "syntax" else _DATABASE_ERRORS
            raise Raised("ProgrammingError", self.node, names, step=Step(operation, self.schema, self.schema, conflict))
        done = done_before(operation)
        if done is not None:
            self.keep(done)
        raise Raised("NotImplementedError", self.node, _DATABASE_ERRORS | {"RuntimeError"})

    def refuse(self, error: str, what: str, *, raises: bool) -> None:
        """Note a call that a library refuses with this error. `raises`: it raises, as inside a `try`."""
        if raises:
            raise Raised(error, self.node, frozenset({"ArgumentError", "Exception"}), mistake=what)
        told = any(mistake.span == self.span for mistake in self.mistakes)
        if self.guard is not Guard.CONDITIONAL and not told:
            self.mistakes.append(Mistake(self.span, error, what))

    def record_once(self, operation: Query) -> None:
        """Record a query that the same place has not made before: loops over rows make thousands."""
        key = (id(self.node), operation.reads)
        if key not in self._queries:
            self._queries.add(key)
            self.record(operation)

    @property
    def span(self) -> Span:
        return self.script.span(self.node) if self.script is not None and self.node is not None else START

    @property
    def guard(self) -> Guard:
        if self._repeated:
            return Guard.REPEATED
        return Guard.CONDITIONAL if self._conditional or self._rest or self._loop_rest else Guard.ALWAYS

    @property
    def via(self) -> str | None:
        """As `Operation.via` says it."""
        return f"{self.helper[0].script.path.name}:{self.helper[1]}" if self.helper is not None else None

    def enter(self, node: ast.expr, module: Module) -> Outer:
        """Note that the code stands at `node`; gives what `leave` needs. A helper module's place keeps the script's."""
        outer = (self.node, self.helper)
        if module.script is self.script:
            self.node, self.helper = node, None
        else:
            self.helper = (module, node.lineno)
        return outer

    def leave(self, outer: Outer) -> None:
        self.node, self.helper = outer

    @contextmanager
    def guarded(self, *, conditional: bool = False, repeated: bool = False) -> Iterator[None]:
        self._conditional += conditional
        self._repeated += repeated
        try:
            yield
        finally:
            self._conditional -= conditional
            self._repeated -= repeated

    def enter_condition(self) -> None:
        self._conditional += 1

    def leave_condition(self) -> None:
        self._conditional -= 1

    def rest_is_conditional(self, *, of_loop: bool) -> None:
        """An undecided condition may have ended the function, or the loop's round: the rest may not run."""
        if of_loop:
            self._loop_rest += 1
        else:
            self._rest += 1

    @property
    def conditions(self) -> int:
        """How many undecided conditions hold here."""
        return self._conditional + self._repeated + self._rest + self._loop_rest

    @property
    def undecided_exits(self) -> int:
        """How many undecided conditions may have ended the running loop or function."""
        return self._rest + self._loop_rest

    @property
    def exits(self) -> tuple[int, int]:
        """The undecided exits so far, for `forget_exits` at a function's end."""
        return self._rest, self._loop_rest

    def more_exits(self, exits: tuple[int, int], before: tuple[int, int]) -> tuple[int, int]:
        """The exits, and those that were taken since `before`."""
        return exits[0] + self._rest - before[0], exits[1] + self._loop_rest - before[1]

    def forget_exits(self, before: tuple[int, int]) -> None:
        """An exit that a function may have taken does not matter behind its call."""
        self._rest, self._loop_rest = before

    @contextmanager
    def loop(self) -> Iterator[None]:
        """A `break` or `continue` that may have happened does not matter behind the loop."""
        loop_rest = self._loop_rest
        try:
            yield
        finally:
            self._loop_rest = loop_rest

    def leave_conditions(self) -> Conditions:
        """Module-level code runs once, whatever holds where its names are used. Gives what `return_to` needs."""
        conditions = (self._conditional, self._repeated, self._rest, self._loop_rest)
        self._conditional = self._repeated = self._rest = self._loop_rest = 0
        return conditions

    def return_to(self, conditions: Conditions) -> None:
        self._conditional, self._repeated, self._rest, self._loop_rest = conditions

    @contextmanager
    def autocommit(self) -> Iterator[None]:
        self._autocommit += 1
        self._committed = self.schema  # Alembic ends the transaction first
        try:
            yield
        finally:
            self._autocommit -= 1
