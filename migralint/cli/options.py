"""Options that several commands share, gathered into the values that `app` takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce, wraps
from pathlib import Path
from typing import Any, TypeAlias

import click
from msgspec.structs import replace

from migralint.checking.selection import Choice
from migralint.findings import DIALECTS
from migralint.loading import Where

Function: TypeAlias = Callable[..., None]

paths_argument = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))


def where_options(function: Function) -> Function:
    """Adds the options that say what to read and for which engine, given to the command as `where`."""

    @wraps(function)
    def command(
        *args: Any,
        project: Path | None,
        name: str | None,
        dialect: tuple[str, ...],
        base_schema: Path | None,
        database: str | None,
        server_version: str | None,
        **options: Any,
    ) -> None:
        paths = options.pop("paths", ())
        where = Where(paths, project, name, dialect, base_schema, database, server_version)
        function(*args, where=where, **options)

    return _with(_WHERE, command)


def metadata_options(function: Function) -> Function:
    """Adds --metadata and --python to the `where` of a command that has it."""

    @wraps(function)
    def command(*args: Any, where: Where, metadata: str | None, python: str | None, **options: Any) -> None:
        function(*args, where=replace(where, metadata=metadata, python=python), **options)

    return _with(_METADATA, command)


def choice_options(function: Function) -> Function:
    """Adds --select, --ignore and --severity, given to the command as `choice`."""

    @wraps(function)
    def command(
        *args: Any, select: Sequence[str], ignore: Sequence[str], severity: Sequence[str], **options: Any
    ) -> None:
        levels = dict(_pair(text) for text in _listed(severity))
        function(*args, choice=Choice(_listed(select), _listed(ignore), levels), **options)

    return _with(_CHOICE, command)


def _with(options: Sequence[Callable[[Function], Function]], command: Function) -> Function:
    return reduce(lambda decorated, option: option(decorated), reversed(options), command)


def _listed(values: Sequence[str]) -> tuple[str, ...]:
    """Options may be repeated, and each may hold several names with commas between them."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def _pair(text: str) -> tuple[str, str]:
    rule, separator, level = text.partition("=")
    if not separator:
        raise click.BadParameter(f'"{text}" is not RULE=LEVEL', param_hint="--severity")
    return rule.strip(), level.strip().lower()


_WHERE = (
    click.option(
        "--project",
        type=click.Path(path_type=Path),
        help="The project's folder or configuration file; default: found around the paths.",
    ),
    click.option("-n", "--name", metavar="SECTION", help="The section of alembic.ini to use, as for Alembic."),
    click.option("--dialect", type=click.Choice(DIALECTS), multiple=True, help="The database engine; repeatable."),
    click.option("--server-version", metavar="VERSION", help="Of the database server; with mysql, 10 on is MariaDB."),
    click.option(
        "--base-schema",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Tables that exist before the first revision, as `migralint schema --format json` writes them.",
    ),
    click.option("--database", metavar="NAME", help="One database of a multidb environment."),
)

_METADATA = (
    click.option(
        "--metadata",
        metavar="MODULE:NAME",
        help="Import the models, do not read them: app.models:Base.metadata, app:db, app:create_app. Runs your code.",
    ),
    click.option("--python", metavar="EXE", help="The Python that imports them; default: this one."),
)

_CHOICE = (
    click.option("--select", metavar="RULES", multiple=True, help="Run only these rules or groups."),
    click.option("--ignore", metavar="RULES", multiple=True, help="Leave out these rules or groups."),
    click.option("--severity", metavar="RULE=LEVEL", multiple=True, help="off, info, warning or error for a rule."),
)
