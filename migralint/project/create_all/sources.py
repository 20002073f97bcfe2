"""Sources: the modules of an application outside its tests and examples, read as they are needed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path

from msgspec import Struct, field

from migralint.project.create_all.sites import TEST_WORDS, Site, sites
from migralint.project.folders import below
from migralint.project.project import Project
from migralint.project.python_source import LARGEST, PythonFile

_MOST_FILES = 2_000
_NOT_THE_APPLICATION = frozenset({
    "examples", "example", "docs", "doc", "demo", "demos", "samples", "notebooks", "benchmarks", "migrations",
    "alembic", "versions", "seeds",
})  # fmt: skip


class Sources(Struct, eq=False, dict=True):
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

    def mentioning(self, word: str, other: str = "") -> Iterator[PythonFile]:
        """The modules whose text has the name, and the other one."""
        name = re.compile(rb"\b" + re.escape(word.encode()) + rb"\b")
        for path, text in self._texts.items():
            if (
                word.encode() in text
                and other.encode() in text
                and name.search(text)
                and (file := self.file(Path(path))) is not None
            ):
                yield file

    def defines_once(self, function: str) -> bool:
        """Whether one function in all modules has the name."""
        written = f"def {function}(".encode()
        return sum(text.count(written) for text in self._texts.values()) == 1

    @cached_property
    def root(self) -> Path:
        """The project's folder, or the outermost package around it: what runs there calls what stands here."""
        root = self.project.root
        while (root / "__init__.py").is_file() and (root.parent / "__init__.py").is_file():
            root = root.parent
        return root

    def holding(self, word: bytes, code: re.Pattern[bytes]) -> Iterator[PythonFile]:
        """The modules whose text has the code, which has the word; the texts are not kept."""
        for path in _paths(self.project.root, self.project):
            text = _bytes(path)
            if word in text and code.search(text) and (file := self.file(Path(path))) is not None:
                yield file

    @cached_property
    def _texts(self) -> dict[str, bytes]:
        return {path: _bytes(path) for path in _paths(self.root, self.project)}


def _paths(root: Path, project: Project) -> Iterator[str]:
    return islice(_modules(root, project.script_location or Path("/\0")), _MOST_FILES)


def _modules(root: Path, scripts: Path) -> Iterator[str]:
    for folder, names in below(root):
        if _NOT_THE_APPLICATION.isdisjoint(folder.relative_to(root).parts) and not folder.is_relative_to(scripts):
            yield from (f"{folder}{os.sep}{n}" for n in names if n.endswith(".py") and not TEST_WORDS.search(n))


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
