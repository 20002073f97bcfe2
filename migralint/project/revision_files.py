"""Which files of a version location are revisions: Alembic's rule."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from migralint.project.project import Project

_REVISION_FILE = re.compile(r"(?!\.\#|__init__)(.*\.py)$")
_ASSIGNS_REVISION = re.compile(rb"^revision[ \t]*(:[^=\n]+)?=[ \t]*[\"'(A-Za-z_]", re.MULTILINE)
_HEADER_BYTES = 100_000


def revision_files(project: Project) -> list[Path]:
    """The files that Alembic would load, sorted within each version location, none twice.

    Where no script folder or configuration says that a folder is Alembic's, only files that assign `revision` count.
    """
    environment = project.script_location / "env.py" if project.script_location else None
    files = list(files_of(project.version_locations, recursive=project.recursive))
    if project.script_location is None and project.config_file is None:
        return [file for file in files if assigns_revision(file)]
    return [file for file in files if file != environment]


def files_of(locations: Sequence[Path], *, recursive: bool) -> Iterator[Path]:
    """The files whose names Alembic accepts, whatever they hold. The locations have no links in them."""
    seen: set[Path] = set()
    for location in locations:
        for entry in _python_files(location, recursive=recursive):
            real = Path(entry.path).resolve() if entry.is_symlink() else Path(entry.path)
            if real not in seen:
                seen.add(real)
                yield Path(entry.path)


def is_revision_file(name: str) -> bool:
    """Whether Alembic would load a file of this name from a version location."""
    return _REVISION_FILE.match(name) is not None


def _python_files(location: Path, *, recursive: bool) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(location) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if is_revision_file(entry.name) and (entry.is_symlink() or entry.is_file()):
            yield entry
    for entry in entries if recursive else ():
        if entry.name != "__pycache__" and entry.is_dir(follow_symlinks=False):
            yield from _python_files(Path(entry.path), recursive=True)


def assigns_revision(file: Path) -> bool:
    """Whether the file assigns the module variable `revision`: what makes a Python file a revision."""
    try:
        with file.open("rb") as stream:
            return _ASSIGNS_REVISION.search(stream.read(_HEADER_BYTES).replace(b"\r", b"\n")) is not None
    except OSError:
        return False


def holds_revisions(folder: Path, *, recursive: bool = False) -> bool:
    return any(assigns_revision(file) for file in files_of([folder], recursive=recursive))
