"""What the running release uses of the database: the models at the base, while the revision is deployed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from migralint.findings import Note
from migralint.migration import Migration
from migralint.objects import Column, TableName
from migralint.schema.schema import Table

if TYPE_CHECKING:
    from migralint.models import Models, Use

DEFAULT_SCHEMAS = ("", "public")


class Release(Struct, frozen=True):
    """The release that runs, as the base branch called `name` has it. `root` is the repository's.

    `maps_many`: where its models map hardly any table, those of the others are somewhere else.
    """

    models: Models
    name: str
    root: Path
    maps_many: bool

    def table(self, table: TableName) -> Use | None:
        """What maps the table."""
        known = self._mapped(table)
        return self.models.uses.table(known.name) if known is not None else None

    def column(self, table: TableName, name: str) -> Use | None:
        """What maps the column: a SELECT of the ORM names it, deferred columns apart, and every INSERT."""
        known = self._mapped(table)
        return self.models.uses.column(known.name, name) if known is not None else None

    def declared(self, table: TableName, name: str) -> Column | None:
        """The column as the release declares it."""
        known = self._mapped(table)
        return known.column(name) if known is not None else None

    def lacks_table(self, table: TableName) -> bool:
        """Whether surely nothing maps the table."""
        known = self.models.schema.complete and self.maps_many
        return known and not any(each.name == table.name for each in self.models.schema.tables)

    def lacks_column(self, table: TableName, name: str) -> bool:
        """Whether surely nothing maps the column."""
        known = self._mapped(table)
        if known is None:
            return self.lacks_table(table)
        return self.models.schema.complete and known.complete and self.column(table, name) is None

    def is_association(self, table: TableName) -> bool:
        """Whether it is a `Table` of nothing but references, the `secondary` of a relationship."""
        known, use = self._mapped(table), self.table(table)
        if known is None or use is None or use.is_class:
            return False
        return {column.name for column in known.columns} <= {name for key in known.foreign_keys for name in key.columns}

    def note(self, use: Use) -> Note:
        return Note(f"{use.place.shown_from(self.root)} at {self.name}: {use.owner}")

    def _mapped(self, table: TableName) -> Table | None:
        found = self.models.schema.table(table)
        if found is None and table.schema in DEFAULT_SCHEMAS:
            others = (self.models.schema.table(TableName(table.name, schema)) for schema in DEFAULT_SCHEMAS)
            found = next((other for other in others if other is not None), None)
        return found


@lru_cache(maxsize=1)
def release_of(migration: Migration) -> Release | None:
    """The release that runs while the revision is deployed; None where it is not known. Reads its models."""
    base, models = migration.history.base, migration.base_models
    if base is None or models is None:
        return None
    tables, mapped = migration.upgrade.start.tables, {each.name for each in models.schema.tables}
    maps_many = len(mapped) > 0 and 4 * sum(each.name in mapped for each in tables) >= len(tables)
    return Release(models, base.name, base.root, maps_many)


def is_settled(migration: Migration, table: TableName, name: str | None = None) -> bool:
    """Whether it is known that the running release uses the table or column, or that it does not."""
    release = release_of(migration)
    if release is None:
        return False
    if name is None:
        return release.table(table) is not None or release.lacks_table(table)
    return release.column(table, name) is not None or release.lacks_column(table, name)


def owners(uses: Iterable[Use]) -> Iterator[str]:
    return iter(dict.fromkeys(use.owner for use in uses))


def notes(migration: Migration, uses: Iterable[Use]) -> tuple[Note, ...]:
    """Where the running release maps what is in use, each place once."""
    release = release_of(migration)
    return tuple(dict.fromkeys(release.note(use) for use in uses)) if release is not None else ()
