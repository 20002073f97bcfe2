"""index-without-concurrently: an index that is built while writes to its table wait."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from migralint.alembic_code.calls import autocommit_block, create_index_concurrently, execute
from migralint.analysis.locks import LockingStep, locking_steps
from migralint.findings import Problem, Rule, Severity
from migralint.migration import Migration
from migralint.objects import Index
from migralint.operations import AddColumn, CreateIndex

Found: TypeAlias = LockingStep[CreateIndex] | LockingStep[AddColumn]

CREATE = re.compile(r"^\s*(CREATE\s+(?:UNIQUE\s+)?INDEX)\s+(?:IF\s+NOT\s+EXISTS\s+)?", re.IGNORECASE)


def check(migration: Migration) -> Iterator[Problem]:
    for created in locking_steps(migration, CreateIndex):
        if not created.operation.concurrently and _builds(created):
            yield _problem(created, created.operation.index)
    for added in locking_steps(migration, AddColumn):
        for index in added.operation.indexes:
            yield _problem(added, index)


def _builds(found: LockingStep[CreateIndex]) -> bool:
    """A partitioned table may have partitions that no revision made."""
    return bool(found.effect.scans) or (found.is_partitioned and not found.operation.only)


def _problem(found: Found, index: Index) -> Problem:
    name = found.name_of(index)
    return Problem(
        found.step.span,
        f"{found.waiting} while index {name} is built",
        _per_partition(found, name) if found.is_partitioned else _concurrently(found, index, name),
        confidence=found.confidence,
        operation=found.operation.source,
        subject=name,
    )


def _concurrently(found: Found, index: Index, name: str) -> str:
    code = create_index_concurrently(index, name, found.table)
    if isinstance(found.operation, CreateIndex) and found.operation.sql is not None:
        code = execute(CREATE.sub(r"\1 CONCURRENTLY IF NOT EXISTS ", found.operation.sql))
    option = "`spatial_index=False`" if index.method else "no `index=True`"
    first = f"add the column with {option}, then " if isinstance(found.operation, AddColumn) else ""
    return f"{first}build it concurrently, outside the transaction:\n{autocommit_block(code)}"


def _per_partition(found: Found, name: str) -> str:
    return (
        f"PostgreSQL cannot build it concurrently on the partitioned table {found.table} itself: create it with "
        f"`CREATE INDEX {name} ON ONLY {found.table} ...`, build one concurrently on each partition, "
        f"and join each with `ALTER INDEX {name} ATTACH PARTITION ...`"
    )


RULE = Rule(
    id="index-without-concurrently",
    group="lock",
    severity=Severity.WARNING,
    summary="an index is built while writes to its table wait",
    subject=Migration,
    check=check,
    dialects=("postgresql",),
)
