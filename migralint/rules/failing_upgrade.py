"""failing-upgrade: an operation of the upgrade cannot run on the schema that it meets."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.analysis.failing import failing
from migralint.findings import Problem, Rule, Severity
from migralint.migration import Migration


def check(migration: Migration) -> Iterator[Problem]:
    yield from failing(migration.upgrade)


RULE = Rule(
    id="failing-upgrade",
    group="general",
    severity=Severity.ERROR,
    summary="an upgrade that cannot run on the schema before it",
    subject=Migration,
    check=check,
)
