"""What of the models is not known, in words, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from migralint.models.reading import Models, Unread
from migralint.schema import Table


def notes(models: Models, root: Path) -> Iterator[str]:
    """`app/models.py:12: users.token: its type is not known`; paths are shown from the root."""
    parts = (part for table in models.schema.sorted_tables() for part in _parts(models, table))
    for one in dict.fromkeys((*models.unread, *parts)):
        yield f"{one.place.shown_from(root)}: {one.why}"


def _parts(models: Models, table: Table) -> Iterator[Unread]:
    """Types, defaults and checks that are there and cannot be said."""
    for column in table.columns:
        place = models.places.column(table.name, column.name) or models.places.table(table.name)
        cause = models.causes.get((table.name, column.name), "")
        unknown = [] if column.type.known else ["type is not known" + (f": {cause}" if cause else "")]
        unknown += ["default is not known"] if column.default is not None and not column.default.known else []
        if place is not None:
            yield from (Unread(place, f"{table.name}.{column.name}: its {what}") for what in unknown)
    for check in table.checks:
        place = models.places.item(table.name, check)
        if check.sql == "?" and place is not None:
            yield Unread(place, f"{table.name}: its check {check.name or ''}".rstrip() + " is not known")
