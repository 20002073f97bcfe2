"""unreadable-script: a revision file that is no readable Python."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from migralint.findings import Problem, Rule, Severity
from migralint.revisions.history import History
from migralint.revisions.script import NEWER
from migralint.revisions.source import Span


def check(history: History) -> Iterator[Problem]:
    for file in history.unreadable:
        yield _problem(file.path, file.why, file.span)
    for revision in history.revisions:
        failure = revision.script.failure
        if failure is not None:
            yield _problem(revision.script.path, failure.why, failure.span)


def _problem(path: Path, why: str, span: Span) -> Problem:
    if why.endswith(NEWER):
        run = "run migralint with the Python that runs the application: nothing in the file was checked"
        return Problem(span, why, help=run, severity=Severity.WARNING, path=path, subject=path.name)
    return Problem(
        span=span,
        path=path,
        message=f"{why[:68]}: every Alembic command fails",
        help="correct the file: Alembic imports every file of the folder for every command",
        subject=path.name,
    )


RULE = Rule(
    id="unreadable-script",
    group="general",
    severity=Severity.ERROR,
    summary="a revision file that is no readable Python",
    subject=History,
    check=check,
)
