"""header-mismatch: the docstring or the file's name tells another revision than the variables do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.findings import Problem, Rule, Severity
from migralint.revisions.history import History
from migralint.revisions.revision import Revision
from migralint.revisions.source import START, Span

NO_PARENT = {"None", "base", "<base>", "-"}


def check(history: History) -> Iterator[Problem]:
    for revision in history.revisions:
        told, parents = revision.docstring.revision, revision.docstring.revises
        if told is not None and told.split()[0] != revision.id:
            yield _problem(revision, "Revision ID", told, revision.id, Severity.WARNING)
        real = revision.down_revisions
        if parents is not None and "down_revision" not in revision.unread and set(parents) - NO_PARENT != set(real):
            yield _problem(revision, "Revises", ", ".join(parents), ", ".join(real), Severity.INFO)
        other = _owner_of_name(revision, history)
        if other is not None:
            yield Problem(
                span=revision.span_of("revision"),
                path=revision.script.path,
                message=f"the file is named after revision {_short(other)}, but it is {_short(revision.id)}",
                help=f"rename the file, for people look for a revision by its name:\n{revision.id}_….py",
                subject=revision.id,
            )


def _problem(revision: Revision, field: str, told: str, real: str, severity: Severity) -> Problem:
    variable = "revision" if field == "Revision ID" else "down_revision"
    return Problem(
        span=_line(revision, field),
        path=revision.script.path,
        message=f'the docstring says "{field}: {_short(told)}", but {variable} is {_short(real) or None}',
        help=f"Alembic goes by the variable, readers by the docstring:\n{field}: {real}".rstrip(),
        severity=severity,
        subject=f"{revision.id} {field}",
    )


def _line(revision: Revision, field: str) -> Span:
    found = re.search(rf"^{field}:.*$", revision.script.text, re.MULTILINE)
    if found is None:
        return START
    line = revision.script.text.count("\n", 0, found.start()) + 1
    return Span(line, 1, line, len(found[0]) + 1)


def _owner_of_name(revision: Revision, history: History) -> str | None:
    """The other revision whose id begins the file's name."""
    stem = revision.script.path.stem
    first = stem.split("_")[0]
    named = history.by_id.get(stem) or history.by_id.get(first)
    if named is None or named.id == revision.id or revision.id in stem or len(named.id) < 6:
        return None
    return named.id


def _short(text: str) -> str:
    """Long ids may differ behind what is shown, which must not look whole."""
    return text if len(text) <= 24 else f"{text[:23]}…"


RULE = Rule(
    id="header-mismatch",
    group="graph",
    severity=Severity.WARNING,
    summary="a docstring or file name that tells another revision than the variables",
    subject=History,
    check=check,
)
