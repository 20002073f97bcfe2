"""merged-revision-reparented: a revision that the base branch has follows another one now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from migralint.findings import Note, Problem, Rule, Severity
from migralint.revisions.history import History
from migralint.revisions.revision import Revision, written

if TYPE_CHECKING:
    from migralint.revisions.base_history import BaseHistory


def check(history: History) -> Iterator[Problem]:
    for change in history.base.changes if history.base else ():
        if history.base and change.before and change.after and _is_moved(change.before, change.after, history.base):
            yield from _problem(change.before, change.after, history, history.base)


def _is_moved(before: Revision, after: Revision, base: BaseHistory) -> bool:
    """Whether it was led elsewhere while what it followed is still there."""
    old, new = ({*one.down_revisions, *one.depends_on} for one in (before, after))
    return old != new and not (old and old <= base.gone.keys())


def _problem(before: Revision, after: Revision, history: History, base: BaseHistory) -> Iterator[Problem]:
    home = base.fork if before.id in base.fork.by_id else base.tip
    old, new = home.ancestors([before.id]), history.ancestors([after.id])
    skipped = [one for one in history.order if one.id in new and one.id not in old]
    again = [one for one in history.order if one.id in old and one.id not in new]
    variable = "down_revision" if set(before.down_revisions) != set(after.down_revisions) else "depends_on"
    if skipped or again:
        harm = f"never run {_counted(skipped)}" if skipped else f"run {_counted(again)} again"
        yield Problem(
            span=after.span_of(variable),
            path=after.script.path,
            message=f"{after.id[:24]} is merged and follows another one now: databases at it {harm}",
            help=_help(variable, before, skipped, base),
            notes=tuple(
                Note(f"{one.id} comes before it now", one.span_of("revision"), one.script.path) for one in skipped
            ),
            subject=after.id,
        )


def _counted(revisions: Sequence[Revision]) -> str:
    last = revisions[-1].id[:16]
    return last if len(revisions) == 1 else f"{last} and {len(revisions) - 1} more"


def _help(variable: str, before: Revision, skipped: Sequence[Revision], base: BaseHistory) -> str:
    names = before.down_revisions if variable == "down_revision" else before.depends_on
    text = f"let it follow what it follows on {base.name}:\n{variable} = {written(names)}"
    first = next((one for one in skipped if one.id in base.new), None)
    if first is None or len(base.tip.heads) != 1:
        return text
    head = written([base.tip.heads[0].id])
    return f"{text}\nand {first.id} the head of {base.name}, in {first.script.path.name}:\ndown_revision = {head}"


RULE = Rule(
    id="merged-revision-reparented",
    group="deploy",
    severity=Severity.ERROR,
    summary="a merged revision follows another one than before",
    subject=History,
    check=check,
)
