"""merged-revision-edited: a revision that the base branch has does something else in the working tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migralint.findings import Problem, Rule, Severity
from migralint.revisions.history import History
from migralint.revisions.revision import Revision
from migralint.revisions.source import Span

if TYPE_CHECKING:
    from migralint.revisions.base_history import BaseHistory


def check(history: History) -> Iterator[Problem]:
    for change in history.base.changes if history.base else ():
        if history.base and change.before and change.after and change.edit and change.edit.is_missed:
            yield _problem(change.after, change.edit.span, history.base)


def _problem(revision: Revision, span: Span, base: BaseHistory) -> Problem:
    return Problem(
        span=span,
        path=revision.script.path,
        message=f"{revision.id[:32]} is merged: databases that have run it never run what is edited here",
        help=(
            f"leave it as {base.name} has it, and put the edit into a new revision:\n"
            "alembic revision -m ...  # Flask-Migrate: flask db revision -m ..."
        ),
        subject=revision.id,
    )


RULE = Rule(
    id="merged-revision-edited",
    group="deploy",
    severity=Severity.WARNING,
    summary="a merged revision does something else than before",
    subject=History,
    check=check,
)
