"""alter-outside-batch: SQLite is asked for an ALTER TABLE that it does not have, or only for an empty table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.alembic_code.batch import in_batch
from migralint.analysis.rows import rows_before, rows_of
from migralint.analysis.statements import by_statement
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Run, Step
from migralint.migration import Migration
from migralint.operations import AddColumn, Guard, Operation

# What SQLite takes for a constant: one literal, with a sign and parentheses around it or without.
CONSTANT = re.compile(r"[(\s]*(?:[-+]?[\d.]+(?:e[-+]?\d+)?|x?'(?:[^']|'')*'|null|true|false)[)\s]*", re.IGNORECASE)


def check(migration: Migration) -> Iterator[Problem]:
    for run in (migration.upgrade, migration.downgrade):
        refused = (step for step in run.steps if step.conflict is not None and step.conflict.about == "batch")
        for steps in by_statement(refused, lambda step: step):
            yield _refused(migration, run, steps[0])
    for step in migration.steps(AddColumn):
        if _filled_by_database(step.operation) and _may_have_rows(migration, step):
            yield _refused_with_rows(step)


def _refused(migration: Migration, run: Run, step: Step[Operation]) -> Problem:
    operation, conflict = step.operation, step.conflict
    assert conflict is not None
    if operation.in_batch:
        help_ = 'let the batch make the table anew: take recreate="never" out'
    else:
        help_ = f"a batch can, for it makes the table anew:\n{in_batch(operation)}"
    if not operation.in_batch and migration.environment.render_as_batch is False:
        help_ += "\nand let autogenerate write batches: render_as_batch=True"
    return Problem(
        step.span, f"{run.name}() fails: {conflict}", help_, operation=operation.source, subject=conflict.object
    )


def _filled_by_database(operation: AddColumn) -> bool:
    """Whether every row needs a value that SQLite would have to work out."""
    if operation.recreates:
        return False
    default, computed = operation.column.default, operation.column.computed
    if computed is not None:
        return computed.stored is True
    return default is not None and default.known and not default.quoted and not CONSTANT.fullmatch(default.sql)


def _may_have_rows(migration: Migration, step: Step[AddColumn]) -> bool:
    table = step.operation.table
    if step.conflict is not None or migration.is_new(table) or step.before.lacks_table(table):
        return False
    return not (rows_of(migration).empties(table) and rows_before(migration, step).empties(table))


def _refused_with_rows(step: Step[AddColumn]) -> Problem:
    operation = step.operation
    column = f"{operation.table}.{operation.column.name}"
    what = "a stored expression" if operation.column.computed else "a default it must compute"
    help_ = f"a batch can, for it makes the table anew:\n{in_batch(operation)}"
    return Problem(
        step.span,
        f"SQLite adds {column} with {what} to an empty table only: fails on rows",
        "" if operation.column.computed else help_,
        confidence=Confidence.HIGH if operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
        operation=operation.source,
        subject=column,
    )


RULE = Rule(
    id="alter-outside-batch",
    group="general",
    severity=Severity.ERROR,
    summary="a change of a table that SQLite makes only in a batch",
    subject=Migration,
    check=check,
    dialects=("sqlite",),
)
