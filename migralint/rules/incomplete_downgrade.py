"""incomplete-downgrade: the downgrade runs, and the schema afterwards is not the one before the upgrade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migralint.analysis.batch_losses import is_lost
from migralint.analysis.restoring import Unrestored, difference_notes, next_failure, restoring_help, unrestored
from migralint.analysis.statements import listed
from migralint.findings import Problem, Rule, Severity
from migralint.interpreter.step import Body
from migralint.migration import Migration
from migralint.revisions.source import Span
from migralint.schema.compare import Difference

SHORT = 30


def check(migration: Migration) -> Iterator[Problem]:
    if migration.downgrade.body is not Body.CODE:
        return
    told = [each for each in unrestored(migration) if not _told_elsewhere(migration, each.difference)]
    if not told:
        return
    failure = next_failure(migration)
    minor = all(each.is_minor for each in told)
    yield Problem(
        _place(migration, told),
        message=_message(migration.downgrade.name, [each.difference for each in told]),
        help=restoring_help(migration, told),
        notes=(*difference_notes(told), *failure),
        severity=Severity.ERROR if failure else Severity.INFO if minor else None,
        operation=migration.downgrade.name,
        subject=", ".join(each.difference.object for each in told),
    )


def _told_elsewhere(migration: Migration, difference: Difference) -> bool:
    """enum-left-behind tells of enum types, batch-loses-definition of what the upgrade itself lost."""
    if difference.aspect == "enum":
        return difference.kind == "added"
    return migration.target.dialect == "sqlite" and is_lost(migration, difference)


def _place(migration: Migration, told: Sequence[Unrestored]) -> Span:
    """The operation that does it, where one is to blame for all."""
    places = {each.undone.span if each.undone is not None else None for each in told}
    only = next(iter(places))
    return only if len(places) == 1 and only is not None else migration.downgrade.head


def _message(name: str, differences: Sequence[Difference]) -> str:
    first = differences[0]
    if len(differences) > 1:
        objects = listed((difference.object for difference in differences), width=50)
        return f"{name}() does not restore the schema: {objects}"
    match first.kind:
        case "added":
            return f"{name}() leaves {first.object} behind"
        case "missing":
            return f"{name}() does not bring back {first.object}"
    if len(first.before + first.after) > SHORT:
        return f"{name}() leaves {first.object} changed"
    return f"{name}() leaves {first.object} as {first.after}, not {first.before}"


RULE = Rule(
    id="incomplete-downgrade",
    group="reversibility",
    severity=Severity.WARNING,
    summary="a downgrade that does not restore the schema",
    subject=Migration,
    check=check,
)
