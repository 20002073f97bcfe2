"""foreign-key-without-not-valid: a foreign key whose check of every row holds up two tables."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.alembic_code.calls import call, in_next_revision, in_schema, quoted, strings, validate_constraint
from migralint.analysis.locks import LockingStep, locking_steps
from migralint.findings import Note, Problem, Rule, Severity
from migralint.migration import Migration
from migralint.objects import ForeignKey
from migralint.operations import AddColumn, AddConstraint


def check(migration: Migration) -> Iterator[Problem]:
    for found in locking_steps(migration, AddConstraint):
        key = found.operation.constraint
        if isinstance(key, ForeignKey) and found.effect.scans and not _must_validate(found):
            yield _problem(found, key, _not_valid(found, key))
    for added in locking_steps(migration, AddColumn):
        for key in added.operation.constraints:
            if isinstance(key, ForeignKey) and key.valid and not _is_inline(added.operation):
                yield _problem(added, key, _inline(added, key))


def _is_inline(operation: AddColumn) -> bool:
    return operation.inline_references and operation.column.default is None


def _must_validate(found: LockingStep[AddConstraint]) -> bool:
    """A partitioned table can have no foreign key that is NOT VALID before PostgreSQL 18."""
    version = found.migration.target.version
    return found.is_partitioned and not (version and version >= (18,))


def _problem(found: LockingStep[AddColumn] | LockingStep[AddConstraint], key: ForeignKey, help: str) -> Problem:
    name = found.name_of(key)
    notes = (Note(f"writes to {key.referred_table} wait too (SHARE ROW EXCLUSIVE)"),)
    locked_too = found.effect.blocks_reads and not found.migration.is_new(key.referred_table)
    return Problem(
        found.step.span,
        f"{found.waiting} while {name} checks every row",
        help,
        notes=notes if locked_too and key.referred_table != found.table else (),
        confidence=found.confidence,
        operation=found.operation.source,
        subject=name,
    )


def _not_valid(found: LockingStep[AddConstraint] | LockingStep[AddColumn], key: ForeignKey) -> str:
    name, table, referred = found.name_of(key), found.table, key.referred_table
    options = [f"on{event}={quoted(action)}" for event, action in _actions(key)]
    schemas = [f"source_schema={quoted(table.schema)}"] if table.schema else []
    schemas += [f"referent_schema={quoted(referred.schema)}"] if referred.schema else []
    code = call(
        "create_foreign_key", quoted(name), quoted(table.name), quoted(referred.name), strings(key.columns),
        strings(key.referred_columns), *schemas, *options, "postgresql_not_valid=True",
    )  # fmt: skip
    later = in_next_revision(validate_constraint(name, table))
    return f"add it for new rows only, and check the old ones in a transaction of its own:\n{code}\n{later}"


def _actions(key: ForeignKey) -> Iterator[tuple[str, str]]:
    if key.on_delete:
        yield "delete", key.on_delete
    if key.on_update:
        yield "update", key.on_update


def _inline(found: LockingStep[AddColumn], key: ForeignKey) -> str:
    if found.operation.column.default is not None:
        return _not_valid(found, key)
    column, table = found.operation.column, found.table
    arguments = (quoted(table.name), f"sa.Column({quoted(column.name)}, ...)", *in_schema(table))
    code = call("add_column", *arguments, "inline_references=True")
    return f"add the reference along with the column, whose rows then need no check (Alembic 1.18.5 or later):\n{code}"


RULE = Rule(
    id="foreign-key-without-not-valid",
    group="lock",
    severity=Severity.WARNING,
    summary="a foreign key checks every row while writes to both tables wait",
    subject=Migration,
    check=check,
    dialects=("postgresql",),
)
