"""missing-downgrade: the upgrade changes the schema, and the downgrade does nothing about it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.findings import Problem, Rule, Severity
from migralint.interpreter.step import Body
from migralint.migration import Migration
from migralint.operations import AddEnumValue, ChangeData, Operation, Query, RawSql, Unread

ON_PURPOSE = re.compile(
    r"irrevers|one[- ]way|not (be )?(revers|supported|possible|needed|downgrad)|no (way back|downgrade|going back|need)"
    r"|(can ?not|can't|won't|do not|don't|never) (be )?(undo|undone|revert|revers|downgrad|restor|remov|drop)"
    r"|no-?op|intentional|on purpose|deliberate",
    re.IGNORECASE,
)
POLICY = 10  # so many revisions without a single downgrade are a decision, not an oversight


def check(migration: Migration) -> Iterator[Problem]:
    down = migration.downgrade
    if down.body is Body.CODE or not any(_needs_undoing(s.operation) for s in migration.upgrade.steps):
        return
    if down.body is Body.MISSING and _is_policy(migration):
        return
    missing = down.body is Body.MISSING
    yield Problem(
        span=migration.upgrade.span if missing else down.span,
        message=f"{down.name}() {_state(down.body)}: revision {migration.revision.id[:32]} cannot be undone",
        help=_help(migration),
        severity=Severity.INFO if _on_purpose(migration) else None,
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


def _state(body: Body) -> str:
    return {Body.MISSING: "is missing", Body.EMPTY: "is empty", Body.RAISES: "only raises"}[body]


def _on_purpose(migration: Migration) -> bool:
    down = migration.downgrade
    text = migration.revision.script.text
    own = text.split("\n")[down.span.line - 1 : down.span.end_line + 1] if down.body is not Body.MISSING else []
    return down.body is Body.RAISES or ON_PURPOSE.search("\n".join(own)) is not None


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
