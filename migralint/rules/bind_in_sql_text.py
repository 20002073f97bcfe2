"""bind-in-sql-text: a colon in SQL text makes a bind parameter, to which nothing gives a value."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.analysis.statements import by_statement, listed
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import DIRECTIONS, Direction, Migration
from migralint.operations import Guard, Operation


def check(migration: Migration) -> Iterator[Problem]:
    for direction in DIRECTIONS:
        found = (step for step in migration.steps(Operation, direction=direction) if step.operation.unbound)
        for steps in by_statement(found, lambda step: step):
            yield _problem(steps, direction)


def _problem(steps: list[Step[Operation]], direction: Direction) -> Problem:
    operation = steps[0].operation
    names = list(dict.fromkeys(name for step in steps for name in step.operation.unbound))
    shown = listed(f":{name}"[:30] for name in names)
    what = "a bind parameter without a value" if len(names) == 1 else "bind parameters without values"
    return Problem(
        steps[0].span,
        f"{shown} {'is' if len(names) == 1 else 'are'} {what}: the {direction} fails",
        _help(names),
        confidence=Confidence.HIGH if operation.guard is not Guard.CONDITIONAL else Confidence.MEDIUM,
        operation=operation.source,
        subject=f"{direction} {shown}",
    )


def _help(names: list[str]) -> str:
    colons = " ".join(rf"\\:{name}" for name in names)
    escaped = f"escape a colon that belongs to the SQL:\n{colons}"
    parameters = [name for name in names if name.isidentifier()]
    if not parameters:
        return escaped
    values = ", ".join(f"{name}=..." for name in parameters)
    return f"{escaped}\nor give a parameter its value:\nop.execute(sa.text(...).bindparams({values}))"


RULE = Rule(
    id="bind-in-sql-text",
    group="general",
    severity=Severity.ERROR,
    summary="a colon in SQL text makes a bind parameter that gets no value",
    subject=Migration,
    check=check,
)
