"""revision-without-model: the revisions leave what the models do not have."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.drift import Drift, Drifted
from migralint.findings import Problem, Rule, Severity
from migralint.objects import Column
from migralint.rows import needs_value
from migralint.schema import Table

NO_VALUE = "NOT NULL without a default, so that every INSERT fails"


def check(drift: Drift) -> Iterator[Problem]:
    for one in drift.only_revised:
        origin = drift.origin(one)
        if origin is None or not one.sure:
            continue
        what, harm, severity = _told(drift, one)
        yield Problem(
            span=origin.span,
            path=origin.path,
            message=f"{what} is in no model: {harm}",
            help=drift.help(one),
            severity=severity,
            operation=origin.source,
            subject=what,
        )


def _told(drift: Drift, one: Drifted) -> tuple[str, str, Severity]:
    match one.revised:
        case Table():
            severity = Severity.INFO if drift.is_filtered else Severity.WARNING
            return f"table {one.table}", "the next autogenerate drops it with its rows", severity
        case Column() as column if needs_value(column):
            return f"column {one.table}.{column.name}", NO_VALUE, Severity.ERROR
        case Column(name=name):
            return f"column {one.table}.{name}", "left for the release that runs now", Severity.INFO
    return "", "", Severity.WARNING


RULE = Rule(
    id="revision-without-model",
    group="drift",
    severity=Severity.WARNING,
    summary="the revisions leave what no model has",
    subject=Drift,
    check=check,
)
