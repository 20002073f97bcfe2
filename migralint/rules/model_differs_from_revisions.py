"""model-differs-from-revisions: a column or key is not the same in the models and in the revisions."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.drift import Drift, Drifted
from migralint.findings import Note, Problem, Rule, Severity
from migralint.objects import Column


def check(drift: Drift) -> Iterator[Problem]:
    for one in drift.changed:
        place, origin = drift.place(one), drift.origin(one)
        if place is None:
            continue
        what, before, after, severity = _told(one)
        notes = (Note("made here", origin.span, origin.path),) if origin is not None else ()
        yield Problem(
            span=place.span,
            path=place.path,
            message=f"{what} is {after} in the models, {before} in the revisions",
            help=drift.help(one),
            notes=notes,
            severity=severity,
            subject=f"{what} {one.aspect}",
        )


def _told(one: Drifted) -> tuple[str, str, str, Severity]:
    match one.revised, one.modelled:
        case Column() as revised, Column() as modelled:
            what = f"{one.table}.{modelled.name}"
            if one.aspect == "type":
                return what, str(revised.type), str(modelled.type), Severity.WARNING
            if one.aspect == "nullable":
                return what, _nullability(revised), _nullability(modelled), Severity.WARNING
            return what, _default(revised), _default(modelled), _harm_of_default(revised, modelled)
    return "", "", "", Severity.WARNING


def _nullability(column: Column) -> str:
    return "NULL" if column.nullable else "NOT NULL"


def _default(column: Column) -> str:
    return f"DEFAULT {column.default}" if column.default is not None else "without DEFAULT"


def _harm_of_default(revised: Column, modelled: Column) -> Severity:
    """An INSERT that leaves the column to the database fails where that has no default for it."""
    left_to_database = modelled.default is not None and not modelled.python_default
    return Severity.WARNING if left_to_database and revised.default is None and not revised.nullable else Severity.INFO


RULE = Rule(
    id="model-differs-from-revisions",
    group="drift",
    severity=Severity.WARNING,
    summary="a column or key is not the same in the models and in the revisions",
    subject=Drift,
    check=check,
)
