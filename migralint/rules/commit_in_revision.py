"""commit-in-revision: a revision ends the transaction that Alembic runs it in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from migralint.alembic_code.calls import autocommit_block, execute
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import DIRECTIONS, Direction, Migration
from migralint.operations import ChangeData, Guard, Operation, Query, RawSql, Unread
from migralint.revisions.source import Span

KEEPS_TRANSACTION: Final = re.compile(r"ROLLBACK\s+(WORK\s+|TRANSACTION\s+)?TO\b|\w+\s+PREPARED\b", re.IGNORECASE)


class End(Struct, frozen=True):
    """A COMMIT or ROLLBACK with the steps of its direction before it and behind it."""

    step: Step[RawSql]
    before: tuple[Step[Operation], ...]
    after: tuple[Step[Operation], ...]
    direction: Direction

    @property
    def words(self) -> str:
        """What the author wrote: `COMMIT`, `commit()`."""
        operation = self.step.operation
        return operation.command if operation.sql is not None else f"{operation.command.lower()}()"

    @property
    def rolls_back(self) -> bool:
        return self.step.operation.command == "ROLLBACK"


def check(migration: Migration) -> Iterator[Problem]:
    if migration.environment.runs_in_autocommit:
        return
    tell = _on_sqlite if migration.target.dialect == "sqlite" else _on_postgresql
    told: set[tuple[Span, str]] = set()  # both directions may call the function that ends it
    for direction in DIRECTIONS:
        for end in _ends(migration, direction):
            place = (end.step.span, end.words)
            if place not in told and (said := tell(migration, end)):
                told.add(place)
                yield _problem(migration, end, *said)


def _ends(migration: Migration, direction: Direction) -> Iterator[End]:
    every = tuple(migration.steps(Operation, direction=direction))
    for step in migration.steps(RawSql, direction=direction):
        operation = step.operation
        if operation.command in ("COMMIT", "ROLLBACK") and not KEEPS_TRANSACTION.match(operation.text):
            place = every.index(step)
            yield End(step, every[:place], every[place + 1 :], direction)


def _on_postgresql(migration: Migration, end: End) -> tuple[str, Severity] | None:
    alone = migration.environment.transaction_per_migration is True
    if not end.step.operation.in_transaction:
        return None
    if end.rolls_back:
        if not alone:
            return "undoes all that the run did before it, earlier revisions too", Severity.ERROR
        changed = any(not isinstance(step.operation, Query) for step in end.before)
        return (f"undoes what the {end.direction} did before it", Severity.ERROR) if changed else None
    if end.step.operation.sql is not None or (migration.environment.commits and not alone):
        return f"ends the transaction: a failure after it leaves the {end.direction} half done", Severity.WARNING
    return None if alone else ("ends the run's transaction: what follows and the version row are lost", Severity.ERROR)


def _on_sqlite(migration: Migration, end: End) -> tuple[str, Severity] | None:
    """Statements that change the schema begin no transaction there, and each migration has its own."""
    if end.step.operation.sql is None or any(_may_begin(step.operation) for step in end.before):
        return None
    return "fails on SQLite: no transaction is active", Severity.ERROR


def _may_begin(operation: Operation) -> bool:
    """Python's driver begins a transaction before it changes data, and for nothing else."""
    hidden = isinstance(operation, RawSql) and (operation.opaque or operation.command in ("BEGIN", "SAVEPOINT"))
    return hidden or isinstance(operation, (ChangeData, Unread))


def _problem(migration: Migration, end: End, what: str, severity: Severity) -> Problem:
    operation = end.step.operation
    return Problem(
        end.step.span,
        f"{end.words} {what}",
        _help(migration, end),
        confidence=Confidence.HIGH if operation.guard is not Guard.CONDITIONAL else Confidence.MEDIUM,
        severity=severity,
        operation=operation.source,
        subject=f"{end.direction} {end.words}",
    )


def _help(migration: Migration, end: End) -> str:
    if end.rolls_back:
        return "leave it out: Alembic rolls back when an exception leaves the script"
    following = [step for step in end.after if step.operation.in_transaction and not isinstance(step.operation, Query)]
    if not following:
        return "leave it out: Alembic commits at the end"
    following.sort(key=lambda step: migration.effect(step).allowed_in_transaction)  # what the COMMIT is there for first
    operation = following[0].operation
    code = execute(operation.sql) if operation.sql is not None else f"{operation.source}(...)"
    return f"run what must not be in the transaction outside of it:\n{autocommit_block(code)}"


RULE = Rule(
    id="commit-in-revision",
    group="general",
    severity=Severity.ERROR,
    summary="a revision ends the transaction that Alembic runs it in",
    subject=Migration,
    check=check,
    dialects=("postgresql", "sqlite"),
)
