"""create-all-in-revision: a revision makes or drops whatever tables the models have today."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.analysis.statements import shown
from migralint.findings import Problem, Rule, Severity
from migralint.migration import Migration
from migralint.operations import CreateAll, DropAll


def check(migration: Migration) -> Iterator[Problem]:
    for step in migration.steps(CreateAll):
        what = f"{shown(step.operation.metadata)}.create_all()"
        yield Problem(
            span=step.span,
            message=f"{what} makes today's tables, which later revisions make too",
            help="write out the tables that this revision makes, as they are now:\nop.create_table(…)",
            operation="create_all",
            subject=step.operation.metadata,
        )
    for direction in (migration.steps(DropAll), migration.steps(DropAll, direction="downgrade")):
        for drop in direction:
            yield Problem(
                span=drop.span,
                message=f"{shown(drop.operation.metadata)}.drop_all() drops every table that the models have today",
                help="write out the tables that this revision drops:\nop.drop_table(…)",
                operation="drop_all",
                subject=drop.operation.metadata,
            )


RULE = Rule(
    id="create-all-in-revision",
    group="drift",
    severity=Severity.ERROR,
    summary="`create_all()` or `drop_all()` in a revision",
    subject=Migration,
    check=check,
)
