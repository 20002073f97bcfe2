"""long-revision-id: an id that does not fit into the column of Alembic's version table."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings import Problem, Rule, Severity
from migralint.revisions.history import History


def check(history: History) -> Iterator[Problem]:
    longest = history.version_number_length
    for revision in history.revisions:
        if len(revision.id) > longest:
            yield Problem(
                span=revision.span_of("revision"),
                path=revision.script.path,
                message=f"the id has {len(revision.id)} characters, the version table holds {longest}: upgrade fails",
                help=f"use at most {longest} characters, and name it so in what follows it:\n"
                f'revision = "{revision.id[:longest].rstrip("_")}"',
                subject=revision.id,
            )


RULE = Rule(
    id="long-revision-id",
    group="graph",
    severity=Severity.ERROR,
    summary="a revision id that the version table cannot hold",
    subject=History,
    check=check,
    dialects=("postgresql", "mysql", "mariadb", "mssql", "oracle"),
)
