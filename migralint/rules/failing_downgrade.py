"""failing-downgrade: an operation of the downgrade cannot run on the schema that it meets."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.analysis.failing import failing
from migralint.findings import Problem, Rule, Severity
from migralint.migration import Migration


def check(migration: Migration) -> Iterator[Problem]:
    if migration.upgrade.raised is None:  # what no database has gone up, none goes down
        yield from failing(migration.downgrade)


RULE = Rule(
    id="failing-downgrade",
    group="reversibility",
    severity=Severity.ERROR,
    summary="a downgrade that cannot run on the schema that its upgrade leaves",
    subject=Migration,
    check=check,
)
