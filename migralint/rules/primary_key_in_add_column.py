"""primary-key-in-add-column: `primary_key=True` of an added column, which Alembic leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.alembic_code.calls import call, in_schema, quoted, strings
from migralint.analysis.statements import shown
from migralint.findings import Problem, Rule, Severity
from migralint.interpreter.step import Run, Step
from migralint.migration import DIRECTIONS, Direction, Migration
from migralint.objects import PrimaryKey, TableName
from migralint.operations import AddColumn


def check(migration: Migration) -> Iterator[Problem]:
    for direction in DIRECTIONS:
        run = migration.upgrade if direction == "upgrade" else migration.downgrade
        ignored = [step for step in migration.steps(AddColumn, direction=direction) if _is_ignored(step, run)]
        if migration.target.dialect == "sqlite":  # a batch may make the table anew, with the key
            ignored = [step for step in ignored if not step.operation.in_batch]
        for step in ignored:
            table = step.operation.table
            columns = [other.operation.column.name for other in ignored if other.operation.table == table]
            yield _problem(step, direction, columns, run)


def _is_ignored(step: Step[AddColumn], run: Run) -> bool:
    operation = step.operation
    if not operation.column.primary_key or operation.sql is not None or step.conflict is not None:
        return False
    if any(isinstance(constraint, PrimaryKey) for constraint in operation.constraints):
        return False
    end = run.end.table(operation.table)
    return end is not None and operation.column.name not in _key(end.primary_key)


def _key(key: PrimaryKey | None) -> tuple[str, ...]:
    return key.columns if key is not None else ()


def _problem(step: Step[AddColumn], direction: Direction, columns: list[str], run: Run) -> Problem:
    table, name = step.operation.table, step.operation.column.name
    before = step.before.table(table)
    own = _key(before.primary_key) if before is not None else ()
    end = run.end.table(table)
    stays = own and end is not None and _key(end.primary_key) == own
    after = f"the key stays ({shown(', '.join(own))})" if stays else "the table gets no key"
    return Problem(
        step.span,
        f"primary_key=True of {shown(table)}.{shown(name)} is left out in add_column: {after}",
        _help(step, table, [*(column for column in own if run.end.column(table, column)), *columns], has_key=bool(own)),
        operation=step.operation.source,
        subject=f"{direction} {table}.{name}",
    )


def _help(step: Step[AddColumn], table: TableName, columns: list[str], *, has_key: bool) -> str:
    key = f"pk_{table.name}"
    if step.operation.in_batch:
        made = f"batch_op.create_primary_key({quoted(key)}, {strings(columns)})"
    else:
        made = call("create_primary_key", quoted(key), quoted(table.name), strings(columns), *in_schema(table))
    return f"{'drop the old key first, then make' if has_key else 'make'} the key by itself:\n{made}"


RULE = Rule(
    id="primary-key-in-add-column",
    group="general",
    severity=Severity.WARNING,
    summary="`primary_key=True` of an added column, which Alembic leaves out",
    subject=Migration,
    check=check,
)
