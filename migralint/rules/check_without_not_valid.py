"""check-without-not-valid: a check constraint that reads every row while nobody else can."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from migralint.alembic_code.calls import call, check_name, in_next_revision, in_schema, quoted, validate_constraint
from migralint.analysis.locks import LockingStep, locking_steps
from migralint.findings import Problem, Rule, Severity
from migralint.migration import Migration
from migralint.objects import Check
from migralint.operations import AddColumn, AddConstraint

Found: TypeAlias = LockingStep[AddConstraint] | LockingStep[AddColumn]


def check(migration: Migration) -> Iterator[Problem]:
    for found in locking_steps(migration, AddConstraint):
        constraint = found.operation.constraint
        if isinstance(constraint, Check) and constraint.valid:
            yield _problem(found, constraint)
    for added in locking_steps(migration, AddColumn):
        for constraint in added.operation.constraints:
            if isinstance(constraint, Check) and constraint.valid:
                yield _problem(added, constraint)


def _problem(found: Found, constraint: Check) -> Problem:
    name = found.name_of(constraint)
    return Problem(
        found.step.span,
        f"{found.waiting} while check {name} reads every row",
        _help(found, constraint, name),
        confidence=found.confidence,
        operation=found.operation.source,
        subject=name,
    )


def _help(found: Found, constraint: Check, name: str) -> str:
    condition = quoted(" ".join(constraint.sql.split())) if constraint.sql not in ("", "?") else "..."
    convention = found.migration.environment.naming_convention
    arguments = (check_name(name, convention), quoted(found.table.name), condition, *in_schema(found.table))
    code = call("create_check_constraint", *arguments, "postgresql_not_valid=True")
    later = in_next_revision(validate_constraint(name, found.table))
    return f"add it for new rows only, and check the old ones in a transaction of its own:\n{code}\n{later}"


RULE = Rule(
    id="check-without-not-valid",
    group="lock",
    severity=Severity.WARNING,
    summary="a check constraint reads every row while reads and writes of the table wait",
    subject=Migration,
    check=check,
    dialects=("postgresql",),
)
