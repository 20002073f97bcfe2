"""model-differs-from-revisions: a column or key is not the same in the models and in the revisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from migralint.analysis.statements import listed
from migralint.drift import Aspect, Drift, Drifted
from migralint.findings import Note, Problem, Rule, Severity
from migralint.models.places import Place
from migralint.objects import Check, Column, Exclude, ForeignKey, Index, PrimaryKey, Unique
from migralint.schema.compare.equality import widens
from migralint.schema.compare.keys import definition

MOST_NOTES: Final = 3


def check(drift: Drift) -> Iterator[Problem]:
    for place, alike in _by_declaration(drift):
        one = alike[0]
        before, after, severity = _told(one)
        origins = [origin for origin in map(drift.origin, alike) if origin is not None]
        yield Problem(
            span=place.span,
            path=place.path,
            message=f"{_words(alike)} is {after} in the models, {before} in the revisions",
            help=_help(drift, alike),
            notes=tuple(Note("made here", origin.span, origin.path) for origin in origins[:MOST_NOTES]),
            severity=severity,
            subject=f"{one.words if len(alike) == 1 else one.item.name} {one.aspect}",
        )


def _by_declaration(drift: Drift) -> Iterator[tuple[Place, list[Drifted]]]:
    """A column that a mixin declares may be the same in the models, and another in the revisions, of many tables."""
    found: dict[object, tuple[Place, list[Drifted]]] = {}
    for one in drift.changed:
        place = drift.place(one)
        if place is not None:
            column = one.item.name if isinstance(one.item, Column) else one.words
            found.setdefault((place, column, one.aspect, _told(one)), (place, []))[1].append(one)
    yield from found.values()


def _words(alike: Sequence[Drifted]) -> str:
    if len(alike) == 1:
        return alike[0].words
    return f"column {alike[0].item.name} of {listed((str(one.table) for one in alike), width=24)}"


def _help(drift: Drift, alike: Sequence[Drifted]) -> str:
    others = [str(one.table) for one in alike[1:]]
    return drift.help(alike[0]) + (f"\n# likewise: {listed(others, width=90)}" if others else "")


def _told(one: Drifted) -> tuple[str, str, Severity]:
    match one.revised, one.modelled:
        case Column() as revised, Column() as modelled:
            return _of_column(one.aspect, revised, modelled)
        case ForeignKey() as revised_foreign, ForeignKey() as modelled_foreign:
            return _actions(revised_foreign), _actions(modelled_foreign), Severity.WARNING
        case Index() as revised_index, Index() as modelled_index if one.aspect == "name":
            return f"{revised_index.name}", f"{modelled_index.name}", Severity.INFO
        case Check() as revised_check, Check() as modelled_check:  # one meaning has many spellings
            return definition(revised_check), definition(modelled_check), Severity.INFO
        case Index(where=str(before)), Index(where=str(after)) if one.aspect == "condition":
            return f"WHERE {before}", f"WHERE {after}", Severity.INFO
        case (PrimaryKey() | Unique() | Exclude() | Index()) as revised_key, (
            PrimaryKey() | Unique() | Exclude() | Index()
        ) as modelled_key:
            return definition(revised_key), definition(modelled_key), Severity.WARNING
    return "", "", Severity.WARNING


def _actions(key: ForeignKey) -> str:
    clauses = (("ON DELETE", key.on_delete), ("ON UPDATE", key.on_update))
    written = [f"{event} {action}" for event, action in clauses if action]
    return " ".join((*written, *(["DEFERRABLE"] if key.deferrable else []))) or "without ON DELETE"


def _of_column(aspect: Aspect, revised: Column, modelled: Column) -> tuple[str, str, Severity]:
    if aspect == "type":
        before, after = str(revised.type), str(modelled.type)
        unbounded = revised.type.name == modelled.type.name and not revised.type.arguments
        return before, after, Severity.INFO if unbounded or widens(after, before) else Severity.WARNING
    if aspect == "nullable":
        return _nullability(revised), _nullability(modelled), Severity.WARNING
    return _default(revised), _default(modelled), _harm_of_default(revised, modelled)


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
