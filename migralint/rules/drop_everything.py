"""drop-everything: an upgrade drops all tables, mostly because autogenerate saw no models."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.analysis.drops import swept_tables
from migralint.analysis.statements import listed
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.migration import Migration
from migralint.operations import DropTable, Guard


def check(migration: Migration) -> Iterator[Problem]:
    gone = swept_tables(migration)
    if gone:
        known = len(migration.upgrade.start.tables)
        share = f"all {known} tables" if len(gone) == known else f"{len(gone)} of {known} tables"
        names = listed(str(table) for table in gone)
        first = next(migration.steps(DropTable))
        sure = first.operation.guard is Guard.ALWAYS
        yield Problem(
            first.span,
            f"{share} are dropped, all rows are lost: {names}",
            _help(migration),
            confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
            operation=first.operation.source,
            subject=share,
        )


def _help(migration: Migration) -> str:
    metadata = migration.environment.target_metadata or "target_metadata"
    return (
        f"delete the revision and import the modules of the models in env.py before it reads {metadata}: "
        "autogenerate drops every table that no imported model has"
    )


RULE = Rule(
    id="drop-everything",
    group="data-loss",
    severity=Severity.ERROR,
    summary="an upgrade drops all tables, or nearly all",
    subject=Migration,
    check=check,
)
