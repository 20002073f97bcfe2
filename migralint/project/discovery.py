"""Finding the projects that paths on the command line belong to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from migralint.project.application import Application
from migralint.project.configuration import read_settings
from migralint.project.databases import databases
from migralint.project.dialect import dialects
from migralint.project.environment import FLASK_MIGRATE_DEFAULTS, is_flask_migrate, read_environment_and_application
from migralint.project.errors import ProjectError
from migralint.project.folders import upwards
from migralint.project.imports import namespace_roots
from migralint.project.locations import Location, python_roots
from migralint.project.lock_files import read_locked
from migralint.project.project import Environment, Project
from migralint.project.python_source import PythonFile
from migralint.project.requirements import Requirement, read_requirements
from migralint.project.revision_files import files_of, revision_files
from migralint.project.search import Search
from migralint.project.settings import Settings
from migralint.project.sqlalchemy_version import oldest_sqlalchemy, sqlalchemy_version
from migralint.project.sqlmodel_version import has_old_pydantic, has_zoned_times

__all__ = ["find_projects", "revision_files"]

_ROOT_MARKERS = (".git", "migralint.toml", "pyproject.toml", "setup.py", "setup.cfg")
_OLD_FLASK_MIGRATE = ("==0", "==1", "==2", "==3", "~=2", "~=3", "<4", "<=3")


def find_projects(paths: Sequence[Path], *, project: Path | None = None, section: str | None = None) -> list[Project]:
    """The environments that the paths belong to, each once, with resolved paths.

    `project`, else the variable ALEMBIC_CONFIG, says where to look; otherwise it is looked around each path, and
    where there is none around the folder of FLASK_DB_DIRECTORY, or the working directory. Raises ProjectError for a
    path that does not exist and where there is no environment or none of them has a revision.
    """
    asked = [_existing(path) for path in paths] or [Path.cwd().resolve()]
    configured = os.environ.get("ALEMBIC_CONFIG")
    if project is not None:
        asked = [_existing(project)]
    elif configured:
        asked = [_existing(Path(configured), " (ALEMBIC_CONFIG)")]
    elif (folder := os.environ.get("FLASK_DB_DIRECTORY")) and not paths:
        asked = [_existing(Path(folder), " (FLASK_DB_DIRECTORY)")]
    search = Search(section)
    try:
        found = dict.fromkeys(location for path in asked for location in _around(search, path))
        return _with_revisions(list(found), list(dict.fromkeys(map(str, search.failures))))
    except OSError as error:
        raise ProjectError(f"{error.filename}: it cannot be read: {error.strerror}") from None


def _around(search: Search, path: Path) -> list[Location]:
    """Those around the path, else around the working directory that holds it: models may lie beside the migrations."""
    working = Path.cwd().resolve()
    try:
        return search.around(path)
    except ProjectError:
        if search.failures or path == working or path.suffix in (".ini", ".toml") or not path.is_relative_to(working):
            raise
    return search.around(working)


def _existing(path: Path, source: str = "") -> Path:
    try:
        return path.resolve(strict=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
        if isinstance(error, PermissionError):
            raise ProjectError(f"{path}{source}: it cannot be read: check its permissions") from None
        raise ProjectError(f"{path}{source}: there is no such file or folder: correct the path") from None


def _with_revisions(locations: Sequence[Location], notes: Sequence[str]) -> list[Project]:
    """The projects that hold revisions; the others, and what could not be read, are named in their notes."""
    files = {location: tuple(_files(location)) for location in locations}
    filled = [location for location in locations if files[location]]
    empty = [str(folder) for location in locations if location not in filled for folder in location.versions]
    if not filled:
        folders = ", ".join(empty)
        raise ProjectError(f"{folders}: no revisions here: create one with `alembic revision`, or pass --project")
    told = (*notes, *(f"{folder}: no revisions here" for folder in empty))
    facts: dict[tuple[Path, Path | None], _Facts] = {}
    for location in filled:
        if _key(location) not in facts:
            facts[_key(location)] = _facts(location)
    return [replace(_project(location, facts[_key(location)], files[location]), notes=told) for location in filled]


def _key(location: Location) -> tuple[Path, Path | None]:
    return location.scripts or location.versions[0], location.config.path if location.config else None


class _Facts(Struct, frozen=True):
    """What env.py, the application and the settings say: the same for all projects of one script folder."""

    folder: Path
    settings: Settings
    roots: tuple[Path, ...]
    requirements: Sequence[Requirement]
    locked: Sequence[Requirement] = ()
    environment: Environment = Environment()
    application: Application = Application()
    flask_migrate: bool = False


def _facts(location: Location) -> _Facts:
    folder = location.config.folder if location.config else location.scripts or location.versions[0]
    settings = read_settings(folder)
    roots = tuple(dict.fromkeys((*settings.python_roots, *python_roots(location))))
    above = list(upwards(folder))
    facts = _Facts(folder, settings, roots, read_requirements(above), read_locked(above))
    file = PythonFile.read(location.scripts / "env.py") if location.scripts else None
    if file is None:
        return facts
    roots = (*roots, *namespace_roots(file, roots))
    defaults = {} if _has_old_flask_migrate(facts.requirements) else FLASK_MIGRATE_DEFAULTS
    environment, application = read_environment_and_application(file, roots, defaults)
    without_location = location.config is not None and not location.config.text("script_location")
    of_flask = without_location or is_flask_migrate(file)
    return replace(facts, roots=roots, environment=environment, application=application, flask_migrate=of_flask)


def _project(location: Location, facts: _Facts, files: Sequence[Path]) -> Project:
    names, source = dialects(facts.settings, location, facts.environment, facts.application, facts.requirements, files)
    return Project(
        root=_root(location, facts.folder),
        version_locations=location.versions,
        script_location=location.scripts,
        config_file=location.config.path if location.config else None,
        section=location.config.section if location.config else "alembic",
        recursive=location.recursive,
        python_roots=facts.roots,
        databases=databases(location.config, location.scripts, files),
        flask_migrate=facts.flask_migrate,
        environment=facts.environment,
        dialects=names,
        dialect_source=source,
        sqlalchemy=sqlalchemy_version([*facts.requirements, *facts.locked]),
        oldest_sqlalchemy=oldest_sqlalchemy([*facts.requirements, *facts.locked]),
        old_pydantic=has_old_pydantic([*facts.locked, *facts.requirements]),
        sqlmodel_zoned=has_zoned_times([*facts.locked, *facts.requirements]),
        settings=facts.settings,
    )


def _files(location: Location) -> Iterator[Path]:
    return files_of(location.versions, recursive=location.recursive)


def _has_old_flask_migrate(requirements: Sequence[Requirement]) -> bool:
    """Whether a version before 4.0 is pinned: it passes no options of its own."""
    pinned = [item.specifier.replace(" ", "") for item in requirements if item.name == "flask-migrate"]
    return any(old in specifier for specifier in pinned for old in _OLD_FLASK_MIGRATE)


def _root(location: Location, folder: Path) -> Path:
    """Where paths are shown from: the working directory where the revisions are below it, else the repository."""
    working = Path.cwd().resolve()
    if location.versions[0].is_relative_to(working):
        return working
    for parent in upwards(folder):
        if any((parent / marker).exists() for marker in _ROOT_MARKERS):
            return parent
    return folder.parent if folder == location.scripts else folder
