"""Drift: what rules see of models and revisions that are not alike. What only a comparison needs is imported there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.dialects.target import Target
from migralint.drift.difference import Aspect, Drifted, as_in
from migralint.drift.trail import Origin, Trail
from migralint.objects import Check, Column, EnumType, Index, TableName
from migralint.project.project import Environment, Project
from migralint.revisions.history import History
from migralint.schema import Schema, Table

if TYPE_CHECKING:
    from migralint.drift.filters import Filters
    from migralint.drift.mentions import Mentions
    from migralint.models import Models, Place

NO_TABLE = TableName("")
_UNSEEN: Mapping[Aspect, str] = {"condition": "conditions of indexes"}


class Drift(Struct, frozen=True, eq=False, dict=True):
    """The models of one project beside the schema at the heads of its history, on one target.

    `start` is what existed before the first revision, which belongs to others where no model speaks of it.
    `others` are the tables of the project's other databases. `before` is the same where HEAD left the base branch.
    `chosen` says which files are reported; None: all. `database` is one of a multidb environment.
    """

    project: Project
    history: History
    target: Target
    models: Models
    trail: Trail
    start: Schema = field(default_factory=Schema)
    others: frozenset[TableName] = frozenset()
    before: Callable[[], Drift] | None = None
    chosen: Callable[[Path], bool] | None = None
    database: str | None = None

    def help(self, one: Drifted) -> str:
        """The operation that closes the difference, and the command that writes it."""
        from migralint.alembic_code.constraints import TableCode
        from migralint.drift.closing import closing

        command = "flask db migrate" if self.project.flask_migrate else "alembic revision --autogenerate"
        batch = self.target.dialect == "sqlite" and not isinstance(one.item, (Table, Index))
        code = TableCode(one.table or NO_TABLE, batch, self.target.dialect, self.environment.naming_convention)
        where = "" if self.database is None else f" into upgrade_{self.database}()"
        by = f"`{command}` writes it{where}"
        if unseen := "checks" if isinstance(one.item, Check) else _UNSEEN.get(one.aspect):
            by = f"no command writes it, for autogenerate compares no {unseen}"
        return f"{by}\n{closing(one, code)}"

    @property
    def is_filtered(self) -> bool:
        """Whether env.py leaves out tables, by rules that are its own."""
        return self.environment.has_include_object or self.environment.has_include_name

    @property
    def environment(self) -> Environment:
        return self.project.environment

    @cached_property
    def differences(self) -> tuple[Drifted, ...]:
        """Everything in which they differ, as far as it is new and chosen; nothing where no models were found."""
        found = [one for one in self.found if self._is_chosen(one)]
        if found and self.before is not None:
            found = list(self._brought(found, self.before()))
        return tuple(self._unclaimed([one for one in found if one.sure and not self.is_explained(one)]))

    def is_explained(self, one: Drifted) -> bool:
        """Whether a revision of another history may have made the difference."""
        from migralint.drift.other_histories import speak_of

        return speak_of(self._other_revisions, one.table, one.own_names or one.names)

    @cached_property
    def _other_revisions(self) -> tuple[frozenset[str], ...]:
        from migralint.drift.other_histories import other_revisions

        return other_revisions(self.project)

    def _brought(self, found: Sequence[Drifted], before: Drift) -> Iterator[Drifted]:
        """What the work brings: a table that its models add is not older than the first revision."""
        known = {one.key for one in before.found}
        return (replace(one, sure=one.sure or one.revised is None) for one in found if one.key not in known)

    @cached_property
    def found(self) -> tuple[Drifted, ...]:
        """All that differs, what may be explained otherwise and what is old among it."""
        from migralint.drift.compare import differences

        if not self.is_told or not self.models.schema.tables:
            return ()
        hidden, made = self.trail.hides_tables, self.trail.made
        found = differences(self.trail.schema, self.models.schema, self.target.dialect, hidden=hidden, made=made)
        own = [one for one in found if not (self._is_others(one) or self._is_doubtful(one))]
        own = [one for one in own if self._is_looked_at(one)]
        return tuple(one for one in own if one.table is None or not self.trail.may_hide(one.table, one.item, one.names))

    def _is_looked_at(self, one: Drifted) -> bool:
        """A table that only models have is not missed where it may be left out."""
        is_new = one.revised is None and isinstance(one.modelled, Table)
        return self.is_left_out(one) is False or (self.is_left_out(one) is None and not is_new)

    def _unclaimed(self, found: Sequence[Drifted]) -> Iterator[Drifted]:
        """Without the tables that a class may be a model of, though it was not found."""
        for one in found:
            name = one.table.name if one.table is not None and one.is_orphan else ""
            if not name:
                yield one
            elif not self.mentions.claims(name):
                yield replace(one, used=name in self.mentions.named)

    @cached_property
    def mentions(self) -> Mentions:
        """What the application's code says of tables that no model declares."""
        from migralint.drift.mentions import mentions

        return mentions(self.project, [one.table for one in self.found if one.is_orphan and one.sure and one.table])

    def _is_chosen(self, one: Drifted) -> bool:
        """A table that has lost its model belongs to no file of models: any of them may have declared it."""
        if self.chosen is None or one.is_orphan:
            return True
        places = (self.place(one), self.origin(one))
        return any(place is not None and self.chosen(place.path) for place in places)

    @property
    def notes(self) -> Iterator[str]:
        """What of the models is not known, so that silence about it proves nothing."""
        from migralint.drift.unknown import unknown

        return unknown(self)

    @property
    def is_told(self) -> bool:
        """Whether the project says which models it has."""
        return self.environment.target_metadata is not None or bool(self.project.settings.models)

    def is_left_out(self, one: Drifted) -> bool | None:
        """Whether env.py keeps autogenerate from looking at it; None: not known."""
        if one.is_orphan and one.table and one.table.schema and self.environment.include_schemas is not True:
            return True
        return self._filters.leaves_out(one) if self.is_filtered else False

    @cached_property
    def _filters(self) -> Filters:
        from migralint.drift.filters import Filters

        return Filters(self.project, self.target.dialect, self.models, self.trail.schema)

    @property
    def only_modelled(self) -> Iterator[Drifted]:
        return (one for one in self.differences if one.revised is None or one.aspect == "labels")

    @property
    def only_revised(self) -> Iterator[Drifted]:
        return (one for one in self.differences if one.modelled is None)

    @property
    def changed(self) -> Iterator[Drifted]:
        both = (one for one in self.differences if one.revised is not None and one.modelled is not None)
        return (one for one in both if one.aspect != "labels")

    def place(self, one: Drifted) -> Place | None:
        """Where the models declare it, or the table that should have it."""
        item, places = one.item, self.models.places
        if one.table is None:
            return None
        table = as_in(self.models.schema, one.table)
        if isinstance(item, EnumType):
            return places.column(table, self._column_of(item, table)) or places.table(table)
        if isinstance(item, Table):
            return places.table(table)
        return places.item(table, item) or places.table(table)

    def _column_of(self, enum: EnumType, table: TableName) -> str:
        columns = self.models.schema.tables[table].columns
        return next((column.name for column in columns if column.type.enum == enum.name), "")

    def origin(self, one: Drifted) -> Origin | None:
        """The operation that made it, or gave it its present form."""
        item = one.revised
        if item is None or isinstance(item, EnumType):
            return None if item is None else self.trail.enum(item.key)
        assert one.table is not None
        table = as_in(self.trail.schema, one.table)
        if isinstance(item, Table):
            return self.trail.table(table)
        if isinstance(item, Column) and one.aspect == "whole":
            return self.trail.column(table, item.name)
        return self.trail.item(table, item)

    def _is_doubtful(self, one: Drifted) -> bool:
        """Whether it is a table that another MetaData may have, or a key that a model may have, which is not read."""
        if one.revised is None:
            return isinstance(one.modelled, Table) and one.table in self.models.doubtful
        is_key = not isinstance(one.revised, (Table, Column, EnumType))
        return one.modelled is None and is_key and one.table in self.models.open_keys

    def _is_others(self, one: Drifted) -> bool:
        """Whether it is part of a table that the application does not own."""
        environment = self.environment
        if one.modelled is not None or one.table is None:
            return isinstance(one.modelled, Table) and one.table in self.others
        if one.table.name == environment.version_table or one.table.name.startswith("alembic_version"):
            return True
        return one.table in self.start.tables and one.table not in self.models.schema.tables
