"""What the paths of a command line choose of a project: revisions, and files that hold its models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from migralint.checking.scope import belongs
from migralint.dialects.target import Target
from migralint.loading import Loaded
from migralint.migration import ModelReader


class Chosen(Struct, frozen=True):
    """The paths that mean something here, in the user's words. `revisions` may be configuration files too."""

    revisions: tuple[Path, ...] = ()
    models: tuple[Path, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        return (*self.revisions, *self.models)


def chosen(loaded: Loaded, paths: Sequence[Path], target: Target, reader: ModelReader) -> Chosen:
    """Models are only read where one of the paths may hold some."""
    revisions = tuple(path for path in paths if belongs(path, loaded.project, loaded.history))
    candidates = [path for path in paths if _may_hold_models(path, loaded, of_revisions=path in revisions)]
    files = frozenset(_model_files(loaded, target, reader)) if candidates else frozenset()
    return Chosen(revisions, tuple(path for path in candidates if _holds(path.resolve(), files)))


def _may_hold_models(path: Path, loaded: Loaded, *, of_revisions: bool) -> bool:
    """A folder of the application's, or a Python file that speaks of tables."""
    project, real = loaded.project, path.resolve()
    folders = (*project.version_locations, *([project.script_location] if project.script_location else []))
    if any(map(real.is_relative_to, folders)):
        return False
    if real.is_dir():
        return any(real.is_relative_to(root) or root.is_relative_to(real) for root in project.python_roots)
    return real.suffix == ".py" and not of_revisions and _speaks_of_tables(real, loaded)


def _speaks_of_tables(path: Path, loaded: Loaded) -> bool:
    from migralint.models import declares_tables  # most runs do not ask

    script = loaded.sources.script(path)
    return script is not None and declares_tables(script.text)


def _model_files(loaded: Loaded, target: Target, reader: ModelReader) -> Iterator[Path]:
    for database in loaded.project.databases or (None,):
        yield from reader.models(target, database).places.files


def _holds(path: Path, files: frozenset[Path]) -> bool:
    return path in files or any(path in file.parents for file in files)
