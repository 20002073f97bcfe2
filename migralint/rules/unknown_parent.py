"""unknown-parent: `down_revision` or `depends_on` names a revision that no file defines."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings import Problem, Rule, Severity
from migralint.revisions.history import History
from migralint.revisions.revision import Revision


def check(history: History) -> Iterator[Problem]:
    for revision in history.revisions:
        if "down_revision" not in revision.spans:
            yield Problem(
                span=revision.span_of("revision"),
                path=revision.script.path,
                message=f"revision {revision.id[:32]} has no down_revision: every Alembic command fails",
                help="name the revision before it, or say that there is none:\ndown_revision = None",
                subject=revision.id,
            )
        for name in history.unknown_parents(revision):
            yield _problem(revision, name, history)


def _problem(revision: Revision, name: str, history: History) -> Problem:
    variable = "down_revision" if name in revision.down_revisions else "depends_on"
    meant = _meant(name, history, revision)
    return Problem(
        span=revision.span_of(variable),
        path=revision.script.path,
        message=f'{variable} "{name[:32]}" is defined in no file: every Alembic command fails',
        help=f'did you mean "{meant}"?' if meant else f'restore the file of "{name}", or name the revision that exists',
        subject=f"{revision.id} {name}",
    )


def _meant(name: str, history: History, revision: Revision) -> str | None:
    """The id that begins like the name, whose file has the name, or that is written almost alike."""
    others = [other for other in history.by_id.values() if other is not revision]
    beginning = [other.id for other in others if other.id.startswith(name) or name.startswith(f"{other.id}_")]
    filed = [other.id for other in others if name.removesuffix(".py") == other.script.path.stem]
    for found in (filed, beginning):
        if len(found) == 1:
            return found[0]
    from difflib import get_close_matches  # only a mistake needs it

    return next(iter(get_close_matches(name, [other.id for other in others], n=1, cutoff=0.8)), None)


RULE = Rule(
    id="unknown-parent",
    group="graph",
    severity=Severity.ERROR,
    summary="a parent that no file defines",
    subject=History,
    check=check,
)
