"""revision-cycle: revisions that follow each other in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings import Note, Problem, Rule, Severity
from migralint.revisions.history import History


def check(history: History) -> Iterator[Problem]:
    cycle = history.cycle
    if not cycle:
        return
    first = cycle[0]
    variable = "depends_on" if not any(other.id in first.down_revisions for other in cycle) else "down_revision"
    yield Problem(
        span=first.span_of(variable),
        path=first.script.path,
        message=_message([revision.id for revision in cycle]),
        help="let the oldest of them follow the revision that was there before it, or nothing:\ndown_revision = None",
        notes=tuple(Note(f"{r.id} is part of it", r.span_of("down_revision"), r.script.path) for r in cycle[1:]),
        subject=" ".join(sorted(revision.id for revision in cycle)),
    )


def _message(names: list[str]) -> str:
    if len(names) == 1:
        return f"revision {names[0]} follows itself: every Alembic command fails"
    shown = ", ".join(names if len(", ".join(names)) < 40 else [names[0], "…", names[-1]])
    return f"{shown} follow each other in a circle: every Alembic command fails"


RULE = Rule(
    id="revision-cycle",
    group="graph",
    severity=Severity.ERROR,
    summary="revisions that follow each other in a circle",
    subject=History,
    check=check,
)
