"""revision-without-model: the revisions leave what the models do not have."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.analysis.rows import needs_value
from migralint.drift import Drift, Drifted
from migralint.findings import Problem, Rule, Severity
from migralint.objects import Check, Column, Unique
from migralint.schema import Table


def check(drift: Drift) -> Iterator[Problem]:
    for one in drift.only_revised:
        origin = drift.origin(one)
        if origin is None:
            continue
        harm, severity = _harm(drift, one)
        yield Problem(
            span=origin.span,
            path=origin.path,
            message=f"{one.words} is in no model: {harm}",
            help=drift.help(one),
            severity=severity,
            operation=origin.source,
            subject=one.words,
        )


def _harm(drift: Drift, one: Drifted) -> tuple[str, Severity]:
    match one.revised:
        case Table():
            severity = Severity.WARNING if drift.is_left_out(one) is False and not one.used else Severity.INFO
            return "the next autogenerate drops it with its rows", severity
        case Column() as column if needs_value(column):
            return "NOT NULL without a default, so that every INSERT fails", Severity.ERROR
        case Column():
            return "left for the release that runs now", Severity.INFO
        case Unique(name=None) if drift.target.dialect == "sqlite":  # autogenerate does not compare it
            return "what the models write may be refused", Severity.INFO
        case Check():
            return "what the models write may be refused", Severity.INFO
    return "the next autogenerate drops it", Severity.WARNING if drift.is_left_out(one) is False else Severity.INFO


RULE = Rule(
    id="revision-without-model",
    group="drift",
    severity=Severity.WARNING,
    summary="the revisions leave what no model has",
    subject=Drift,
    check=check,
)
