"""Searching Alembic's environments around a path: above it first, then below it."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct, field

from migralint.project.alembic_config import is_config_name, read_configs
from migralint.project.errors import ProjectError
from migralint.project.folders import below, entries, upwards
from migralint.project.locations import Location, arranged, locate
from migralint.project.revision_files import holds_revisions

# The word that tells Alembic's env.py from others stands at its top.
_ENV_BYTES = 100_000


class Search(Struct):
    """One search; `failures` are configurations that it met and could not use."""

    section: str | None = None
    failures: list[ProjectError] = field(default_factory=list)
    known: dict[tuple[Path, bool], list[Location]] = field(default_factory=dict)

    def around(self, path: Path) -> list[Location]:
        """The environments of a folder, a revision file or a configuration file. Raises ProjectError."""
        if path.is_file() and path.suffix in (".ini", ".toml"):
            return self._of_file(path)
        is_folder = path.is_dir()
        start = path if is_folder else path.parent
        if (start, is_folder) not in self.known:
            self.known[start, is_folder] = self._around_folder(start, downwards=is_folder)
        found = self.known[start, is_folder]
        if found:
            return found
        if self.failures:
            raise self.failures[0]
        section = f" with a section [{self.section}]" if self.section else ""
        raise ProjectError(
            f"{path}: no Alembic environment{section} found here, above or below: "
            "give the folder of env.py or of the scripts, or the configuration file, with --project"
        )

    def _around_folder(self, start: Path, *, downwards: bool) -> list[Location]:
        return (
            self._above(start, related=True)
            or self._script_folder_above(start)
            or (self._below(start) if downwards else [])
            or _plain(start)
            or self._above(start, related=False)
        )

    def _of_file(self, file: Path) -> list[Location]:
        found = [location for config in read_configs(file, self.section) for location in locate(config)]
        if not found:
            wanted = self.section or "alembic"
            raise ProjectError(f"{file}: it configures no Alembic environment: set script_location in [{wanted}]")
        return found

    def _above(self, start: Path, *, related: bool) -> list[Location]:
        """The environments of the nearest configuration upwards: one of the start itself, or whose folders touch it."""
        for folder in upwards(start):
            found = self._in_folder(folder, entries(folder)[1])
            if folder == start and self.failures and not found:
                raise self.failures[0]
            if related and folder != start:
                found = [location for location in found if location.touches(start)]
            if found:
                return found
        return []

    def _in_folder(self, folder: Path, names: list[str]) -> list[Location]:
        """The environments that configuration files of one folder describe, each script folder once."""
        found: dict[tuple[Path, ...], Location] = {}
        for name in sorted(filter(is_config_name, names), key=_config_order):
            if found and name == "pyproject.toml":  # it completed the ini file
                break
            for location in self._of_config(folder / name):
                found.setdefault(location.versions, location)
        return list(found.values())

    def _of_config(self, file: Path) -> list[Location]:
        try:
            return [location for config in read_configs(file, self.section) for location in locate(config)]
        except ProjectError as error:
            self.failures.append(error)
            return []

    def _script_folder_above(self, start: Path) -> list[Location]:
        """The nearest folder upwards with Alembic's env.py, with the configuration elsewhere that names it."""
        for folder in upwards(start):
            if is_script_folder(folder):
                return self._claims(folder) or arranged(_alone(folder))
        return []

    def _claims(self, scripts: Path) -> list[Location]:
        """The environments of configurations elsewhere in the repository that name this script folder."""
        *_, top = upwards(scripts)
        if not (top / ".git").exists():
            return []
        return [location for location in self._below(top) if location.config and location.scripts == scripts]

    def _below(self, start: Path) -> list[Location]:
        configured: list[Location] = []
        scripts: list[Path] = []
        for folder, names in below(start):
            configured += self._in_folder(folder, names)
            if "env.py" in names and is_script_folder(folder):
                scripts.append(folder)
        configured = list({location.versions: location for location in reversed(configured)}.values())[::-1]
        claimed = {location.scripts for location in configured}
        alone = [found for folder in scripts if folder not in claimed for found in arranged(_alone(folder))]
        return configured + (alone if self.section is None else [])


def is_script_folder(folder: Path) -> bool:
    """Whether the folder has Alembic's env.py and what belongs beside it."""
    folders, files = entries(folder)
    if "env.py" not in files or not ("versions" in folders or "script.py.mako" in files):
        return False
    try:
        with (folder / "env.py").open("rb") as stream:
            return b"alembic" in stream.read(_ENV_BYTES)
    except OSError:
        return False


def _alone(folder: Path) -> Location:
    return Location((folder / "versions",), folder)


def _plain(start: Path) -> list[Location]:
    """A folder of revision files without any configuration."""
    for folder in (start, start / "versions"):
        if holds_revisions(folder, recursive=folder.name == "versions"):
            return arranged(Location((folder,)))
    return []


def _config_order(name: str) -> tuple[bool, bool, str]:
    return name == "pyproject.toml", name != "alembic.ini", name
