"""multiple-heads: two revisions that nothing follows on one line of development."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migralint.findings import Note, Problem, Rule, Severity
from migralint.revisions.history import History
from migralint.revisions.revision import Revision


def check(history: History) -> Iterator[Problem]:
    if any("down_revision" in revision.unread for revision in history.by_id.values()):
        return
    heads = [head for head in history.heads if _surely_a_head(head, history)]
    if history.expected_heads is not None and len(heads) <= history.expected_heads:
        return
    lines: dict[object, list[Revision]] = {}
    for head in heads:
        lines.setdefault(history.lines[head.id], []).append(head)
    for line in lines.values():
        if len(line) > 1:
            yield _problem(sorted(line, key=lambda head: head.docstring.create_date or ""), history)


def _surely_a_head(head: Revision, history: History) -> bool:
    """Below an unknown parent nothing is sure, and an unreadable file may follow the head."""
    if history.may_be_hidden(head.id):
        return False
    before = (history.by_id[name] for name in history.ancestors([head.id]))
    return all(parent in history.by_id for revision in before for parent in revision.down_revisions)


def _problem(heads: Sequence[Revision], history: History) -> Problem:
    newest = heads[-1]
    names = [head.id for head in heads]
    first = _first_of_branch(newest, heads[-2], history) if len(heads) == 2 else None
    place = first or newest
    return Problem(
        span=place.span_of("down_revision" if first else "revision"),
        path=place.script.path,
        message=f"{_listed(names)} are {len(heads)} heads: `upgrade head` fails for everyone",
        help=_help(names, first),
        notes=tuple(Note(f"head {head.id}", head.span_of("revision"), head.script.path) for head in heads),
        subject=" ".join(sorted(names)),
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:-1]) + f" and {names[-1]}"
    return shown if len(shown) <= 40 else f"{names[0][:16]}, …, {names[-1][:16]}"


def _first_of_branch(newest: Revision, other: Revision, history: History) -> Revision | None:
    """The revision where the newest head's own branch begins, if it begins once and has no second parent."""
    own = history.ancestors([newest.id]) - history.ancestors([other.id])
    first = [name for name in own if own.isdisjoint(history.by_id[name].down_revisions)]
    return history.by_id[first[0]] if len(first) == 1 and not history.by_id[first[0]].is_merge else None


def _help(names: Sequence[str], first: Revision | None) -> str:
    ids = " ".join(names)
    merge = f'alembic merge -m "merge heads" {ids}  # Flask-Migrate: flask db merge -m "merge heads" {ids}'
    if first is None:
        return f"merge them:\n{merge}"
    return (
        f"while no database has {first.id}, let its line follow the other in {first.script.path.name}:\n"
        f'down_revision = "{names[0]}"\n'
        f"else merge them:\n{merge}"
    )


RULE = Rule(
    id="multiple-heads",
    group="graph",
    severity=Severity.ERROR,
    summary="several heads on one line of development",
    subject=History,
    check=check,
)
