"""model-without-revision: the models declare what no revision makes."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.analysis.statements import listed
from migralint.drift import Drift, Drifted
from migralint.findings import Problem, Rule, Severity
from migralint.objects import Column, EnumType, ForeignKey, Index, Unique
from migralint.schema import Table


def check(drift: Drift) -> Iterator[Problem]:
    for one in drift.only_modelled:
        place = drift.place(one)
        if place is None:
            continue
        harm, severity = _harm(one)
        yield Problem(
            span=place.span,
            path=place.path,
            message=f"no revision makes {_what(one)}: {harm}",
            help=drift.help(one),
            severity=severity,
            subject=one.words,
        )


def _what(one: Drifted) -> str:
    match one.revised, one.modelled:
        case EnumType(values=known), EnumType(values=values):
            return f"{listed(repr(value) for value in values if value not in known)} of {one.words}"
    return one.words


def _harm(one: Drifted) -> tuple[str, Severity]:
    match one.modelled:
        case Table():
            return "every query of it fails", Severity.ERROR
        case Column():
            return "every query of its model fails", Severity.ERROR
        case EnumType():
            return "the database refuses such a row", Severity.ERROR
        case ForeignKey():
            return "rows may refer to nothing", Severity.WARNING
        case Unique() | Index(unique=True):
            return "duplicates are not refused", Severity.WARNING
        case Index():
            return "queries that need it read the whole table", Severity.WARNING
    return "the database does not enforce it", Severity.WARNING


RULE = Rule(
    id="model-without-revision",
    group="drift",
    severity=Severity.WARNING,
    summary="a model declares what no revision makes",
    subject=Drift,
    check=check,
)
