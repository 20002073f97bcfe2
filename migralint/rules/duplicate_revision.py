"""duplicate-revision: one revision id, or one branch label, in two files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from migralint.findings import Note, Problem, Rule, Severity
from migralint.revisions.history import History
from migralint.revisions.revision import Revision


def check(history: History) -> Iterator[Problem]:
    for revision in history.revisions:
        first = history.by_id[revision.id]
        if first is not revision:
            yield _problem(revision, first)
    yield from _labels(history)


def _problem(revision: Revision, first: Revision) -> Problem:
    fresh = hashlib.sha256(revision.script.path.name.encode()).hexdigest()[:12]
    return Problem(
        span=revision.span_of("revision"),
        path=revision.script.path,
        message=f'another file has the id "{revision.id[:32]}" too: Alembic runs only one of the two',
        help=f'give the newer one an id of its own, and name it in what follows it:\nrevision = "{fresh}"',
        notes=(Note(f"{first.script.path.name} has the same id", first.span_of("revision"), first.script.path),),
        subject=revision.id,
    )


def _labels(history: History) -> Iterator[Problem]:
    owners: dict[str, Revision] = dict(history.by_id)
    for revision in history.by_id.values():
        for label in dict.fromkeys(revision.branch_labels):
            other = owners.setdefault(label, revision)
            if other is not revision:
                yield Problem(
                    span=revision.span_of("branch_labels"),
                    path=revision.script.path,
                    message=f'branch label "{label}" is taken already: every Alembic command fails',
                    help=f'keep it at one revision: those after {other.id} have the label "{label}" by themselves',
                    notes=(Note(f"{other.id} has it", other.span_of("branch_labels"), other.script.path),),
                    subject=f"{revision.id} {label}",
                )


RULE = Rule(
    id="duplicate-revision",
    group="graph",
    severity=Severity.ERROR,
    summary="one revision id or branch label in two files",
    subject=History,
    check=check,
)
