"""create-all-in-application: the application makes its tables itself, beside its migrations."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.project.create_all import create_all_calls
from migralint.project.project import Project
from migralint.revisions.source import Span


def check(project: Project) -> Iterator[Problem]:
    command = "flask db" if project.flask_migrate else "alembic"
    whole = "" if project.flask_migrate else " head"
    for found in create_all_calls(project):
        yield Problem(
            span=Span.of(found.call),
            path=found.path,
            message=f"{found.expression[-40:]} makes tables before `{command} upgrade` does, which then fails",
            help=f"remove it and let `{command} upgrade{whole}` make the tables\n"
            f"a database that it has made already and that equals the models needs `{command} stamp head` once",
            confidence=Confidence.MEDIUM,
            operation="create_all",
            subject=found.expression,
        )


RULE = Rule(
    id="create-all-in-application",
    group="drift",
    severity=Severity.WARNING,
    summary="an application that runs `create_all()` beside its migrations",
    subject=Project,
    check=check,
)
