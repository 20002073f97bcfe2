"""model-without-revision: the models declare what no revision makes."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.drift import Drift, Drifted
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.objects import Column
from migralint.schema import Table


def check(drift: Drift) -> Iterator[Problem]:
    for one in drift.only_modelled:
        place = drift.place(one)
        if place is None:
            continue
        what, harm, severity = _told(one)
        yield Problem(
            span=place.span,
            path=place.path,
            message=f"no revision makes {what}: {harm}",
            help=drift.help(one),
            severity=severity if one.sure else Severity.INFO,
            confidence=Confidence.HIGH if one.sure else Confidence.LOW,
            subject=what,
        )


def _told(one: Drifted) -> tuple[str, str, Severity]:
    match one.modelled:
        case Table():
            harm = "every query of it fails" if one.sure else "fails unless it is older than the first"
            return f"table {one.table}", harm, Severity.ERROR
        case Column(name=name):
            return f"column {one.table}.{name}", "every query of its model fails", Severity.ERROR
    return "", "", Severity.WARNING


RULE = Rule(
    id="model-without-revision",
    group="drift",
    severity=Severity.WARNING,
    summary="a model declares what no revision makes",
    subject=Drift,
    check=check,
)
