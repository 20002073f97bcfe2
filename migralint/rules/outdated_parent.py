"""outdated-parent: a new revision that is no longer alone in following its parent, once the work is merged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from migralint.findings import Note, Problem, Rule, Severity
from migralint.revisions.history import History
from migralint.revisions.revision import Revision, written

if TYPE_CHECKING:
    from migralint.revisions.base_history import BaseHistory


def check(history: History) -> Iterator[Problem]:
    base = history.base
    if base is None or not base.new:
        return
    came = {revision.id for revision in base.ahead(history)}
    merged = base.once_merged(history) if came else history
    if not came or not _is_known(merged):
        return
    lines: dict[object, list[Revision]] = {}
    for head in merged.heads:
        lines.setdefault(merged.lines[head.id], []).append(head)
    for heads in lines.values():
        others = [head for head in heads if head.id in came]
        for head in heads:
            if others and head.id in base.new:
                yield _problem(head, others, merged, base)


def _is_known(history: History) -> bool:
    unread = any("down_revision" in revision.unread for revision in history.by_id.values())
    meant = history.expected_heads is not None and len(history.heads) <= history.expected_heads
    return not unread and not meant


def _problem(head: Revision, others: Sequence[Revision], merged: History, base: BaseHistory) -> Problem:
    first = _first(head, merged, base)
    other = others[-1]
    names = (first.id[:20], other.id[:20], base.name[:20])
    return Problem(
        span=first.span_of("down_revision"),
        path=first.script.path,
        message="{} does not follow {}, which {} has by now: two heads once merged".format(*names),
        help=_help(head, first, other, merged, base),
        notes=tuple(Note(f"{base.name} has {one.id} here", path=one.script.path) for one in others),
        subject=first.id,
    )


def _first(head: Revision, merged: History, base: BaseHistory) -> Revision:
    """Where the new line begins that ends in this head."""
    own = merged.ancestors([head.id]) & base.new.keys()
    firsts = [name for name in base.new if name in own and own.isdisjoint(base.new[name].down_revisions)]
    return base.new[firsts[0]] if firsts else head


def _help(head: Revision, first: Revision, other: Revision, merged: History, base: BaseHistory) -> str:
    before = merged.ancestors([other.id])
    kept = [name for name in first.down_revisions if name not in before]
    return (
        f"take the commits of {base.name} over, and let it follow its head in {first.script.path.name}:\n"
        f"down_revision = {written([other.id, *kept])}\n"
        "or, where a database has run it already, merge the heads:\n"
        f'alembic merge -m "merge heads" {other.id} {head.id}  # Flask-Migrate: flask db merge'
    )


RULE = Rule(
    id="outdated-parent",
    group="graph",
    severity=Severity.ERROR,
    summary="a new revision that the base branch has overtaken",
    subject=History,
    check=check,
)
