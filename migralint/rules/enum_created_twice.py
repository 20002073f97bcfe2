"""enum-created-twice: an enum type is made that exists already, or that Alembic takes for made."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.analysis.enum_types import create_type, drop_type, existing_type
from migralint.analysis.statements import shown
from migralint.findings import Note, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.operations import CreateEnum
from migralint.schema.apply.enums import WITH_TABLE


def check(migration: Migration) -> Iterator[Problem]:
    for step in (*migration.steps(CreateEnum), *migration.steps(CreateEnum, direction="downgrade")):
        if step.conflict is not None and step.conflict.about == "type":
            yield _exists(migration, step)
        elif _depends_on_version(step):
            yield _perhaps(step)
    for step in migration.steps(CreateEnum):
        if _taken_for_made(step):
            yield _dropped(step)


def _exists(migration: Migration, step: Step[CreateEnum]) -> Problem:
    enum = step.operation.enum
    return Problem(
        span=step.span,
        message=f'type "{shown(enum.name)}" exists already: {step.operation.source} creates it again and fails',
        help=_help(step),
        notes=tuple(_notes(migration, step)),
        operation=step.operation.source,
        subject=enum.key,
    )


def _help(step: Step[CreateEnum]) -> str:
    enum = step.operation.enum
    if step.operation.with_table or step.operation.source == "table.create":
        return f"give the column the type that is there:\n{existing_type(enum)}"
    there = step.before.enums.get(enum.key)
    if there is not None and there.values and there.values != enum.values:
        return f"it has other values: drop it first, when no column is of this type any more:\n{drop_type(enum)}"
    return f"look first whether it is there:\n{create_type(enum)}"


def _notes(migration: Migration, step: Step[CreateEnum]) -> Iterator[Note]:
    enum = step.operation.enum
    first = next((made for made in _earlier(migration, step) if made.operation.enum.key == enum.key), None)
    if first is not None:
        yield Note("the type is made here", first.span)
    elif step.operation.with_table and (WITH_TABLE, enum.key) in step.before.objects:
        yield Note("passes when all revisions run at once, as on an empty database; fails when applied alone")


def _earlier(migration: Migration, step: Step[CreateEnum]) -> Iterator[Step[CreateEnum]]:
    """The steps of the same direction that make types before this one."""
    for steps in (list(migration.steps(CreateEnum)), list(migration.steps(CreateEnum, direction="downgrade"))):
        place = next((place for place, other in enumerate(steps) if other is step), 0)
        yield from steps[:place]


def _depends_on_version(step: Step[CreateEnum]) -> bool:
    """Alembic never looks first: a step that does is one of which SQLAlchemy's versions differ."""
    operation = step.operation
    return operation.with_table and operation.check_first and operation.enum.key in step.before.enums


def _perhaps(step: Step[CreateEnum]) -> Problem:
    enum = step.operation.enum
    return Problem(
        span=step.span,
        message=f'type "{shown(enum.name)}" exists, and SQLAlchemy 2.0 or 2.1 creates it again and fails',
        help=f"only PostgreSQL's own ENUM heeds create_type in every version:\n{existing_type(enum)}",
        severity=Severity.WARNING,
        operation=step.operation.source,
        subject=enum.key,
    )


def _taken_for_made(step: Step[CreateEnum]) -> bool:
    """Whether an earlier revision made the type with a table, and another dropped it."""
    operation, before = step.operation, step.before
    key = operation.enum.key
    return operation.with_table and key not in before.enums and (WITH_TABLE, key) in before.objects


def _dropped(step: Step[CreateEnum]) -> Problem:
    enum = step.operation.enum
    return Problem(
        span=step.span,
        message=f'type "{shown(enum.name)}" is not created again when all revisions run at once: the upgrade fails',
        help=f"create it by itself:\n{create_type(enum)}\n{existing_type(enum)}",
        notes=(Note("passes when applied alone; within one command Alembic remembers that it made the type once"),),
        operation=step.operation.source,
        subject=enum.key,
    )


RULE = Rule(
    id="enum-created-twice",
    group="general",
    severity=Severity.ERROR,
    summary="an enum type that exists already is created again",
    subject=Migration,
    check=check,
    dialects=("postgresql",),
)
