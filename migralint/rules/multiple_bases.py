"""multiple-bases: a second revision without a parent on one line of development."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings import Note, Problem, Rule, Severity
from migralint.revisions.history import History
from migralint.revisions.revision import Revision


def check(history: History) -> Iterator[Problem]:
    lines: dict[object, list[Revision]] = {}
    for base in history.bases:
        if "down_revision" in base.spans and "down_revision" not in base.unread and not base.depends_on:
            lines.setdefault(history.lines[base.id], []).append(base)
    for bases in lines.values():
        oldest = min(bases, key=lambda base: base.docstring.create_date or "")
        for base in bases:
            if base is not oldest:
                yield _problem(base, oldest, history)


def _problem(base: Revision, oldest: Revision, history: History) -> Problem:
    after = [head.id for head in history.heads if base.id not in history.ancestors([head.id])]
    parent = after[0] if len(after) == 1 else oldest.id
    return Problem(
        span=base.span_of("down_revision"),
        path=base.script.path,
        message=f"revision {base.id[:24]} begins a second history beside {oldest.id[:24]}",
        help=f'name the revision that it follows:\ndown_revision = "{parent}"\nor label a branch that is meant:\n'
        f'branch_labels = ("{base.script.path.stem.split("_")[-1]}",)',
        notes=(Note(f"{oldest.id} is a base too", oldest.span_of("down_revision"), oldest.script.path),),
        subject=base.id,
    )


RULE = Rule(
    id="multiple-bases",
    group="graph",
    severity=Severity.WARNING,
    summary="a second revision without a parent",
    subject=History,
    check=check,
)
