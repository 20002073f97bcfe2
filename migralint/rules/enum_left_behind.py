"""enum-left-behind: a downgrade leaves an enum type of its upgrade on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.analysis.enum_types import column_of_type, drop_type, is_used
from migralint.analysis.statements import shown
from migralint.findings import Note, Problem, Rule, Severity
from migralint.interpreter.step import Body, Step
from migralint.migration import Migration
from migralint.objects import EnumType
from migralint.operations import AlterColumn, CreateEnum, DropColumn, DropTable, Operation, RawSql, Unread


def check(migration: Migration) -> Iterator[Problem]:
    down = migration.downgrade
    if down.body is not Body.CODE or down.raised or down.stops_early or any(map(_hides, down.steps)):
        return
    made = {step.operation.enum.key: step for step in migration.steps(CreateEnum) if _makes(step)}
    for key in made:
        left = down.end.enums.get(key)
        if left is not None and not is_used(down.end, left):
            yield _problem(migration, left, made[key])


def _makes(step: Step[CreateEnum]) -> bool:
    key = step.operation.enum.key
    return key not in step.before.enums and key in step.after.enums


def _hides(step: Step[Operation]) -> bool:
    """Whether the step may drop types that cannot be seen."""
    operation = step.operation
    return isinstance(operation, Unread) or (isinstance(operation, RawSql) and operation.opaque)


def _problem(migration: Migration, enum: EnumType, made: Step[CreateEnum]) -> Problem:
    again = not made.operation.check_first
    fails = 'the next upgrade fails with "type already exists"' if again else "no column needs it any more"
    last = _last_use(migration, enum)
    return Problem(
        span=last.span if last is not None else migration.downgrade.head,
        message=f'type "{shown(enum.name)}" outlives the downgrade: {fails}',
        help=f"drop it behind the last column that has it:\n{drop_type(enum)}",
        notes=(Note("the upgrade makes the type here", made.span),),
        severity=None if again else Severity.INFO,
        operation=last.operation.source if last is not None else migration.downgrade.name,
        subject=enum.key,
    )


def _last_use(migration: Migration, enum: EnumType) -> Step[Operation] | None:
    """Where the downgrade takes the type's last column away."""
    for step in reversed(migration.downgrade.steps):
        match step.operation:
            case DropTable(table=table) | DropColumn(table=table) | AlterColumn(table=table):
                if column_of_type(step.before.table(table), enum) is not None:
                    return step
    return None


RULE = Rule(
    id="enum-left-behind",
    group="reversibility",
    severity=Severity.ERROR,
    summary="a downgrade that leaves the enum type which its upgrade makes",
    subject=Migration,
    check=check,
    dialects=("postgresql",),
)
