"""Which files of a project are reported; the whole history is always read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from migralint.findings import Problem
from migralint.project.project import Project
from migralint.revisions.history import History, real_path
from migralint.revisions.lookup import find_revisions
from migralint.revisions.revision import Revision

if TYPE_CHECKING:
    from migralint.revisions.base_history import BaseHistory


class Scope(Struct, frozen=True):
    """`hidden` files are never reported: they lie before `start-after`, or are excluded. `whole`: no paths chose.
    `models` are chosen files and folders that hold models.

    With a base, `merged` files hold revisions that it has, and `known` is what is wrong with its history already.
    """

    files: frozenset[Path]
    hidden: frozenset[Path] = frozenset()
    whole: bool = True
    merged: frozenset[Path] = frozenset()
    known: frozenset[str] | None = None
    models: tuple[Path, ...] = ()

    def includes(self, revision: Revision) -> bool:
        return revision.script.path in self.files

    def concerns(self, path: Path, problem: Problem) -> bool:
        """Whether a finding about the history or the project is reported: one of its places is."""
        places = (path, *(note.path for note in problem.notes))
        if any(place in self.files for place in places):
            return True
        caused = self.known is None or problem.message not in self.known
        return self.whole and caused and path not in self.hidden

    @property
    def is_everything(self) -> bool:
        """Whether neither paths nor a base choose."""
        return self.whole and self.known is None

    @property
    def has_models(self) -> bool:
        """Whether the models are to be compared: all of them, or those of the chosen files."""
        return self.whole or bool(self.models)

    def chooses(self, path: Path) -> bool:
        """Whether what stands in this file, which may be one of models, is reported."""
        return path in self.files or any(map(path.is_relative_to, self.models))

    def with_models(self, paths: Sequence[Path]) -> Scope:
        """With files and folders of models, where not everything is reported anyway."""
        return self if self.whole else replace(self, models=tuple(path.resolve() for path in paths))

    def since(self, base: BaseHistory, known: Iterable[str]) -> Scope:
        """What of it is new or edited since the base; `known` are the messages that its own history is worth."""
        return replace(self, files=self.files & base.files, merged=base.merged, known=frozenset(known))


def scope_of(project: Project, history: History, paths: Sequence[Path] | None) -> Scope:
    """What these paths choose: files, folders or configuration files; None: the whole project.

    Raises ProjectError where `start-after` names no revision.
    """
    files = history.files
    hidden = frozenset((*_before_start(project, history), *_excluded(project, files)))
    if paths is None or any(_is_configuration(project, path) for path in paths):
        return Scope(frozenset(files) - hidden, hidden)
    places = _places(project, history)
    chosen = frozenset(file for path in paths for file in _below(path, places))
    return Scope(chosen - hidden, hidden, whole=bool(chosen) and chosen.issuperset(files))


def belongs(path: Path, project: Project, history: History) -> bool:
    """Whether the path chooses anything of this project."""
    return _is_configuration(project, path) or any(_below(path, _places(project, history)))


def _places(project: Project, history: History) -> Mapping[Path, Path]:
    """The files by their real path, for they and the user's paths may lead through different links."""
    environment = project.environment.path
    return {**history.real_files, **({real_path(environment): environment} if environment else {})}


def _below(path: Path, places: Mapping[Path, Path]) -> Iterator[Path]:
    chosen = path.resolve()
    if chosen in places:
        yield places[chosen]
    elif chosen.is_dir():
        yield from (file for place, file in places.items() if chosen in place.parents)


def _is_configuration(project: Project, path: Path) -> bool:
    known = (project.config_file, project.settings.path)
    return any(file is not None and file.resolve() == path.resolve() for file in known)


def _before_start(project: Project, history: History) -> Iterator[Path]:
    names = [r.id for name in project.settings.start_after for r in find_revisions(history, name, "start-after")]
    before = history.ancestors(names)
    return (revision.script.path for revision in history.revisions if revision.id in before)


def _excluded(project: Project, files: Iterable[Path]) -> Iterator[Path]:
    return (file for file in files if any(_matches(project, file, glob) for glob in project.settings.exclude))


def _matches(project: Project, file: Path, glob: str) -> bool:
    """A pattern without a slash means names of files or folders, one with a slash paths below the project's root."""
    shown = Path(os.path.relpath(file, project.root))
    if "/" not in glob.rstrip("/"):
        return any(fnmatch(part, glob.rstrip("/")) for part in shown.parts)
    return any(fnmatch(place.as_posix(), glob.strip("/")) for place in (shown, *shown.parents))
