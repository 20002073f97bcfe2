"""convention-applied-twice: a CHECK constraint's name that has the naming convention's prefix gets it once more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from migralint.alembic_code.calls import quoted
from migralint.findings import Problem, Rule, Severity
from migralint.interpreter.constructs import FormattedName
from migralint.interpreter.step import Step
from migralint.migration import DIRECTIONS, Direction, Migration
from migralint.objects import Check, TableName
from migralint.operations import AddColumn, AddConstraint, CreateTable, DropConstraint, Operation
from migralint.schema.naming import conventional_name

PLACE: Final = "\0"


def check(migration: Migration) -> Iterator[Problem]:
    if "%(constraint_name)s" not in migration.environment.naming_convention.get("ck", ""):
        return
    for step in migration.steps(CreateTable, AddColumn, AddConstraint):  # a downgrade makes what there was
        for table, name in _made(step.operation):
            if given := _given(migration, table, name):
                yield _made_twice(step, name, given)
    for direction in DIRECTIONS:
        for drop in migration.steps(DropConstraint, direction=direction):
            sought = drop.operation.name or ""
            given = _given(migration, drop.operation.table, sought) if drop.operation.kind == "check" else None
            if given is not None and _has(drop, given) and not _has(drop, sought):
                yield _dropped(drop, sought, given, direction)


def _made(operation: Operation) -> Iterator[tuple[TableName, str]]:
    """The CHECK constraints of a directive with the names that they get."""
    match operation:
        case CreateTable(table=table, constraints=constraints, sql=None):
            pass
        case AddColumn(table=table, constraints=constraints, sql=None):
            pass
        case AddConstraint(table=table, constraint=constraint, sql=None):
            constraints = (constraint,)
        case _:
            return
    for constraint in constraints:
        if isinstance(constraint, Check) and constraint.name is not None:
            yield table, constraint.name


def _given(migration: Migration, table: TableName, name: str) -> str | None:
    """What the script calls it, where that has the convention's own prefix or suffix; `op.f` is left alone."""
    if isinstance(name, FormattedName):
        return None
    around = conventional_name("ck", table, Check("", PLACE), migration.environment.naming_convention) or PLACE
    prefix, _, suffix = around.partition(PLACE)
    given = name.removeprefix(prefix).removesuffix(suffix)
    again = (prefix and given.startswith(prefix)) or (suffix and given.endswith(suffix))
    return given if again and name == f"{prefix}{given}{suffix}" else None


def _has(step: Step[DropConstraint], name: str) -> bool:
    table = step.before.table(step.operation.table)
    return table is not None and any(constraint.name == name for constraint in table.constraints)


def _short(name: str, length: int) -> str:
    return name if len(name) <= length else f"{name[: length - 1]}…"


def _made_twice(step: Step[Operation], name: str, given: str) -> Problem:
    return Problem(
        step.span,
        f"{_short(given, 30)} becomes {_short(name, 40)} by the naming convention",
        f"say that the name is complete:\nop.f({quoted(given)})",
        operation=step.operation.source,
        subject=name,
    )


def _dropped(step: Step[DropConstraint], name: str, given: str, direction: Direction) -> Problem:
    return Problem(
        step.span,
        f"the drop of {_short(given, 22)} looks for {_short(name, 30)}: the {direction} fails",
        f"say that the name is complete:\nop.f({quoted(given)})",
        severity=Severity.ERROR,
        operation=step.operation.source,
        subject=f"{direction} {name}",
    )


RULE = Rule(
    id="convention-applied-twice",
    group="drift",
    severity=Severity.WARNING,
    summary="a CHECK constraint's name gets the prefix of the naming convention once more",
    subject=Migration,
    check=check,
)
