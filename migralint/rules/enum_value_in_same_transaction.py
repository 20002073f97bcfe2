"""enum-value-in-same-transaction: a new enum value is used before the transaction that adds it is committed."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.alembic_code.calls import autocommit_block, execute
from migralint.analysis.enum_uses import uses_value
from migralint.analysis.statements import shown
from migralint.findings import Note, Problem, Rule, Severity
from migralint.interpreter.step import Run, Step
from migralint.migration import Migration
from migralint.objects import EnumType
from migralint.operations import AddEnumValue, CreateEnum, Guard, Operation, RawSql

MOST_VALUES = 100  # each step is compared with every value that waits


def check(migration: Migration) -> Iterator[Problem]:
    if migration.environment.runs_in_autocommit or "AUTOCOMMIT" in migration.revision.script.text:
        return
    for run in (migration.upgrade, migration.downgrade):
        yield from _of_run(migration, run)


def _of_run(migration: Migration, run: Run) -> Iterator[Problem]:
    """The first use of each value whose addition waits for the commit."""
    waiting: list[tuple[Step[Operation], EnumType, str]] = []
    made: set[str] = set()
    for step in run.steps:
        operation = step.operation
        if _commits(operation):
            waiting, made = [], set()
        elif isinstance(operation, CreateEnum):
            made.add(operation.enum.key)
        elif isinstance(operation, AddEnumValue):
            enum = _extended(step, operation)
            if len(waiting) < MOST_VALUES and enum is not None and (enum.key not in made or _trusts_nothing(migration)):
                waiting.append((step, enum, operation.value))
        elif operation.guard is Guard.ALWAYS and waiting:
            lines = migration.revision.script.lines
            used = [each for each in waiting if uses_value(step, each[1], each[2], lines)]
            waiting = [each for each in waiting if each not in used]
            for added, enum, value in used:
                yield _problem(step, added, enum, value)


def _commits(operation: Operation) -> bool:
    """Whether a transaction ends here; entering an autocommit block commits what came before."""
    ends = isinstance(operation, RawSql) and operation.command in ("COMMIT", "ROLLBACK")
    return ends or not operation.in_transaction


def _extended(step: Step[Operation], operation: AddEnumValue) -> EnumType | None:
    """The type that surely has the value from here on, and had it not before."""
    if operation.sql is None or operation.guard is not Guard.ALWAYS or step.conflict is not None:
        return None
    found = (enum for enum in step.after.enums.values() if enum.name == operation.enum)
    enum = next((enum for enum in found if operation.schema in ("", enum.schema)), None)
    if enum is None or (operation.if_not_exists and not enum.values):
        return None
    before = step.before.enums.get(enum.key)
    return enum if before is None or operation.value not in before.values else None


def _trusts_nothing(migration: Migration) -> bool:
    """PostgreSQL 12 to 16 refuse new values of a type even to the transaction that made it."""
    version = migration.target.version
    return bool(version) and (12,) <= version < (17,)


def _problem(step: Step[Operation], added: Step[Operation], enum: EnumType, value: str) -> Problem:
    return Problem(
        span=step.span,
        message=f'value "{shown(value)}" of type "{shown(enum.name)}" is used before it is committed, and fails',
        help=f"add the value outside the transaction:\n{autocommit_block(execute(added.operation.sql or ''))}",
        notes=(Note("the value is added here", added.span),),
        operation=step.operation.source,
        subject=f"{enum.key} {value}",
    )


RULE = Rule(
    id="enum-value-in-same-transaction",
    group="general",
    severity=Severity.ERROR,
    summary="a new enum value that is used in the transaction that adds it",
    subject=Migration,
    check=check,
    dialects=("postgresql",),
)
