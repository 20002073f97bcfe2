"""missing-downgrade: the upgrade changes the schema, and the downgrade does nothing about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from migralint.analysis.restoring import (
    Unrestored,
    difference_notes,
    next_failure,
    restoring_help,
    runs_to_its_end,
    unrestored,
)
from migralint.analysis.statements import listed
from migralint.findings import Problem, Rule, Severity
from migralint.interpreter.step import Body, Run
from migralint.migration import Migration
from migralint.operations import ChangeData, CreateAll, DropAll, Guard, Operation, Query, RawSql, Unread
from migralint.revisions.remarks import remarks_in

ON_PURPOSE = re.compile(r"irreversib|one[- ]way|not reversib|no[- ]op", re.IGNORECASE)
POLICY = 10  # of so many revisions four in five without a downgrade are a decision, not an oversight


def check(migration: Migration) -> Iterator[Problem]:
    down = migration.downgrade
    missing = down.body is Body.MISSING and migration.upgrade.body is not Body.MISSING
    if down.body in (Body.CODE, Body.RAISES):
        return
    if not (missing or any(_needs_undoing(step.operation) for step in migration.upgrade.steps)):
        return
    left = unrestored(migration)
    if missing and _is_policy(migration):
        return
    unsure = _partly_read(migration.upgrade) and not _says_why(migration)
    if not (missing or left or unsure):
        return
    state = "is missing" if missing else "is empty"
    failure = next_failure(migration) if down.body is Body.EMPTY else ()
    yield Problem(
        span=migration.upgrade.head if missing else down.head,
        message=f"{down.name}() {state}: {_consequence(migration, left)}",
        help=_help(migration, left),
        notes=(*difference_notes(left), *failure),
        severity=Severity.INFO if _says_why(migration) or (left and _is_minor(left)) else None,
        operation=down.name,
        subject=migration.revision.id,
    )


def _partly_read(run: Run) -> bool:
    """Whether the run may do more than is known, so that a schema which looks restored may not be."""
    if not runs_to_its_end(run):
        return True
    return any(step.operation.guard is not Guard.ALWAYS or _is_hidden(step.operation) for step in run.steps)


def _is_hidden(operation: Operation) -> bool:
    match operation:
        case Unread(is_ddl=hidden) | RawSql(opaque=hidden):
            return hidden
    return isinstance(operation, (CreateAll, DropAll))


def _is_minor(left: Sequence[Unrestored]) -> bool:
    return all(each.is_minor for each in left)


def _consequence(migration: Migration, left: Sequence[Unrestored]) -> str:
    """What stays, where all that stays is something that the upgrade made."""
    if left and all(each.difference.kind == "added" for each in left):
        objects = listed((each.difference.object for each in left), width=60)
        return f"{objects} {'stays' if len(left) == 1 else 'stay'}"
    return f"revision {migration.revision.id[:32]} cannot be undone"


def _needs_undoing(operation: Operation) -> bool:
    """Data, queries and settings leave the schema alone."""
    match operation:
        case ChangeData() | Query():
            return False
        case RawSql(opaque=opaque):
            return opaque
        case Unread(is_ddl=is_ddl):
            return is_ddl
    return True


def _is_policy(migration: Migration) -> bool:
    revisions = migration.history.revisions
    having = sum("def downgrade" in revision.script.text for revision in revisions)
    return len(revisions) >= POLICY and 5 * having <= len(revisions)


def _says_why(migration: Migration) -> bool:
    script = migration.revision.script
    header = migration.revision.docstring.message
    return (
        bool(remarks_in(script, migration.downgrade.name)) or ON_PURPOSE.search(header + _body(migration)) is not None
    )


def _body(migration: Migration) -> str:
    if migration.downgrade.body is Body.MISSING:
        return ""
    span = migration.downgrade.span
    return "\n".join(migration.revision.script.lines[span.line - 1 : span.end_line])


def _help(migration: Migration, left: Sequence[Unrestored]) -> str:
    if left and migration.downgrade.body is Body.EMPTY:
        return restoring_help(migration, left)
    sources = dict.fromkeys(s.operation.source for s in migration.upgrade.steps if _needs_undoing(s.operation))
    undone = ", ".join(source for source in list(sources)[:3] if source)
    return (
        f"undo {undone or 'the upgrade'} in it, last step first, or say that there is no way back:\n"
        f'def {migration.downgrade.name}():\n    raise NotImplementedError("{migration.revision.id} is irreversible")'
    )


RULE = Rule(
    id="missing-downgrade",
    group="reversibility",
    severity=Severity.WARNING,
    summary="a schema change without a downgrade",
    subject=Migration,
    check=check,
)
