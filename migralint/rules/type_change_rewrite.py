"""type-change-rewrite: a column's new type makes PostgreSQL rewrite or scan the table while nobody can read it."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.alembic_code.calls import execute
from migralint.analysis.locks import LockingStep, locking_steps
from migralint.dialects.postgresql.type_change import old_type, rechecked
from migralint.dialects.postgresql.types import Change, type_change
from migralint.findings import Confidence, Note, Problem, Rule, Severity
from migralint.migration import Migration
from migralint.objects import Type
from migralint.operations import UNCHANGED, AlterColumn
from migralint.sql.identifiers import identifier, table_identifier


def check(migration: Migration) -> Iterator[Problem]:
    for found in locking_steps(migration, AlterColumn):
        new = found.operation.type
        effect = found.effect
        if new is not UNCHANGED and (effect.rewrites or effect.rebuilds or _checks(found)):
            yield _problem(found, old_type(found.operation, found.step.before), new)


def _problem(found: LockingStep[AlterColumn], old: Type, new: Type) -> Problem:
    column = f"{found.table}.{found.operation.name}"
    return Problem(
        found.step.span,
        f"{column}: {_short(old)} to {_short(new)} {_work(found)}; queries wait ({found.mode})",
        _help(found, old, new),
        notes=tuple(_notes(found)),
        confidence=Confidence.MEDIUM if found.effect.unless else found.confidence,
        operation=found.operation.source,
        subject=column,
    )


def _work(found: LockingStep[AlterColumn]) -> str:
    if found.effect.rewrites:
        return "rewrites the table"
    if found.effect.rebuilds:
        return f"rebuilds index {', '.join(found.effect.rebuilds)}"
    return f"validates check {', '.join(_checks(found))} anew"


def _notes(found: LockingStep[AlterColumn]) -> Iterator[Note]:
    """The tables at the other end of foreign keys, which wait as well."""
    scanned = [table for table in found.effect.scans if found.effect.rewrites and table not in found.effect.rewrites]
    for table in scanned:
        yield Note(f"{table} is locked and scanned too, for a foreign key ties the column to it")


def _help(found: LockingStep[AlterColumn], old: Type, new: Type) -> str:
    name = found.operation.name
    direct = type_change(old, new, found.step.before)
    if found.effect.unless or (found.effect.rewrites and direct is Change.ZONED):
        zone = execute("SET TIME ZONE 'UTC'")
        return f"in a session on UTC, without `postgresql_using`, no row is rewritten:\n{zone}"
    if found.effect.rewrites and direct is Change.FREE:
        return "without `postgresql_using` the change needs no rewrite: correct the values in a separate UPDATE"
    if found.effect.rewrites:
        added = execute(f"ALTER TABLE {table_identifier(found.table)} ADD COLUMN {identifier(f'{name}_new')} {new}")
        return f"add a column of the new type, fill it in batches, and drop the old one when nothing uses it:\n{added}"
    if found.effect.rebuilds:
        return "drop the index first and build it concurrently afterwards"
    return "drop the check first, and add it again with `postgresql_not_valid=True`"


def _checks(found: LockingStep[AlterColumn]) -> list[str]:
    if found.before is None or not found.effect.scans:
        return []
    return [check.name or check.sql for check in rechecked(found.before, found.operation.name)]


def _short(type_: Type) -> str:
    return str(type_).removesuffix(" WITHOUT TIME ZONE")


RULE = Rule(
    id="type-change-rewrite",
    group="lock",
    severity=Severity.WARNING,
    summary="a column's new type rewrites the table while its reads and writes wait",
    subject=Migration,
    check=check,
    dialects=("postgresql",),
)
