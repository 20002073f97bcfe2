"""merged-revision-deleted: a revision that the base branch has is gone."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from migralint.findings import Note, Problem, Rule, Severity
from migralint.revisions.history import History
from migralint.revisions.revision import Revision
from migralint.revisions.source import START, Span

if TYPE_CHECKING:
    from migralint.revisions.base_history import BaseHistory

_MOST_FILES = 5


def check(history: History) -> Iterator[Problem]:
    if history.base and history.base.gone:
        yield _problem(list(history.base.gone.values()), history, history.base)


def _problem(gone: Sequence[Revision], history: History, base: BaseHistory) -> Problem:
    path, span = _place(gone, history, base)
    names = [revision.id for revision in gone]
    are = "is merged and gone: databases at it" if len(gone) == 1 else "are merged and gone: databases at them"
    return Problem(
        span=span,
        path=path,
        message=f"{_listed(names)} {are} cannot be upgraded",
        help=_help([revision.script.path for revision in gone], base),
        notes=tuple(Note(f"{base.name} has {name} here", path=one.script.path) for name, one in base.gone.items()),
        subject=" ".join(sorted(names)),
    )


def _place(gone: Sequence[Revision], history: History, base: BaseHistory) -> tuple[Path, Span]:
    """What came instead: the file's new content, the child that follows another one now, a squash; else the file."""
    first = gone[0]
    for revision in history.revisions:
        if revision.script.path == first.script.path:
            return revision.script.path, revision.span_of("revision")
    for change in base.changes:
        if change.before and change.after and _follows(change.before, base.gone):
            return change.after.script.path, change.after.span_of("down_revision")
    for revision in base.new.values():
        if any(one.down_revisions == revision.down_revisions for one in gone):
            return revision.script.path, revision.span_of("revision")
    return first.script.path, START


def _follows(revision: Revision, names: Collection[str]) -> bool:
    return any(name in names for name in revision.down_revisions)


def _listed(names: Sequence[str]) -> str:
    shown = names[0][:32] if len(names) == 1 else ", ".join(names[:-1]) + f" and {names[-1]}"
    return shown if len(shown) <= 40 else f"{names[0][:16]}, …, {names[-1][:16]}"


def _help(paths: Sequence[Path], base: BaseHistory) -> str:
    inside = [path.relative_to(base.root).as_posix() for path in paths if path.is_relative_to(base.root)]
    shown = [shlex.quote(f":/{path}") for path in inside[:_MOST_FILES]]
    more = "  # and the others" if len(inside) > _MOST_FILES else ""
    return (
        f"restore it, and take back what it did in a new revision:\n"
        f"git checkout {shlex.quote(base.name)} -- {' '.join(shown)}{more}\n"
        "to squash a history, keep the id of its last revision, and upgrade every database to that one before"
    )


RULE = Rule(
    id="merged-revision-deleted",
    group="deploy",
    severity=Severity.ERROR,
    summary="a merged revision is gone",
    subject=History,
    check=check,
)
