"""drop-everything: an upgrade drops all tables, mostly because autogenerate saw no models."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.drops import swept_tables
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.operations import DropAll, DropTable, Guard, Operation
from migralint.statements import listed


def check(migration: Migration) -> Iterator[Problem]:
    for step in migration.steps(DropAll):
        what = "every table" if step.operation.tables is None else listed(str(table) for table in step.operation.tables)
        call = f"{step.operation.metadata}.drop_all()"
        yield _problem(step, f"{call} drops {what}: all rows are lost", "delete the call and drop tables by name", call)
    gone = swept_tables(migration)
    if gone:
        known = len(migration.upgrade.start.tables)
        share = f"all {known} tables" if len(gone) == known else f"{len(gone)} of {known} tables"
        names = listed(str(table) for table in gone)
        first = next(migration.steps(DropTable))
        yield _problem(first, f"{share} are dropped, all rows are lost: {names}", _help(migration), share)


def _help(migration: Migration) -> str:
    metadata = migration.environment.target_metadata or "target_metadata"
    return (
        f"delete the revision and import the modules of the models in env.py before it reads {metadata}: "
        "autogenerate drops every table that no imported model has"
    )


def _problem(step: Step[Operation], message: str, help: str, subject: str) -> Problem:
    sure = step.operation.guard is Guard.ALWAYS
    confidence = Confidence.HIGH if sure else Confidence.MEDIUM
    return Problem(step.span, message, help, confidence=confidence, operation=step.operation.source, subject=subject)


RULE = Rule(
    id="drop-everything",
    group="data-loss",
    severity=Severity.ERROR,
    summary="an upgrade drops all tables, or nearly all",
    subject=Migration,
    check=check,
)
