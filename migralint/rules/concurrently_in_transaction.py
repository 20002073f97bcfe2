"""concurrently-in-transaction: a statement that PostgreSQL refuses in the transaction of a migration."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.alembic_code.calls import autocommit_block, create_index_concurrently, drop_index_concurrently, execute
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import DIRECTIONS, Direction, Migration
from migralint.objects import TableName
from migralint.operations import (
    AddEnumValue,
    AlterTable,
    CreateIndex,
    CreateObject,
    DropIndex,
    DropObject,
    Guard,
    Operation,
    RawSql,
)


def check(migration: Migration) -> Iterator[Problem]:
    if migration.environment.runs_in_autocommit or "AUTOCOMMIT" in migration.revision.script.text:
        return
    for direction in DIRECTIONS:
        for step in migration.steps(Operation, direction=direction):
            if _ends_transaction(step.operation):
                break
            if step.operation.in_transaction and not migration.effect(step).allowed_in_transaction:
                yield _problem(step, direction)


def _ends_transaction(operation: Operation) -> bool:
    """COMMIT as SQL; the connection's own `commit()` begins a new transaction with the next statement."""
    return isinstance(operation, RawSql) and operation.command == "COMMIT" and operation.sql is not None


def _problem(step: Step[Operation], direction: Direction) -> Problem:
    operation = step.operation
    what = _statement(operation)
    return Problem(
        step.span,
        f"{what} cannot run inside a transaction: the {direction} fails",
        f"run it outside the transaction:\n{autocommit_block(_code(operation))}",
        confidence=Confidence.MEDIUM if operation.guard is Guard.CONDITIONAL else Confidence.HIGH,
        operation=operation.source,
        subject=f"{direction} {what}",
    )


def _statement(operation: Operation) -> str:
    match operation:
        case CreateIndex(index=index):
            return f"CREATE INDEX CONCURRENTLY {index.name or ''}".rstrip()
        case DropIndex(name=name):
            return f"DROP INDEX CONCURRENTLY {name or ''}".rstrip()
        case RawSql(command=command, concurrently=concurrently):
            return f"{command} CONCURRENTLY" if concurrently else command
        case AlterTable(action=action):
            return action
        case AddEnumValue(enum=enum):
            return f"ALTER TYPE {enum} ADD VALUE"
        case CreateObject(kind=kind, name=name):
            return f"CREATE {kind.upper()} {name}"
        case DropObject(kind=kind, name=name):
            return f"DROP {kind.upper()} {name}"
    return operation.source


def _code(operation: Operation) -> str:
    match operation:
        case Operation(sql=str(sql)):
            return execute(sql)
        case CreateIndex(index=index, table=table):
            return create_index_concurrently(index, index.name or "_".join(("ix", table.name, *index.columns)), table)
        case DropIndex(name=name, table=table):
            return drop_index_concurrently(name or "", table or TableName("table"))
    return f"{operation.source}(...)"


RULE = Rule(
    id="concurrently-in-transaction",
    group="lock",
    severity=Severity.ERROR,
    summary="a statement that cannot run inside the migration's transaction",
    subject=Migration,
    check=check,
    dialects=("postgresql",),
)
