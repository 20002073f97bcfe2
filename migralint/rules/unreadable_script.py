"""unreadable-script: a revision file that is no readable Python."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings import Problem, Rule, Severity
from migralint.revisions.history import History


def check(history: History) -> Iterator[Problem]:
    for file in history.unreadable:
        yield Problem(
            span=file.span,
            path=file.path,
            message=f"{file.why}: no Alembic command works"[:99],
            help="correct the file: Alembic imports every file of the folder for every command",
            subject=file.path.name,
        )


RULE = Rule(
    id="unreadable-script",
    group="general",
    severity=Severity.ERROR,
    summary="a revision file that is no readable Python",
    subject=History,
    check=check,
)
