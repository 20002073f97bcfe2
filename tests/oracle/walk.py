"""Running a project's revisions for real: up, and on a copy down again, the database looked at after every step.

`python -m tests.oracle.walk FOLDER DIALECT SCRATCH [SERVER]` prints a line of JSON for each step. It is a process of
its own, because `env.py` sets up logging and imports the application.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from tests.oracle.databases import Mariadb, Postgresql, Sqlite
from tests.oracle.reflect import reflected

ROOT = Path(__file__).parents[2]
ONE_RUN = "one run"


@dataclass(frozen=True, slots=True)
class Failure:
    """What a command raised, and the line of the revision script that it comes from."""

    error: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Walked:
    """A step: `lines` describe the databases behind it, by their names in a multidb environment, else by ""."""

    revision: str
    direction: Literal["upgrade", "downgrade"]
    failure: Failure | None
    lines: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Project:
    """A migrations folder with Alembic's own template, or Flask-Migrate's beside an `app` package."""

    folder: Path

    @property
    def databases(self) -> list[str]:
        return [name.strip() for name in (self.config().get_main_option("databases") or "").split(",")]

    def config(self) -> Config:
        if not (self.folder / "app").is_dir():
            return Config(self.folder / "alembic.ini")
        config = Config(self.folder / "migrations" / "alembic.ini")
        config.set_main_option("script_location", str(self.folder / "migrations"))
        return config

    def revisions(self) -> list[str]:
        scripts = ScriptDirectory.from_config(self.config())
        return [script.revision for script in scripts.walk_revisions()][::-1]

    def run(self, direction: Literal["upgrade", "downgrade"], target: str, urls: dict[str, str]) -> Failure | None:
        config = self.config()
        for name, url in urls.items():
            config.set_section_option(name or "alembic", "sqlalchemy.url", url.replace("%", "%%"))
        try:
            with ExitStack() as stack:
                if (self.folder / "app").is_dir():
                    _enter_flask(stack, urls[""])
                getattr(command, direction)(config, target)
        except Exception as error:
            return Failure(_reason(error), _line(error))
        return None


def _enter_flask(stack: ExitStack, url: str) -> None:
    from app import create_app, db

    os.environ["DATABASE_URL"] = url
    stack.enter_context(create_app().app_context())
    stack.callback(lambda: db.engine.dispose())


def _reason(error: Exception) -> str:
    """The database's own words where it is the database that refuses."""
    return str(getattr(error, "orig", None) or f"{type(error).__name__}: {error}").splitlines()[0]


def _line(error: BaseException) -> int | None:
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno for frame in reversed(frames) if Path(frame.filename).parent.name == "versions"), None)


def walk(project: Project, place: Sqlite | Postgresql | Mariadb) -> Iterator[Walked]:
    """Every revision by a command of its own as far as it goes, then all of them in one run, up and down."""
    urls = {name: place.create() for name in project.databases}
    for revision in project.revisions():
        failure = project.run("upgrade", revision, urls)
        yield Walked(revision, "upgrade", failure, _look(urls))
        if failure is not None:
            break
        copies = {name: place.create(url) for name, url in urls.items()}
        yield Walked(revision, "downgrade", project.run("downgrade", "-1", copies), _look(copies))
    urls = {name: place.create() for name in project.databases}
    yield Walked(ONE_RUN, "upgrade", project.run("upgrade", "heads", urls), _look(urls))
    yield Walked(ONE_RUN, "downgrade", project.run("downgrade", "base", urls), _look(urls))


def _look(urls: dict[str, str]) -> dict[str, list[str]]:
    return {name: reflected(url) for name, url in urls.items()}


def walked(folder: Path, dialect: str, scratch: Path, server: str = "") -> list[Walked]:
    """The steps of the project in this folder, run by a process that stands in it."""
    arguments = [str(folder), dialect, str(scratch), server]
    result = subprocess.run(
        [sys.executable, "-m", "tests.oracle.walk", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return [_read(line) for line in result.stdout.splitlines() if line.startswith("{")]


def _read(line: str) -> Walked:
    step = json.loads(line)
    return Walked(**{**step, "failure": Failure(**step["failure"]) if step["failure"] else None})


def main(arguments: Sequence[str]) -> None:
    folder, dialect, scratch, server = arguments
    name = f"{Path(folder).name}_{os.getpid()}"
    places = {"postgresql": Postgresql(server, name), "mariadb": Mariadb(server, name), "sqlite": Sqlite(Path(scratch))}
    for step in walk(Project(Path(folder)), places[dialect]):
        print(json.dumps(asdict(step)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
