"""missing-downgrade: the upgrade changes the schema, and the downgrade does nothing about it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.findings import Problem, Rule, Severity
from migralint.interpreter.step import Body
from migralint.migration import Migration
from migralint.operations import AddEnumValue, ChangeData, Operation, Query, RawSql, Unread
from migralint.revisions.remarks import remarks_in

ON_PURPOSE = re.compile(r"irreversib|one[- ]way|not reversib|no[- ]op", re.IGNORECASE)
POLICY = 10  # so many revisions without a single downgrade are a decision, not an oversight


def check(migration: Migration) -> Iterator[Problem]:
    down = migration.downgrade
    raises = down.body is Body.RAISES or (down.raised is not None and not down.steps)
    if (down.body is Body.CODE and not raises) or not any(_needs_undoing(s.operation) for s in migration.upgrade.steps):
        return
    missing = down.body is Body.MISSING
    if missing and _is_policy(migration):
        return
    state = "only raises" if raises else "is missing" if missing else "is empty"
    yield Problem(
        span=migration.upgrade.head if missing else down.head,
        message=f"{down.name}() {state}: revision {migration.revision.id[:32]} cannot be undone",
        help=_help(migration),
        severity=Severity.INFO if raises or _says_why(migration) else None,
        operation=down.name,
        subject=migration.revision.id,
    )


def _needs_undoing(operation: Operation) -> bool:
    """Data, queries and settings leave the schema alone; an enum's new value cannot be taken back."""
    match operation:
        case ChangeData() | Query() | AddEnumValue():
            return False
        case RawSql(opaque=opaque):
            return opaque
        case Unread(is_ddl=is_ddl):
            return is_ddl
    return True


def _is_policy(migration: Migration) -> bool:
    revisions = migration.history.revisions
    return len(revisions) >= POLICY and not any("def downgrade" in revision.script.text for revision in revisions)


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


def _help(migration: Migration) -> str:
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
