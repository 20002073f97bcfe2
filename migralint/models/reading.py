"""Reading models: find them, evaluate them, and make the schema that `create_all` would make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from migralint.interpreter.declarative.mapping import root_of
from migralint.interpreter.modules import Module
from migralint.interpreter.values import last_name
from migralint.models.building import Built, build
from migralint.models.drafts import Draft, Drafts, qualified
from migralint.models.metadata import Metadata
from migralint.models.places import Place, Places
from migralint.models.reader import Reader
from migralint.models.search import base_words, declares, imported_modules, modules_below, named_modules
from migralint.models.target import asks_application, env_module, target_metadata
from migralint.models.uses import Uses, uses_of
from migralint.objects import TableName
from migralint.project.project import Project
from migralint.revisions.sources import Sources
from migralint.schema import Schema
from migralint.schema.naming import Naming


@dataclass(frozen=True, slots=True)
class Unread:
    """Something of the models that could not be read, and where it stands."""

    place: Place
    why: str


@dataclass(frozen=True, slots=True)
class Models:
    """The schema that the models declare. What cannot be known is incomplete in it, and told in `unread`.

    `doubtful` are the tables of classes whose base is not read: another MetaData may have them.
    """

    schema: Schema
    places: Places
    unread: tuple[Unread, ...] = ()
    uses: Uses = Uses()
    doubtful: frozenset[TableName] = frozenset()


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
    reader = Reader(project, dialect, naming, sources or Sources())
    env = env_module(reader, project)
    wanted = target_metadata(reader, project, env, database) if env is not None else []
    drafts = _found(reader, project, env, wanted, whole)
    chosen = _chosen(drafts, wanted, database)
    sure = bool(wanted or project.settings.models) or len({draft.metadata for draft in chosen}) < 2
    lost = list(_lost(drafts, chosen)) if database is None else []
    models = _models(reader, drafts, build(reader, [*chosen, *lost], naming), wanted, sure=sure)
    return replace(models, uses=uses_of([*chosen, *lost]), doubtful=frozenset(draft.name for draft in lost))


def _found(reader: Reader, project: Project, env: Module | None, wanted: Sequence[Metadata], whole: bool) -> Drafts:
    """The tables of the modules that env.py imports; where those define none, of all the project's modules."""
    if project.settings.models:
        return _drafts(reader, modules_below(project.settings.models, (), reader.loader))
    if env is not None and not asks_application(env):
        imported = imported_modules(env, project.version_locations, reader.loader)
        if whole:
            return _drafts(reader, chain(imported, _of_application(reader, project)))
        drafts = _drafts(reader, imported)
        if _chosen(drafts, wanted, None):
            return drafts
    return _drafts(reader, _of_application(reader, project))


def _of_application(reader: Reader, project: Project) -> Iterator[Module]:
    """All modules of the project, those of other packages that the ones with models import included."""
    for module in modules_below(_application_roots(project), _excluded(project), reader.loader):
        yield module
        if declares(module):
            yield from named_modules(module, reader.loader)


def _application_roots(project: Project) -> list[Path]:
    """The folders of the project's own code; those of other packages are read where they are imported."""
    others = [root for root in project.settings.python_roots if not root.is_relative_to(project.root)]
    return [root for root in project.python_roots if root not in others]


def _excluded(project: Project) -> list[Path]:
    return [*project.version_locations, *([project.script_location] if project.script_location else [])]


def _drafts(reader: Reader, modules: Iterable[Module]) -> Drafts:
    """Evaluate the modules that speak of tables, and those whose classes are given a base found in them."""
    left: dict[Path, Module] = {}
    seen: set[Path] = set()
    for module in modules:
        if module.script.path not in seen:
            seen.add(module.script.path)
            if declares(module):
                reader.read(module)
            else:
                left[module.script.path] = module
    words = {path: base_words(module) for path, module in left.items()}
    names: set[str] = set()
    while new := _base_names(reader) - names:
        names |= new
        for path in [path for path in left if words[path] & new]:
            reader.read(left.pop(path))
    drafts = Drafts(reader)
    drafts.collect()
    return drafts


def _base_names(reader: Reader) -> set[str]:
    """What classes that are models may be derived from."""
    found: set[str] = set()
    for cls in reader.classes:
        root = root_of(reader, cls)
        if root is not None:
            found |= {cls.name, last_name(root.value)} - {"", "Model"}
    return found


def _chosen(drafts: Drafts, wanted: Sequence[Metadata], database: str | None) -> list[Draft]:
    """The tables of the wanted MetaData; without any, those of Flask-SQLAlchemy's `db`, else all."""
    if wanted:
        keys = {metadata.key for metadata in wanted}
        return [draft for draft in drafts.tables if draft.metadata is not None and draft.metadata.key in keys]
    if database:
        return [draft for draft in drafts.tables if _bind(draft) == database]
    of_flask = [draft for draft in drafts.tables if draft.metadata is not None and draft.metadata.of_flask]
    return of_flask or [draft for draft in drafts.tables if not draft.lost]


def _lost(drafts: Drafts, chosen: Sequence[Draft]) -> Iterator[Draft]:
    """The tables of classes whose base is not read, as if they were of the same MetaData as the others."""
    names = {draft.name for draft in chosen}
    found = {draft.metadata for draft in chosen}
    for draft in drafts.tables:
        if draft.lost:
            draft.metadata = next(iter(found)) if len(found) == 1 else None
            draft.name = qualified(draft.name, draft.metadata)
            if draft.name not in names:
                yield draft


def _bind(draft: Draft) -> str | None:
    key = draft.metadata.key if draft.metadata is not None else None
    return key[1] if isinstance(key, tuple) else None


def _models(reader: Reader, drafts: Drafts, built: Built, wanted: Sequence[Metadata], *, sure: bool) -> Models:
    keys = {metadata.key for metadata in wanted}
    unnamed = [
        (place, why) for place, metadata, why in drafts.unnamed if metadata is None or not keys or metadata.key in keys
    ]
    unread = [Unread(place, why) for place, why in (*reader.unread, *unnamed, *built.unread)]
    complete = sure and not unnamed and not reader.unread and not any(metadata.of_library for metadata in wanted)
    return Models(replace(built.schema, complete=complete), built.places, tuple(unread))
