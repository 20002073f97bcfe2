"""Where a configuration's script folder and version folders are on disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from migralint.project.alembic_config import AlembicConfig
from migralint.project.errors import ProjectError
from migralint.project.folders import entries, upwards
from migralint.project.python_source import PythonFile
from migralint.project.revision_files import files_of, holds_revisions

DIALECT_FOLDERS = {
    "postgresql": "postgresql", "postgres": "postgresql", "pg": "postgresql", "sqlite": "sqlite",
    "mysql": "mysql", "mariadb": "mariadb", "mssql": "mssql", "oracle": "oracle",
}  # fmt: skip


class Location(Struct, frozen=True):
    """One environment on disk, before anything in it is read. `dialect` is what its versions folder is named after."""

    versions: tuple[Path, ...]
    scripts: Path | None = None
    config: AlembicConfig | None = None
    recursive: bool = False
    dialect: str | None = None

    def touches(self, path: Path) -> bool:
        """Whether the path holds, or is in, one of the environment's folders."""
        own = [folder for folder in (self.scripts, *self.versions) if folder is not None]
        return any(folder.is_relative_to(path) or path.is_relative_to(folder) for folder in own)


def locate(config: AlembicConfig) -> list[Location]:
    """The environments of a configuration: several where env.py chooses the versions by dialect.

    Raises ProjectError.
    """
    scripts = _script_folder(config)
    named = [_first(value, bases(config.folder)) for value in config.version_locations]
    versions = tuple(dict.fromkeys(folder for folder in named if folder is not None))
    recursive = config.flag("recursive_version_locations")
    return arranged(Location(versions or (scripts / "versions",), scripts, config, recursive))


def arranged(location: Location) -> list[Location]:
    """The location as env.py must read it, where the revisions are in subfolders that the configuration does not name.

    Folders named after dialects are an environment each; otherwise all folders belong to one environment.
    """
    has_files = any(True for _ in files_of(location.versions, recursive=False))
    if location.recursive or (has_files and not _set_in_code(location)):
        return [location]
    by_dialect = [
        replace(location, versions=(folder,), dialect=DIALECT_FOLDERS[folder.name])
        for folder in _subfolders(location.versions)
        if folder.name in DIALECT_FOLDERS and holds_revisions(folder)
    ]
    if by_dialect:
        return by_dialect
    recursive = any(holds_revisions(folder, recursive=True) for folder in _subfolders(location.versions))
    return [replace(location, recursive=recursive)]


def _set_in_code(location: Location) -> bool:
    """Whether code beside env.py or the configuration sets the version locations when it runs."""
    if location.config is not None and location.config.version_locations:
        return False
    folders = [location.scripts, location.config.folder if location.config else None]
    files = [folder / name for folder in folders if folder for name in entries(folder)[1] if name.endswith(".py")]
    return any("version_locations" in file.text for path in files if (file := PythonFile.read(path)))


def bases(folder: Path) -> list[Path]:
    """The folders that a relative path of a configuration may start from.

    Alembic starts from the working directory of whoever runs it: that is one of these for any project that works.
    """
    found = [folder, folder / "src", *upwards(folder), Path.cwd().resolve()]
    return list(dict.fromkeys(found))


def _folders(value: str, starts: Sequence[Path]) -> Iterator[Path]:
    """The folders that a path or `package:folder` may name, the likeliest first."""
    sources = [start / "src" for start in starts] if ":" in value else []  # packages may stand there
    for path in _candidates(_relative(value), [*starts, *sources]):
        if path.is_dir():
            yield path.resolve()


def _first(value: str, starts: Sequence[Path]) -> Path | None:
    return next(_folders(value, starts), None)


def _relative(value: str) -> Path:
    if Path(value).is_absolute() or ":" not in value:
        return Path(value)
    package, *rest = value.split(":")
    return Path(*package.split("."), *rest)


def _candidates(path: Path, starts: Sequence[Path]) -> Iterator[Path]:
    yield from [path] if path.is_absolute() else (start / path for start in starts)


def _script_folder(config: AlembicConfig) -> Path:
    value = config.text("script_location")
    if not value:  # Flask-Migrate sets it when it runs: the folder of the configuration
        return config.folder
    found = list(_folders(value, bases(config.folder))) or _mounted(value, config.folder)
    if not found:
        raise ProjectError(f"{config.path}: script_location {value!r} is not a folder: correct it, or pass --project")
    return next((folder for folder in found if (folder / "env.py").is_file()), found[0])


def _mounted(value: str, folder: Path) -> list[Path]:
    """Where the repository has what a container has at an absolute path: `/app/migrations` is `migrations` here."""
    path = Path(value)
    if not path.is_absolute():
        return []
    tails = (Path(*path.parts[start:]) for start in range(1, len(path.parts)))
    found = (start / tail for tail in tails for start in bases(folder))
    return next(([each.resolve()] for each in found if (each / "env.py").is_file()), [])


def _subfolders(folders: Sequence[Path]) -> list[Path]:
    return [folder / name for folder in folders for name in entries(folder)[0]]


def python_roots(location: Location) -> tuple[Path, ...]:
    """The folders that imports of the project's own modules start from, nearest first."""
    found: list[Path] = []
    if location.config is not None:
        folder = location.config.folder
        starts = bases(folder)
        named = [_first(value, starts) for value in location.config.prepend_sys_path]
        found += [path for path in named if path is not None]
        found += [folder, folder / "src"]
    found += _package_roots(location.scripts or location.versions[0])
    return tuple(path for path in dict.fromkeys(found) if path.is_dir())


def _package_roots(folder: Path) -> Iterator[Path]:
    """The folders above that are no package themselves: the nearest one, and each one right above a package."""
    below_is_package = False
    nearest = True
    for parent in list(upwards(folder))[1:]:
        is_package = (parent / "__init__.py").is_file()
        if not is_package and (nearest or below_is_package):
            yield parent
            nearest = False
        below_is_package = is_package
