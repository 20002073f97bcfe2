"""Which database engines a project's migrations run on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from migralint.project.alembic_config import AlembicConfig
from migralint.project.application import Application
from migralint.project.locations import DIALECT_FOLDERS, Location
from migralint.project.project import Environment
from migralint.project.requirements import Requirement
from migralint.project.settings import Settings
from migralint.project.urls import dialect_of

ASSUMED = ("postgresql",)
_MYSQL = re.compile(rb"\bmysql(?:\b|_)|_ibfk_\d|['\"]PRIMARY['\"]")
_POSTGRESQL = re.compile(rb"\bpostgresql\b|_fkey['\"]")
# One of these is in whatever the pattern finds: quickly looked for in the hundreds of scripts that have none.
_WORDS = {_MYSQL: (b"mysql", b"_ibfk_", b"PRIMARY"), _POSTGRESQL: (b"postgresql", b"_fkey")}


def dialects(
    settings: Settings,
    location: Location,
    environment: Environment,
    application: Application,
    requirements: Sequence[Requirement],
    revisions: Iterable[Path] = (),
) -> tuple[tuple[str, ...], str]:
    """The dialects and where they were found, in words; postgresql and "" where nothing says.

    SQLite in a URL is what runs where no database is configured, so it yields to the driver of a server, and to
    revisions that were written for PostgreSQL.
    """
    if location.dialect is not None:
        return (location.dialect,), f"the folder name {location.versions[0].name}"
    if settings.dialects:
        return settings.dialects, f"dialect in {settings.path.name if settings.path else 'the settings'}"
    found, source = _configured(location, environment, application, requirements)
    if found == ("sqlite",) and any(_names(_POSTGRESQL, revision) for revision in revisions):
        return ("postgresql",), f"the revisions, which name PostgreSQL, although {source} is SQLite"
    if not source and _name_mysql_alone(tuple(revisions)):
        return ("mysql",), "the revisions, which name MySQL"
    return found, source


def _name_mysql_alone(revisions: Sequence[Path]) -> bool:
    if any(_names(_POSTGRESQL, revision) for revision in revisions):
        return False
    return any(_names(_MYSQL, revision) for revision in revisions)


def _configured(
    location: Location, environment: Environment, application: Application, requirements: Sequence[Requirement]
) -> tuple[tuple[str, ...], str]:
    config = location.config
    if config is not None and (found := _of_config(config)):
        return found, f"sqlalchemy.url in {config.path.name}"
    if location.scripts is not None and (dialect := _of_name(location.scripts.name)):
        return (dialect,), f"the folder name {location.scripts.name}"
    in_code = list(_of_code(environment, application))
    of_drivers, driver = _of_drivers(requirements)
    servers = [(dialect, path) for dialect, path in in_code if dialect != "sqlite"]
    named = next(((dialect, path) for dialect, path in servers if dialect in of_drivers), next(iter(servers), None))
    if named is not None:
        return (named[0],), f"the database URL in {named[1].name}"
    if of_drivers and (of_drivers != ("sqlite",) or not in_code):
        return of_drivers, driver
    if in_code:
        return ("sqlite",), f"the database URL in {in_code[0][1].name}"
    return ASSUMED, ""


def _names(dialect: re.Pattern[bytes], revision: Path) -> bool:
    """Whether the revision has a branch, a type or a constraint name that only this dialect gives."""
    try:
        data = revision.read_bytes()
    except OSError:
        return False
    return any(word in data for word in _WORDS[dialect]) and dialect.search(data) is not None


def _of_name(name: str) -> str | None:
    """The dialect of a script folder called `migrations_pg` or `alembic-mysql`."""
    found = {DIALECT_FOLDERS[word] for word in re.split(r"[^a-z]+", name.lower()) if word in DIALECT_FOLDERS}
    return found.pop() if len(found) == 1 else None


def _of_config(config: AlembicConfig) -> tuple[str, ...]:
    """Those of the environment's URL and, in a multidb environment, of each database's section."""
    urls = [config.text("sqlalchemy.url") or "", *(config.urls.get(name, "") for name in config.databases)]
    return tuple(dict.fromkeys(dialect for url in urls if (dialect := dialect_of(url)) is not None))


def _of_code(environment: Environment, application: Application) -> Iterator[tuple[str, Path]]:
    if environment.url and environment.path and (dialect := dialect_of(environment.url)):
        yield dialect, environment.path
    yield from application.urls


def _of_drivers(requirements: Sequence[Requirement]) -> tuple[tuple[str, ...], str]:
    """The dialects of the drivers that every installation has; of optional ones only where they agree."""
    drivers = [item for item in requirements if item.dialect is not None]
    always = [item for item in drivers if not item.optional]
    chosen = _servers(always) or _servers(drivers) or always
    found = tuple(dict.fromkeys(item.dialect for item in chosen if item.dialect is not None))
    if not found or (len(found) > 1 and not _servers(always)):
        return (), ""
    names = ", ".join(dict.fromkeys(item.name for item in chosen))
    return found, f"{names} in {chosen[0].path.name}"


def _servers(requirements: Sequence[Requirement]) -> list[Requirement]:
    return [item for item in requirements if item.dialect != "sqlite"]
