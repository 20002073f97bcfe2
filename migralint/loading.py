"""Finding projects and reading their histories: the first step of every command."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import platformdirs
from msgspec import Struct, field
from msgspec.structs import replace

from migralint.declared import Declared
from migralint.dialects.target import Target
from migralint.drift import Drift, Trail
from migralint.findings import DIALECTS
from migralint.interpreter.replay import Replay, Replayed
from migralint.migration import Migration
from migralint.project.discovery import find_projects, revision_files
from migralint.project.errors import ProjectError
from migralint.project.files import Files
from migralint.project.project import Project
from migralint.revisions.history import History
from migralint.revisions.reading import read_history
from migralint.revisions.revision import Revision
from migralint.revisions.sources import Sources
from migralint.schema import Schema

if TYPE_CHECKING:
    from migralint.metadata import Metadata
    from migralint.models import Models
    from migralint.project.git import BaseBranch
    from migralint.revisions.base_reading import BaseReader

Trails: TypeAlias = dict[tuple[Target, str | None], Trail]  # of each target and multidb database


class Where(Struct, frozen=True):
    """Where the projects are, as the command line says it. `paths` empty: the working directory."""

    paths: Sequence[Path] = ()
    project: Path | None = None
    section: str | None = None
    dialects: Sequence[str] = ()
    base_schema: Path | None = None
    database: str | None = None  # one of a multidb environment
    server_version: str | None = None  # as the setting of that name
    base: str | None = None  # the branch that the work will be merged into; "auto" finds it
    metadata: str | None = None  # import it instead of reading the models: `package.module:Base.metadata`
    python: str | None = None  # what imports it; None: the Python that runs this


class Loaded(Struct, frozen=True):
    """A project and its history. `base_schema` is the file of the tables that exist before the first revision.

    `base` is the branch that the work will be merged into, with every file that it has.
    """

    project: Project
    history: History
    base_schema: Path | None = None
    base: BaseBranch | None = None
    sources: Sources = field(default_factory=Sources)  # the project's modules, once read
    metadata: Metadata | None = None  # what is imported instead of reading the models

    def with_roots(self, roots: Sequence[Path]) -> Loaded:
        """The same where imports are looked up in these folders too, as the setting `python-roots` says."""
        settings = replace(self.project.settings, python_roots=(*self.project.settings.python_roots, *roots))
        found = (*self.project.python_roots, *roots)
        return replace(self, project=replace(self.project, python_roots=found, settings=settings))

    def replays(
        self, target: Target, wanted: Callable[[Revision], bool], trails: Trails | None = None
    ) -> Iterator[Replayed]:
        """The wanted revisions evaluated on the target, one multidb database after the other; `trails` follow them."""
        for database in self.project.databases or (None,):
            trail = None if trails is None else trails.setdefault((target, database), Trail())
            for replayed in self._replay(self.history, target, database).migrations(wanted):
                if trail is not None:
                    trail.follow(replayed)
                yield replayed

    def drifts(
        self, target: Target, trails: Trails, reader: Declared, chosen: Callable[[Path], bool] | None = None
    ) -> Iterator[Drift]:
        """The models beside the schema at the heads. Revisions that the trails did not follow are evaluated for it.

        With a base, each knows what it was where HEAD left the branch; without other code since then there is none.
        """
        if self.history.base and not (self.history.base.changes or reader.has_other_code):
            return
        start = self._base() or Schema()
        databases = self.project.databases or (None,)
        followed = {database: self._followed(target, database, trails) for database in databases}
        for database, trail in followed.items():
            others = frozenset(
                name for other in followed.values() if other is not trail for name in other.schema.tables
            )
            models = reader.models(target, database)
            drift = Drift(
                self.project, self.history, target, models, trail, start, others, chosen=chosen, database=database
            )
            yield replace(drift, before=partial(self._at_fork, drift, database, reader)) if self.base else drift

    def _at_fork(self, drift: Drift, database: str | None, reader: Declared) -> Drift:
        assert self.history.base is not None
        trail, history = drift.trail, self.history.base.fork
        if self.history.base.changes:
            trail = Trail()
            for replayed in self._replay(history, drift.target, database, sources=reader.fork).upgrades():
                trail.follow(replayed)
        models = reader.fork_models(drift.target, database)
        return replace(drift, history=history, models=models, trail=trail, before=None)

    def _followed(self, target: Target, database: str | None, trails: Trails) -> Trail:
        trail = trails.get((target, database)) or Trail()
        if trail.seen < len(self.history.order):
            trail = Trail()
            for replayed in self._replay(self.history, target, database).upgrades():
                trail.follow(replayed)
        return trail

    def schema_at(
        self,
        revisions: Sequence[Revision],
        target: Target,
        database: str | None = None,
        *,
        in_one_run: bool = False,
    ) -> Schema:
        """The state after upgrading to these revisions and nothing else. `database` is one of a multidb environment.

        `in_one_run`: a new database upgraded by one command; else one that has run each revision for itself.
        """
        wanted = self.history.ancestors(revision.id for revision in revisions)
        history = replace(self.history, revisions=tuple(r for r in self.history.revisions if r.id in wanted))
        return self._replay(history, target, database, in_one_run=in_one_run).end()

    def models(self, target: Target, database: str | None = None, *, at: Files | None = None) -> Models:
        """What the project's models declare, or declared: `at` is a commit's tree.

        `database` is one of a multidb environment.
        """
        if at is None:
            return self.declared().models(target, database)
        from migralint.models import read_models  # most runs do not ask

        return read_models(self.project, target.dialect, server=target.server, database=database, sources=Sources(at))

    def declared(self) -> Declared:
        """Reads what the models declare now, and declared where HEAD left the base branch, each once."""
        return Declared(self.project, self.sources, self.base, self.metadata)

    def migration(self, revision: Revision, target: Target, database: str | None = None) -> Migration:
        """One revision in both directions."""
        for replayed in self._replay(self.history, target, database).migrations(lambda other: other is revision):
            up, down, again = replayed.upgrade, replayed.downgrade, replayed.again
            environment, reader = self.project.environment, self.declared()
            return Migration(
                revision, self.history, target, up, down, environment, again=again, database=database, reader=reader
            )
        raise ProjectError(f"{revision.script.path}: the history does not lead to revision {revision.id}")

    def _replay(
        self,
        history: History,
        target: Target,
        database: str | None,
        *,
        in_one_run: bool = False,
        sources: Sources | None = None,
    ) -> Replay:
        names = self.project.databases
        if names and database not in names:
            known = ", ".join(name or '"" (the default one)' for name in names)
            raise ProjectError(f"the project has several databases, choose one with --database: {known}")
        base = self._base()
        return Replay(
            self.project,
            history,
            target.dialect,
            server=target.server,
            database=database,
            base_schema=base,
            cache=cache_folder(),
            in_one_run=in_one_run,
            sources=sources or self.sources,
        )

    def _base(self) -> Schema | None:
        path = self.base_schema or self.project.settings.base_schema
        if path is None:
            return None
        from migralint.schema.json import read_schema  # most projects have no such file

        return read_schema(path)


def cache_folder() -> Path | None:
    """Where schemas are kept between runs: `MIGRALINT_CACHE`, else the user's cache folder; None where it is "off"."""
    chosen = os.environ.get("MIGRALINT_CACHE")
    if chosen == "off":
        return None
    return Path(chosen) if chosen else platformdirs.user_cache_path("migralint")


