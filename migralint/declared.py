"""Declared: the models of the working tree and of the base, each read when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.dialects.target import Target
from migralint.project.project import Project
from migralint.revisions.sources import Sources

if TYPE_CHECKING:
    from migralint.metadata import Metadata
    from migralint.models import Models
    from migralint.project.git import BaseBranch


class Declared(Struct, dict=True):
    """`sources` are where the modules of the working tree are read; `metadata` is imported instead."""

    project: Project
    sources: Sources
    base: BaseBranch | None = None
    metadata: Metadata | None = None
    _now: dict[tuple[Target, str | None], Models] = field(default_factory=dict)
    _at_base: dict[tuple[Target, str | None], Models] = field(default_factory=dict)

    def models(self, target: Target, database: str | None) -> Models:
        """What the models declare. `database` is one of a multidb environment."""
        if (target, database) not in self._now:
            models = self._read(target, database, self.sources, whole=False)
            self._now[target, database] = self._imported(models, target)
        return self._now[target, database]

    def base_models(self, target: Target, database: str | None) -> Models | None:
        """What they declared where HEAD left the base branch: the release that runs while the work is deployed.

        Not at the branch's tip: what has come to it since is in the working tree only once it is merged, and then HEAD
        leaves the branch there. None without a base.
        """
        if self.base is not None and (target, database) not in self._at_base:
            self._at_base[target, database] = self._read(target, database, self.fork, whole=True)
        return self._at_base.get((target, database))

    @cached_property
    def fork(self) -> Sources:
        """The modules as they were where HEAD left the base branch."""
        assert self.base is not None
        return Sources(self.base.fork)

    @cached_property
    def has_other_code(self) -> bool:
        """Whether a Python file of the project's is not as it was there."""
        if self.base is None:
            return True
        folders = (*self.project.python_roots, *self.project.version_locations)
        changed = self.base.fork.repository.changed(self.base.fork.commit)
        return any(path.suffix == ".py" and any(map(path.is_relative_to, folders)) for path in changed)

    def fork_models(self, target: Target, database: str | None) -> Models:
        """What autogenerate compared there: the models that env.py imports, and no others."""
        return self._read(target, database, self.fork, whole=False)

    def _imported(self, models: Models, target: Target) -> Models:
        """The models with their exact schema, where it is asked for; the places of things are as they are read."""
        if self.metadata is None:
            return models
        from migralint.metadata import imported_schema

        schema = imported_schema(self.metadata, self.project, target.dialect, target.server)
        return replace(models, schema=schema, unread=())

    def _read(self, target: Target, database: str | None, sources: Sources, *, whole: bool) -> Models:
        from migralint.models import read_models  # most runs do not ask

        return read_models(
            self.project, target.dialect, server=target.server, database=database, sources=sources, whole=whole
        )

    def notes(self) -> Iterator[str]:
        """What is not known of the models at the base, where a rule asked for them."""
        unread = list(dict.fromkeys(one for models in self._at_base.values() for one in models.unread))
        if unread and self.base is not None:
            place = unread[0].place.shown_from(self.base.fork.repository.root)
            more = f", and {len(unread) - 1} more" if len(unread) > 1 else ""
            why = f"{place}: {unread[0].why}{more}"
            yield f"models at {self.base.name} not fully read: {why}: what they use is not known"
