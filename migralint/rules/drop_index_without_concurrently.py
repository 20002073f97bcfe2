"""drop-index-without-concurrently: an index is dropped under a lock that reads wait for and nothing else needs."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.alembic_code.calls import autocommit_block, drop_index_concurrently
from migralint.analysis.locks import LockingStep, locking_steps
from migralint.findings import Problem, Rule, Severity
from migralint.migration import Migration
from migralint.objects import TableName
from migralint.operations import DropIndex

STRONGEST = "ACCESS EXCLUSIVE"


def check(migration: Migration) -> Iterator[Problem]:
    for found in locking_steps(migration, DropIndex):
        needless = not found.operation.concurrently and not found.is_partitioned
        if needless and not _is_locked_anyway(migration, found.table):
            yield _problem(found)


def _is_locked_anyway(migration: Migration, table: TableName) -> bool:
    """Whether the upgrade takes the same lock for something that cannot do without, DROP TABLE for one."""
    others = (step for step in migration.upgrade.steps if not isinstance(step.operation, DropIndex))
    return any(
        lock.table == table and lock.mode == STRONGEST for step in others for lock in migration.effect(step).locks
    )


def _problem(found: LockingStep[DropIndex]) -> Problem:
    name = found.operation.name or ""
    code = autocommit_block(drop_index_concurrently(name, found.table))
    return Problem(
        found.step.span,
        f"{found.waiting} while index {name} is dropped",
        f"drop it concurrently, outside the transaction:\n{code}",
        confidence=found.confidence,
        operation=found.operation.source,
        subject=name,
    )


RULE = Rule(
    id="drop-index-without-concurrently",
    group="lock",
    severity=Severity.INFO,
    summary="an index is dropped while reads and writes of its table wait",
    subject=Migration,
    check=check,
    dialects=("postgresql",),
)