def load(where: Where) -> list[Loaded]:
    """Every project at these places. Raises ProjectError, where there is none too."""
    projects = find_projects(where.paths, project=where.project, section=where.section)
    base = _base_reader(where.base) if where.base is not None else None
    sources = Sources()  # what several environments of one application read
    return [replace(_loaded(project, where, base), sources=sources, metadata=_metadata(where)) for project in projects]


def _metadata(where: Where) -> Metadata | None:
    if where.metadata is None:
        return None
    from migralint.metadata import Metadata  # only it needs `subprocess`

    return Metadata(where.metadata, where.python or sys.executable)


def _base_reader(name: str) -> BaseReader:
    from migralint.revisions.base_reading import BaseReader  # only it needs `subprocess`

    return BaseReader(name)


def load_one(where: Where) -> Loaded:
    """The only project at these places. Raises ProjectError that names them where there are several."""
    found = load(where)
    if len(found) > 1:
        names = ", ".join(loaded.project.name for loaded in found)
        raise ProjectError(f"several projects found, choose one with --project or --name: {names}")
    return found[0]


def _loaded(project: Project, where: Where, base: BaseReader | None) -> Loaded:
    unknown = [name for name in where.dialects if name not in DIALECTS]
    if unknown:
        raise ProjectError(f'unknown dialect "{unknown[0]}": it is one of {", ".join(DIALECTS)}')
    if where.dialects:
        project = replace(project, dialects=tuple(dict.fromkeys(where.dialects)), dialect_source="--dialect")
    if where.server_version is not None:
        project = replace(project, settings=replace(project.settings, version=_version(where.server_version)))
    history = read_history(
        revision_files(project),
        version_locations=project.version_locations,
        version_number_length=project.environment.version_number_length,
        expected_heads=project.settings.heads,
    )
    if base is None:
        return Loaded(project, history, where.base_schema)
    branch = base.branch(project)
    if branch.found:
        project = replace(project, notes=(*project.notes, f"--base auto: compared with {branch.name}"))
    return Loaded(project, base.with_base(history, project), where.base_schema, branch)


def _version(text: str) -> str:
    if not re.fullmatch(r"\d+(\.\d+)*", text):
        raise ProjectError(f'"{text}" is no version such as "16" or "10.11"')
    return text
