"""Revisions of other histories in the repository: a plugin's, or those of another environment on the same database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from migralint.drift.mentions import files_beside
from migralint.objects import TableName
from migralint.project.project import Project
from migralint.project.python_source import PythonFile

_FOLDER = re.compile(r"alembic|migrat|revision|version", re.IGNORECASE)
_REVISION = re.compile(r"^down_revision\b", re.MULTILINE)


def other_revisions(project: Project) -> tuple[frozenset[str], ...]:
    """The words of each revision script that is not of this history, in lower case."""
    return tuple(_words(project))


def _words(project: Project) -> Iterator[frozenset[str]]:
    for path in files_beside(project):
        if _FOLDER.search(path.parent.as_posix().removeprefix(project.root.as_posix())):
            file = PythonFile.read(path)
            if file is not None and _REVISION.search(file.text):
                yield frozenset(re.findall(r"\w+", file.text.lower()))


def speak_of(revisions: Sequence[frozenset[str]], table: TableName | None, names: Sequence[str]) -> bool:
    """Whether one of them names the table, and a thing of it that has one of these names."""
    return any(
        (table is None or table.name.lower() in words) and any(name.lower() in words for name in names)
        for words in revisions
    )
