"""Imported metadata: the schema that SQLAlchemy itself makes of the models, asked for in a process of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from migralint.project.errors import ProjectError
from migralint.project.folders import entries
from migralint.project.project import Project
from migralint.schema import Schema
from migralint.schema.apply import apply
from migralint.schema.naming import Naming
from migralint.sql import read_sql

PROGRAM = Path(__file__).with_name("statements.py")
_TARGET = re.compile(r"[A-Za-z_][\w.]*(:[A-Za-z_]\w*(\(\))?(\.[A-Za-z_]\w*(\(\))?)*)?")
_LONGEST_REASON = 300


class Metadata(Struct, frozen=True):
    """`target` is `package.module:Base.metadata`, or `package.module:create_app`. `python` runs it: user's code."""

    target: str
    python: str = sys.executable


def imported_schema(metadata: Metadata, project: Project, dialect: str, server: str = "") -> Schema:
    """What `metadata.create_all()` makes on an empty database. Raises ProjectError where the import fails."""
    schema = Schema(complete=True)
    naming = Naming(server or dialect, {}, as_sql=True)
    for statement in _statements(metadata, project, dialect):
        for operation in read_sql(statement, dialect):
            schema, _ = apply(schema, operation, naming)
    return schema.settled()


def _statements(metadata: Metadata, project: Project, dialect: str) -> list[str]:
    if _TARGET.fullmatch(metadata.target) is None:
        raise ProjectError(f'"{metadata.target}" is no metadata: write package.module:Base.metadata')
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "statements.json")
        hiding = [str(root) for root in project.python_roots if _hides_library(root)]
        command = [metadata.python, str(PROGRAM), metadata.target, dialect, str(file), *hiding]
        environment = {**os.environ, "PYTHONPATH": _python_path(project, hiding)}
        try:
            ran = subprocess.run(command, cwd=project.root, env=environment, capture_output=True, check=False)
        except OSError as error:
            raise ProjectError(f"{metadata.python} cannot be run: {error.strerror}") from None
        if ran.returncode != 0 or not file.is_file():
            raise ProjectError(f"{metadata.target} cannot be imported: {_reason(ran.stderr)}")
        return [str(statement) for statement in json.loads(file.read_text(encoding="utf-8"))]


def _python_path(project: Project, hiding: Sequence[str]) -> str:
    roots = [str(root) for root in project.python_roots if str(root) not in hiding]
    return os.pathsep.join(filter(None, (*roots, os.environ.get("PYTHONPATH", ""))))


def _hides_library(root: Path) -> bool:
    """Whether a module of Python's library would be taken from the folder: it holds the parts of a package then."""
    names = {name.removesuffix(".py") for part in entries(root) for name in part}
    return not names.isdisjoint(sys.stdlib_module_names - {"test"})


def _reason(output: bytes) -> str:
    """The last line of the traceback: what was raised."""
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:_LONGEST_REASON] if lines else "it ended without a word"
