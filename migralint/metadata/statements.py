"""Run by the user's own Python: imports a MetaData and writes the statements that would create its tables.

    python statements.py TARGET DIALECT FILE [FOLDER ...]

Modules are looked for in the folders after those of Python itself.
It must know nothing but the standard library and SQLAlchemy 1.4 or newer: migralint need not be installed there.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any


def metadatas(target: str) -> list[Any]:
    """What `package.module:Base.metadata` names: MetaData, a base, `db`, a Flask application, or what makes one."""
    module, _, path = target.partition(":")
    found = importlib.import_module(module)
    for name in filter(None, path.split(".")):
        found = getattr(found, name.removesuffix("()"))
        if name.endswith("()"):
            found = found()
    return _metadatas(found)


def _metadatas(found: Any) -> list[Any]:
    if isinstance(found, (list, tuple, set)):
        return [metadata for item in found for metadata in _metadatas(item)]
    if hasattr(found, "sorted_tables"):
        return [found]
    if hasattr(found, "extensions"):
        return _of_application(found)
    if hasattr(found, "metadata"):
        return _metadatas(found.metadata)
    if callable(found):
        return _metadatas(found())
    raise TypeError(f"{found!r} is no MetaData, and has none")


def _of_application(application: Any) -> list[Any]:
    """Those of Flask-SQLAlchemy 2 and 3."""
    with application.app_context():
        extension = application.extensions["sqlalchemy"]
        database = getattr(extension, "db", extension)
        return list(getattr(database, "metadatas", {None: database.metadata}).values())


def statements(found: list[Any], dialect: str) -> list[str]:
    from sqlalchemy import create_mock_engine

    written: list[str] = []

    def write(statement: Any, *_: Any, **__: Any) -> None:
        written.append(str(statement.compile(dialect=engine.dialect)).strip())

    engine = create_mock_engine(f"{dialect}://", write)
    for metadata in found:
        metadata.create_all(engine, checkfirst=False)
    return sorted(written, key=lambda text: text if _makes_index(text) else "")


def _makes_index(statement: str) -> bool:
    """SQLAlchemy keeps the indexes of a table in a set: they come in any order."""
    return statement.startswith(("CREATE INDEX", "CREATE UNIQUE INDEX"))


def main(target: str, dialect: str, file: str, *folders: str) -> None:
    sys.path += folders
    written = statements(metadatas(target), dialect)
    Path(file).write_text(json.dumps(written), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
