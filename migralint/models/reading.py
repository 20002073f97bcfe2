"""Reading models: find them, evaluate them, and make the schema that `create_all` would make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.interpreter.values import Value
from migralint.models.bases import unread_packages
from migralint.models.building import Built, build
from migralint.models.choosing import chosen_tables, lost_tables
from migralint.models.drafts import Drafts
from migralint.models.gathering import gathered
from migralint.models.metadata import Metadata
from migralint.models.packages import Packages
from migralint.models.places import Place, Places
from migralint.models.reader import Reader
from migralint.models.uses import Uses, uses_of
from migralint.objects import TableName
from migralint.project.project import Project
from migralint.revisions.sources import Sources
from migralint.schema import Schema
from migralint.schema.naming import Naming

# The packages that models are derived from may need others in turn.
_MOST_READINGS = 4


class Unread(Struct, frozen=True):
    """Something of the models that could not be read, and where it stands."""

    place: Place
    why: str


class Models(Struct, frozen=True):
    """The schema that the models declare. What cannot be known is incomplete in it, and told in `unread`.

    `doubtful` are the tables of classes whose base is not read: another MetaData may have them.
    `open_keys` are tables whose columns are known, and not all constraints and indexes.
    `causes` say of columns why their types are not known, where they are not.
    """

    schema: Schema
    places: Places
    unread: tuple[Unread, ...] = ()
    uses: Uses = Uses()
    doubtful: frozenset[TableName] = frozenset()
    open_keys: frozenset[TableName] = frozenset()
    infos: Mapping[tuple[TableName, str | None], Value] = field(default_factory=dict)
    causes: Mapping[tuple[TableName, str], str] = field(default_factory=dict)

    def info(self, table: TableName, name: str | None = None) -> Value:
        """The `info` of a table, a column or an index."""
        return self.infos.get((table, name), {})


def read_models(
    project: Project,
    dialect: str,
    *,
    server: str = "",
    database: str | None = None,
    sources: Sources | None = None,
    whole: bool = False,
) -> Models:
    """The models that the project's env.py compares the database with, as one dialect spells them.

    `database` is one of a multidb environment; `sources` are where modules are read: the disk, or a commit.
    `whole`: with those of modules that env.py does not import, though the application may.
    """
    naming = Naming(server or dialect, project.environment.naming_convention)
    sources, packages = sources or Sources(), Packages()
    reader = Reader(project, dialect, naming, sources, packages)
    wanted, drafts = gathered(reader, project, database, whole=whole)
    for _ in range(_MOST_READINGS):
        more = packages.with_found(project, set(unread_packages(reader)), sources.files)
        if more == packages:
            break
        packages, again = more, Reader(project, dialect, naming, sources, more)
        found = gathered(again, project, database, whole=whole)
        if len(found[1].tables) < len(drafts.tables):  # the package hides what its names alone told
            break
        reader, (wanted, drafts) = again, found
    chosen = chosen_tables(drafts, wanted, database)
    sure = bool(wanted or project.settings.models) or len({draft.metadata for draft in chosen}) < 2
    # What an unreadable module hides may be the base, or that of another environment of the repository.
    lost = list(lost_tables(drafts, chosen)) if database is None and (wanted or not reader.unparsed) else []
    models = _models(reader, drafts, build(reader, [*chosen, *lost], naming), wanted, sure=sure)
    return replace(models, uses=uses_of([*chosen, *lost]), doubtful=frozenset(draft.name for draft in lost))


def _models(reader: Reader, drafts: Drafts, built: Built, wanted: Sequence[Metadata], *, sure: bool) -> Models:
    keys = {metadata.key for metadata in wanted}
    unnamed = [
        (place, why) for place, metadata, why in drafts.unnamed if metadata is None or not keys or metadata.key in keys
    ]
    unread = [Unread(place, why) for place, why in (*reader.unread, *unnamed, *built.unread)]
    complete = sure and not unnamed and not reader.unread and not any(metadata.of_library for metadata in wanted)
    schema = replace(built.schema, complete=complete)
    return Models(
        schema, built.places, tuple(unread), open_keys=built.open_keys, infos=built.infos, causes=built.causes
    )
