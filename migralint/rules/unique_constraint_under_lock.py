"""unique-constraint-under-lock: a unique constraint or primary key whose index is built while nobody can read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from migralint.alembic_code.calls import autocommit_block, create_index_concurrently, execute
from migralint.analysis.locks import LockingStep, locking_steps
from migralint.findings import Problem, Rule, Severity
from migralint.migration import Migration
from migralint.objects import Constraint, Index, PrimaryKey, Unique
from migralint.operations import AddColumn, AddConstraint
from migralint.sql.identifiers import identifier, table_identifier

Found: TypeAlias = LockingStep[AddConstraint] | LockingStep[AddColumn]


def check(migration: Migration) -> Iterator[Problem]:
    for found in locking_steps(migration, AddConstraint):
        if found.operation.using_index is None:
            yield from _problems(found, found.operation.constraint)
    for added in locking_steps(migration, AddColumn):
        for constraint in added.operation.constraints:
            yield from _problems(added, constraint)


def _problems(found: Found, constraint: Constraint) -> Iterator[Problem]:
    """None for a partitioned table, which can have no constraint USING INDEX."""
    if not isinstance(constraint, (Unique, PrimaryKey)) or found.is_partitioned:
        return
    name = found.name_of(constraint)
    yield Problem(
        found.step.span,
        f"{found.waiting} while the index of {name} is built",
        _help(found, constraint, name),
        confidence=found.confidence,
        operation=found.operation.source,
        subject=name,
    )


def _help(found: Found, constraint: Unique | PrimaryKey, name: str) -> str:
    index = Index(name, constraint.columns, unique=True)
    kind = "UNIQUE" if isinstance(constraint, Unique) else "PRIMARY KEY"
    build = autocommit_block(create_index_concurrently(index, name, found.table))
    table, constraint_name = table_identifier(found.table), identifier(name)
    adopt = execute(f"ALTER TABLE {table} ADD CONSTRAINT {constraint_name} {kind} USING INDEX {constraint_name}")
    first = "add the column without it, then " if isinstance(found.operation, AddColumn) else ""
    return f"{first}build the index concurrently and make it the constraint:\n{build}\n{adopt}"


RULE = Rule(
    id="unique-constraint-under-lock",
    group="lock",
    severity=Severity.WARNING,
    summary="the index of a unique constraint is built while reads and writes of the table wait",
    subject=Migration,
    check=check,
    dialects=("postgresql",),
)
