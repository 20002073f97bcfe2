"""What a project depends on, from its requirements files and pyproject.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from migralint.project.folders import entries
from migralint.project.toml_file import TomlError, read_toml

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(\[[^\]]*\])?\s*([^;#]*)")
_DRIVERS = {
    "psycopg2": "postgresql", "psycopg2-binary": "postgresql", "psycopg": "postgresql", "psycopg-binary": "postgresql",
    "asyncpg": "postgresql", "pg8000": "postgresql", "pymysql": "mysql", "mysqlclient": "mysql", "aiomysql": "mysql",
    "asyncmy": "mysql", "mysql-connector-python": "mysql", "mariadb": "mariadb", "pyodbc": "mssql", "pymssql": "mssql",
    "aioodbc": "mssql", "oracledb": "oracle", "cx-oracle": "oracle", "aiosqlite": "sqlite", "pysqlite3": "sqlite",
}  # fmt: skip
_EXTRAS = re.compile(r"postgresql|mysql|pymysql|asyncpg|psycopg|mariadb|mssql|oracle")


class Requirement(Struct, frozen=True):
    """`optional`: one of an extra or a group, which not every installation has."""

    name: str
    extras: str
    specifier: str
    path: Path
    optional: bool = False

    @property
    def dialect(self) -> str | None:
        """The dialect that this driver, or SQLAlchemy with this extra (`sqlalchemy[asyncpg]`), talks to."""
        if self.name == "sqlalchemy" and (found := _EXTRAS.search(self.extras)):
            return _DRIVERS.get(found[0], found[0] if found[0] in _DRIVERS.values() else None)
        return _DRIVERS.get(self.name)


def read_requirements(folders: Sequence[Path]) -> list[Requirement]:
    """The requirements that the nearest of the folders with any gives."""
    for folder in folders:
        found = [*_of_pyproject(folder / "pyproject.toml"), *_of_text_files(folder)]
        if found:
            return found
    return []


def _of_text_files(folder: Path) -> Iterator[Requirement]:
    names = [name for name in entries(folder)[1] if re.match(r"requirements.*\.(txt|in)$|Pipfile$", name)]
    inside = [f"requirements/{name}" for name in entries(folder / "requirements")[1] if name.endswith((".txt", ".in"))]
    for name in (*names, *inside):
        optional = re.search(r"dev|test|doc|lint", name) is not None
        try:
            lines = (folder / name).read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
        yield from (found for line in lines if (found := _requirement(line, folder / name, optional=optional)))


def _of_pyproject(path: Path) -> Iterator[Requirement]:
    try:
        document = read_toml(path)
    except TomlError:
        return
    project, poetry = _table(document, "project"), _table(document, "tool", "poetry")
    for text, optional in (*_lists(project), *_poetry(poetry), *_groups(document)):
        if found := _requirement(text, path, optional=optional):
            yield found


def _lists(project: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    yield from ((text, False) for text in _texts(project.get("dependencies")))
    for group in _table(project, "optional-dependencies").values():
        yield from ((text, True) for text in _texts(group))


def _groups(document: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    for group in _table(document, "dependency-groups").values():
        yield from ((text, True) for text in _texts(group))


def _poetry(poetry: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    for name, value in _table(poetry, "dependencies").items():
        details = value if isinstance(value, Mapping) else {"version": value}
        extras = ",".join(_texts(details.get("extras")))
        yield f"{name}[{extras}]{details.get('version', '')}", details.get("optional") is True


def _table(table: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    found: Any = table
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _requirement(text: str, path: Path, *, optional: bool) -> Requirement | None:
    found = _REQUIREMENT.match(text)
    if found is None:
        return None
    name = re.sub(r"[-_.]+", "-", found[1]).lower()
    return Requirement(name, (found[2] or "").lower(), found[3].strip(), path, optional)
