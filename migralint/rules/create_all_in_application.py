"""create-all-in-application: the application makes its tables itself, beside its migrations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migralint.findings import Confidence, Note, Problem, Rule, Severity
from migralint.project.project import Project
from migralint.revisions.source import Span

if TYPE_CHECKING:
    from migralint.project.create_all import Chain

_LONGEST = 62  # characters of a chain that leave room for the rest of the message


def check(project: Project) -> Iterator[Problem]:
    from migralint.project.create_all import chains  # a check of single revisions does without

    for chain, is_managed in chains(project):
        called = chain.links[-1]
        yield Problem(
            span=Span.of(called.call),
            path=called.file.path,
            message=f"{_written(chain)} makes tables: the {'next' if chain.follows_upgrade else 'first'} upgrade fails",
            help=_help(project),
            notes=tuple(_notes(chain)),
            confidence=Confidence.HIGH if is_managed and chain.is_certain else Confidence.MEDIUM,
            severity=None if chain.is_certain else Severity.INFO,
            operation="create_all",
            subject=chain.expression,
        )


def _written(chain: Chain) -> str:
    """`create_app() → init_db() → db.create_all()`, its middle left out where it is long: the notes have it all."""
    names = [*chain.names, f"{chain.expression}()"]
    for shown in (names, [names[0], "…", *names[-2:]], [names[0], "…", names[-1]]):
        text = " → ".join(shown)
        if len(text) <= _LONGEST:
            return text
    return f"…{names[-1][-_LONGEST + 1 :]}"


def _help(project: Project) -> str:
    command, upgrade = ("flask db", "upgrade") if project.flask_migrate else ("alembic", "upgrade head")
    return (
        f'remove it: `{command} {upgrade}` makes the tables, and fails with "already exists" where create_all() did,\n'
        "which never adds a column to a table either\n"
        f"a database that has them needs `{command} stamp head` once if they equal the models and the newest\n"
        "revision; else stamp the revision that they fit and upgrade from there"
    )


def _notes(chain: Chain) -> Iterator[Note]:
    for link, called in zip(chain.links, chain.links[1:], strict=False):
        if called.function is not None:
            yield Note(f"{called.function.name}() is called here", Span.of(link.call), link.file.path)


RULE = Rule(
    id="create-all-in-application",
    group="drift",
    severity=Severity.WARNING,
    summary="an application that runs `create_all()` beside its migrations",
    subject=Project,
    check=check,
)
