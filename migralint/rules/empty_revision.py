"""empty-revision: neither direction does anything, and nothing needs the revision to be there."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings import Problem, Rule, Severity
from migralint.interpreter.step import Body
from migralint.migration import Migration
from migralint.revisions.remarks import remarks


def check(migration: Migration) -> Iterator[Problem]:
    revision = migration.revision
    nothing = (Body.EMPTY, Body.MISSING, Body.RAISES)
    if migration.upgrade.body is not Body.EMPTY or migration.downgrade.body not in nothing:
        return
    if revision.is_merge or revision.is_base or revision.branch_labels or revision.depends_on or revision.unread:
        return
    # A multidb environment has one function per database, and a revision that says why it is empty is meant.
    if migration.upgrade.name != "upgrade" or remarks(revision.script):
        return
    branches = migration.history.children.get(revision.id, ())
    if len(branches) < 2:
        yield Problem(
            span=migration.upgrade.head,
            message=f"revision {revision.id} does nothing in either direction",
            help="delete it before it is merged; if it was meant to hold a change, the change is missing",
            operation=migration.upgrade.name,
            subject=revision.id,
        )


RULE = Rule(
    id="empty-revision",
    group="drift",
    severity=Severity.INFO,
    summary="a revision that does nothing",
    subject=Migration,
    check=check,
)
