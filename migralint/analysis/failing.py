"""Operations that cannot run on the schema they meet, as problems."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.alembic_code.calls import call, in_schema, quoted
from migralint.findings import Note, Problem
from migralint.interpreter.step import Run, Step
from migralint.objects import ConstraintKind, TableName, constraint_kind
from migralint.operations import (
    AddColumn,
    AlterColumn,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    Operation,
    RenameColumn,
)
from migralint.schema.apply import Conflict
from migralint.schema.schema import Schema, Table

LONGEST = 200  # with two names as long as a database keeps them
_TABLE = re.compile(r"\b(?:of(?! column)|table|column) ([\w$]+)")


def failing(run: Run) -> Iterator[Problem]:
    """A problem for each operation that cannot run, but for those that other rules speak of.

    The first to fail on a table makes those behind it fail too, which nobody needs to be told.
    """
    failed: set[str] = set()
    for step in run.steps:
        if step.conflict is None:
            continue
        tables = _tables(step, step.conflict)
        if not tables & failed and not _told_elsewhere(step):
            yield _problem(run, step)
        failed |= tables
    for mistake in run.mistakes:
        message = f"{run.name}() fails: {mistake}"
        short = message if len(message) <= LONGEST else f"{message[: LONGEST - 3]}..."
        yield Problem(mistake.span, short, subject=mistake.what)


def _tables(step: Step[Operation], conflict: Conflict) -> set[str]:
    """The tables that the operation and its conflict are about."""
    table = getattr(step.operation, "table", None)
    own = {table.name} if isinstance(table, TableName) else set()
    return own | set(_TABLE.findall(conflict.object))


def _told_elsewhere(step: Step[Operation]) -> bool:
    """unnamed-constraint tells of names that are None, alter-outside-batch of what SQLite lacks, others of types."""
    operation, conflict = step.operation, step.conflict
    if isinstance(operation, (DropConstraint, DropIndex)) and operation.name is None:
        return True
    return conflict is not None and conflict.about in ("type", "batch")


def _problem(run: Run, step: Step[Operation]) -> Problem:
    assert step.conflict is not None
    return Problem(
        step.span,
        _message(f"{run.name}() fails: ", step.conflict),
        help=_help(step),
        notes=tuple(_causes(run, step)),
        operation=step.operation.source,
        subject=step.conflict.object,
    )


def _message(start: str, conflict: Conflict) -> str:
    """Shortened in the names, so that it still says what is wrong."""
    message, wrong = f"{start}{conflict}", str(conflict).removeprefix(conflict.object)
    if len(message) <= LONGEST:
        return message
    return f"{message[: LONGEST - len(wrong) - 3]}...{wrong}"


def _causes(run: Run, failed: Step[Operation]) -> Iterator[Note]:
    """Where the same run made or took away what the operation meets, or misses."""
    assert failed.conflict is not None
    words = {"exists": "it is made here", "missing": "it is gone from here"}.get(failed.conflict.kind)
    if words is None:
        return
    for step in reversed(run.steps[: run.steps.index(failed)]):
        if _has(step.before, failed) != _has(step.after, failed):
            yield Note(words, step.span)
            return


def _has(schema: Schema, failed: Step[Operation]) -> bool:
    """Whether the object that the operation is about is there."""
    operation = failed.operation
    table = getattr(operation, "table", None)
    known = schema.table(table) if isinstance(table, TableName) else None
    match operation:
        case _ if known is None:
            return False
        case AddColumn(column=column):
            return known.column(column.name) is not None
        case DropColumn(name=name) | AlterColumn(name=name) | RenameColumn(name=name):
            return known.column(name) is not None
        case DropConstraint(name=str(name)):
            return known.constraint(name) is not None
        case DropIndex(name=str(name)):
            return known.index(name) is not None
    return True


def _help(step: Step[Operation]) -> str:
    assert step.conflict is not None
    match step.conflict.kind, step.operation:
        case "missing", DropConstraint(table=table, name=str(name), kind=kind):
            return _near_constraints(step.before.table(table), name, kind)
        case "missing", DropColumn(table=table, name=name) | AlterColumn(table=table, name=name):
            return _near_columns(step.before.table(table), name)
        case "in-use", DropTable(table=table):
            return _drop_keys_first(step.before, table)
        case "in-use", AlterColumn() if step.conflict.object.startswith("type of"):
            return "drop the foreign key first, change the columns at both of its ends, and make it again"
        case "refused", _ if step.conflict.about == "length":
            return "give it one, sa.String(255), or write sa.Text()"
        case "exists", CreateTable(table=table):
            return f"{table} is there before: take this create_table out, or alter the table that is there"
    return ""


def _near_constraints(table: Table | None, name: str, kind: ConstraintKind | None) -> str:
    keys = [c for c in table.constraints if kind in (None, constraint_kind(c))] if table is not None else []
    names = [key.name for key in keys if key.name is not None]
    if not names:
        return ""
    from difflib import get_close_matches  # only a mistake needs it

    found = get_close_matches(name, names, n=3, cutoff=0.4) or names[:3]
    return f"{table.name if table else ''} has {' and '.join(quoted(each) for each in found)}"


def _near_columns(table: Table | None, name: str) -> str:
    from difflib import get_close_matches  # only a mistake needs it

    found = get_close_matches(name, [c.name for c in table.columns], n=2) if table is not None else []
    return f"{table.name if table else ''} has {' and '.join(quoted(each) for each in found)}" if found else ""


def _drop_keys_first(schema: Schema, table: TableName) -> str:
    """The foreign keys that other tables hold on this one, dropped by name."""
    lines = [
        call("drop_constraint", quoted(key.name), quoted(other.name.name), *in_schema(other.name), 'type_="foreignkey"')
        for other, key in schema.referencing(table)
        if key.name is not None
    ]
    return "\n".join(["drop what refers to it first:", *lines[:4]]) if lines else ""
