"""The packages that models are derived from: beside the project's own, or in its virtual environment."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.project.files import DISK, Files
from migralint.project.folders import below, upwards
from migralint.project.project import Project
from migralint.revisions.sources import Sources

# The nearest folders of a repository: its packages are not far from its root.
_MOST_FOLDERS = 2_000
_ENVIRONMENTS = (".venv", "venv", "env")
_SITE_PACKAGES = ("lib/python3*/site-packages", "Lib/site-packages")


class Packages(Struct, frozen=True):
    """The folders that hold packages, by the packages' names. `installed` are those of a virtual environment."""

    folders: Mapping[str, Path] = field(default_factory=dict)
    installed: frozenset[Path] = frozenset()

    def is_installed(self, path: Path) -> bool:
        return any(path.is_relative_to(folder) for folder in self.installed)

    def sources(self, given: Sources) -> Sources:
        """The same, with what is installed read from the disk: a commit does not have it."""
        if not self.installed or given.files is DISK:
            return given
        return replace(given, files=_WithInstalled(given.files, self))

    def with_found(self, project: Project, names: Collection[str], files: Files) -> Packages:
        """With those of these packages that can be found, the ones of the repository first."""
        beside = _beside(project, names, files)
        installed = _installed(project, [name for name in names if name not in beside])
        folders = {**self.folders, **beside, **installed}
        return Packages(folders, self.installed | frozenset(installed.values()))


class _WithInstalled(Struct, frozen=True):
    files: Files
    packages: Packages

    def is_file(self, path: Path) -> bool:
        return self._of(path).is_file(path)

    def is_dir(self, path: Path) -> bool:
        return self._of(path).is_dir(path)

    def read_bytes(self, path: Path) -> bytes:
        return self._of(path).read_bytes(path)

    def entries(self, folder: Path) -> tuple[list[str], list[str]]:
        return self._of(folder).entries(folder)

    def _of(self, path: Path) -> Files:
        return DISK if self.packages.is_installed(path) else self.files


def _beside(project: Project, names: Collection[str], files: Files) -> dict[str, Path]:
    """Where the repository holds packages of these names, the nearest to its root first."""
    found: dict[str, Path] = {}
    *_, top = upwards(project.root)
    start = top if (top / ".git").exists() else project.root
    for folder, inside in islice(below(start, files.entries), _MOST_FOLDERS):
        if len(found) == len(names):
            break
        if folder.name in names and "__init__.py" in inside and not files.is_file(folder.parent / "__init__.py"):
            found.setdefault(folder.name, folder.parent)
    return found


def _installed(project: Project, names: Collection[str]) -> dict[str, Path]:
    if not names:
        return {}
    sites = list(_site_packages(project))
    places = ((name, site) for name in names for site in reversed(sites))
    return {name: site for name, site in places if (site / name / "__init__.py").is_file()}


def _site_packages(project: Project) -> Iterator[Path]:
    """Those of the virtual environments beside the project, and of the one that is active."""
    start = project.script_location or project.version_locations[0]
    folders = [folder / name for folder in upwards(start) for name in _ENVIRONMENTS]
    active = os.environ.get("VIRTUAL_ENV")
    for folder in [*folders, *([Path(active)] if active else [])]:
        if (folder / "pyvenv.cfg").is_file():
            yield from (path for pattern in _SITE_PACKAGES for path in sorted(folder.glob(pattern)))
