"""several-statements: one SQL text holds several statements, and the driver takes one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from migralint.analysis.statements import by_statement
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import DIRECTIONS, Direction, Migration
from migralint.operations import Guard, Operation

DRIVER: Final = re.compile(r"\+(pymysql|asyncpg)://")
NAMES: Final = {"pymysql": "PyMySQL", "asyncpg": "asyncpg"}


def check(migration: Migration) -> Iterator[Problem]:
    driver = _one_at_a_time(migration)
    for direction in DIRECTIONS if driver else ():
        found = (step for step in migration.steps(Operation, direction=direction) if step.operation.statements > 1)
        for steps in by_statement(found, lambda step: step):
            yield _problem(steps[0], direction, driver)


def _one_at_a_time(migration: Migration) -> str:
    """The database or driver that takes a single statement; "" where the driver is not known or takes several."""
    if migration.target.dialect == "sqlite":
        return "SQLite"
    named = DRIVER.search(migration.environment.url or "")
    return NAMES[named[1]] if named is not None else ""


def _problem(step: Step[Operation], direction: Direction, driver: str) -> Problem:
    operation = step.operation
    return Problem(
        step.span,
        f"{operation.statements} statements in one text: {driver} takes one at a time, the {direction} fails",
        "execute each statement by itself",
        confidence=Confidence.HIGH if operation.guard is not Guard.CONDITIONAL else Confidence.MEDIUM,
        operation=operation.source,
        subject=f"{direction} {operation.statements} statements",
    )


RULE = Rule(
    id="several-statements",
    group="portability",
    severity=Severity.ERROR,
    summary="several SQL statements in one text, of which the driver takes one",
    subject=Migration,
    check=check,
    dialects=("sqlite", "postgresql", "mysql", "mariadb"),
)
