"""Real databases to migrate: files for SQLite, those of a server for PostgreSQL and MariaDB."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import sqlalchemy as sa


@dataclass(frozen=True)
class Sqlite:
    """Databases are files in a folder."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=count)

    def create(self, copy_of: str | None = None) -> str:
        """The URL of a new database, empty or like another."""
        file = self.folder / f"{next(self.numbers)}.sqlite"
        if copy_of is not None and Path(copy_of.removeprefix("sqlite:///")).exists():
            shutil.copy(copy_of.removeprefix("sqlite:///"), file)
        return f"sqlite:///{file}"


@dataclass(frozen=True)
class Postgresql:
    """Databases of a server; `prefix` keeps those of several users apart."""

    server: str
    prefix: str
    numbers: Iterator[int] = field(default_factory=count)

    def create(self, copy_of: str | None = None) -> str:
        """The URL of a new database, empty or like another, which nobody may be connected to."""
        name, url = f"{self.prefix}_{next(self.numbers)}", sa.make_url(self.server)
        template = sa.make_url(copy_of).database if copy_of is not None else "template0"
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return url.set(database=name).render_as_string(hide_password=False)


@dataclass(frozen=True)
class Mariadb:
    """Databases of a server; `prefix` keeps those of several users apart."""

    server: str
    prefix: str
    numbers: Iterator[int] = field(default_factory=count)

    def create(self, copy_of: str | None = None) -> str:
        """The URL of a new database, empty or with the tables of another and its revision."""
        url = sa.make_url(self.server).set(database=f"{self.prefix}_{next(self.numbers)}")
        engine = sa.create_engine(self.server, poolclass=sa.NullPool)
        with engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {url.database}")
            if copy_of is not None:
                _copy(connection, sa.make_url(copy_of).database or "", url.database or "")
        return url.render_as_string(hide_password=False)


def _copy(connection: sa.Connection, old: str, new: str) -> None:
    tables = connection.exec_driver_sql(f"SHOW TABLES FROM {old}").scalars().all()
    connection.exec_driver_sql("SET foreign_key_checks = 0")
    connection.exec_driver_sql(f"USE {new}")
    for table in tables:
        [(_, definition)] = connection.exec_driver_sql(f"SHOW CREATE TABLE {old}.{table}").all()
        connection.exec_driver_sql(definition.replace("%", "%%"))
    connection.exec_driver_sql(f"INSERT INTO alembic_version SELECT * FROM {old}.alembic_version")
