"""Sources: the modules of an application outside its tests and examples, read as they are needed."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from migralint.project.create_all.sites import TEST_WORDS, Site, sites
from migralint.project.folders import below
from migralint.project.project import Project
from migralint.project.python_source import LARGEST, PythonFile

_MOST_FILES = 2_000
_NOT_THE_APPLICATION = frozenset({
    "examples", "example", "docs", "doc", "demo", "demos", "samples", "notebooks", "benchmarks", "migrations",
    "alembic", "versions", "seeds",
})  # fmt: skip


@dataclass(eq=False)
class Sources:
    """Nothing is parsed twice."""

    project: Project
    _files: dict[Path, PythonFile | None] = field(default_factory=dict)
    _sites: dict[Path, tuple[Site, ...]] = field(default_factory=dict)

    def file(self, path: Path) -> PythonFile | None:
        if path not in self._files:
            self._files[path] = PythonFile.read(path)
        return self._files[path]

    def sites(self, file: PythonFile) -> tuple[Site, ...]:
        if file.path not in self._sites:
            self._sites[file.path] = tuple(sites(file))
        return self._sites[file.path]

    def mentioning(self, word: str) -> Iterator[PythonFile]:
        """The modules whose text has the name."""
        name = re.compile(rb"\b" + re.escape(word.encode()) + rb"\b")
        for path, text in self._texts.items():
            if word.encode() in text and name.search(text) and (file := self.file(Path(path))) is not None:
                yield file

    def defines_once(self, function: str) -> bool:
        """Whether one function in all modules has the name."""
        return self._definitions[function.encode()] == 1

    def holding(self, word: bytes, code: re.Pattern[bytes]) -> Iterator[PythonFile]:
        """The modules whose text has the code, which has the word; the texts are not kept."""
        for path in self._paths:
            text = _bytes(path)
            if word in text and code.search(text) and (file := self.file(Path(path))) is not None:
                yield file

    @cached_property
    def _paths(self) -> list[str]:
        return list(_paths(self.project))[:_MOST_FILES]

    @cached_property
    def _texts(self) -> dict[str, bytes]:
        return {path: _bytes(path) for path in self._paths}

    @cached_property
    def _definitions(self) -> Counter[bytes]:
        return Counter(name for text in self._texts.values() for name in re.findall(rb"\bdef (\w+)", text))


def _paths(project: Project) -> Iterator[str]:
    for folder, names in below(project.root):
        own = folder.relative_to(project.root)
        if not _NOT_THE_APPLICATION.isdisjoint(own.parts) or folder.is_relative_to(project.script_location or "/\0"):
            continue
        yield from (f"{folder}{os.sep}{name}" for name in names if name.endswith(".py") and not TEST_WORDS.search(name))


def _bytes(path: str) -> bytes:
    """The file's beginning; `Path.read_bytes` takes three times as long, and there are thousands of files."""
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError:
        return b""
    try:
        return os.read(file, min(os.fstat(file).st_size, LARGEST))
    except OSError:
        return b""
    finally:
        os.close(file)
