"""drop-constraint-without-type: MySQL cannot drop a constraint without being told which kind it is."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.alembic_code.calls import in_schema, quoted
from migralint.analysis.statements import by_statement, listed
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.objects import constraint_kind
from migralint.operations import DropConstraint, Guard


def check(migration: Migration) -> Iterator[Problem]:
    drops = (*migration.steps(DropConstraint), *migration.steps(DropConstraint, direction="downgrade"))
    untyped = (step for step in drops if step.operation.untyped and step.operation.name is not None)
    for steps in by_statement(untyped, lambda step: step):
        yield _problem(steps)


def _problem(steps: list[Step[DropConstraint]]) -> Problem:
    operation = steps[0].operation
    names = listed(step.operation.name or "" for step in steps)
    return Problem(
        steps[0].span,
        f"{names} dropped without type_: Alembic raises NotImplementedError on MySQL",
        f"say which kind it is:\n    {_call(steps[0])}",
        confidence=Confidence.HIGH if operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
        operation=operation.source,
        subject=f"{operation.table} {names}",
    )


def _call(step: Step[DropConstraint]) -> str:
    operation = step.operation
    place = () if operation.in_batch else (quoted(operation.table.name),)
    schema = () if operation.in_batch else in_schema(operation.table)
    arguments = (quoted(operation.name or ""), *place, f"type_={_kind(step)}", *schema)
    return f"{operation.source}({', '.join(arguments)})"


def _kind(step: Step[DropConstraint]) -> str:
    """The kind of the constraint as the schema knows it; else the choice."""
    table = step.before.table(step.operation.table)
    found = table.constraint(step.operation.name or "") if table else None
    return quoted(constraint_kind(found)) if found else '"foreignkey"  # or "unique", "check", "primary"'


RULE = Rule(
    id="drop-constraint-without-type",
    group="deploy",
    severity=Severity.ERROR,
    summary="a constraint is dropped on MySQL without saying which kind it is",
    subject=Migration,
    check=check,
    dialects=("mysql", "mariadb"),
)
