"""BaseTree: the files of one commit, read one by one when they are asked for."""

from __future__ import annotations

import os
import posixpath
import tokenize
from collections.abc import Iterator, Mapping
from errno import ENOENT
from functools import cached_property
from io import BytesIO
from pathlib import Path

from msgspec import Struct

from migralint.project.errors import ProjectError
from migralint.project.git.command import run
from migralint.project.git.repository import Repository

_MOST_LINKS = 8


class BaseTree(Struct, frozen=True, eq=False, dict=True):
    """Paths are those of the working tree, whether or not it has these files too. Links to folders are not followed."""

    repository: Repository
    commit: str

    @property
    def paths(self) -> Iterator[Path]:
        """Every file of the commit, links among them; a submodule is none."""
        root = self.repository.root
        return (root / name for name in self._entries)

    def python_files(self) -> Iterator[Path]:
        """Those whose names end in `.py`."""
        root = self.repository.root
        return (root / name for name in self._entries if name.endswith(".py"))

    def is_file(self, path: Path) -> bool:
        return self._entry(path) is not None

    def is_dir(self, path: Path) -> bool:
        return path in self._folders

    def read_bytes(self, path: Path) -> bytes:
        """The file's content, through links. Raises OSError where the commit has no such file."""
        entry = self._entry(path)
        data = self.repository.objects.read(entry[1]) if entry else None
        if data is None:
            raise FileNotFoundError(ENOENT, f"not in {self.commit[:12]}", str(path))
        return data

    def read(self, path: Path) -> str | None:
        """The text of a Python file, in the encoding that it declares; None where there is none."""
        try:
            data = self.read_bytes(path)
            return data.decode(tokenize.detect_encoding(BytesIO(data).readline)[0])
        except (OSError, SyntaxError, LookupError, UnicodeDecodeError):
            return None

    def entries(self, folder: Path) -> tuple[list[str], list[str]]:
        """The names of the folder's folders and of its files, sorted."""
        folders, files = self._folders.get(folder, (set(), set()))
        return sorted(folders), sorted(name for name in files if self.is_file(folder / name))

    def _entry(self, path: Path) -> tuple[bool, str] | None:
        """Whether it is a link, and its object."""
        if not path.is_relative_to(self.repository.root):
            return None
        name = path.relative_to(self.repository.root).as_posix()
        for _ in range(_MOST_LINKS):
            entry = self._entries.get(name)
            if entry is None or not entry[0]:
                return entry
            target = self.repository.objects.read(entry[1]) or b""
            name = posixpath.normpath(posixpath.join(posixpath.dirname(name), os.fsdecode(target)))
        return None

    @cached_property
    def _folders(self) -> Mapping[Path, tuple[set[str], set[str]]]:
        """The folders of the commit, with the names in them: folders, files."""
        found: dict[Path, tuple[set[str], set[str]]] = {self.repository.root: (set(), set())}
        for path in self.paths:
            child = path.parent
            new = child not in found
            found.setdefault(child, (set(), set()))[1].add(path.name)
            while new:
                new = child.parent not in found
                found.setdefault(child.parent, (set(), set()))[0].add(child.name)
                child = child.parent
        return found

    @cached_property
    def _entries(self) -> Mapping[str, tuple[bool, str]]:
        code, output, complaint = run(self.repository.root, "ls-tree", "-r", "-z", "--full-tree", self.commit)
        if code:
            raise ProjectError(f"git cannot list the files of {self.commit[:12]}: {complaint}")
        return dict(_parsed(line) for line in output.split(b"\0") if b" blob " in line[:12])


def _parsed(line: bytes) -> tuple[str, tuple[bool, str]]:
    """`100644 blob <id>\\t<name>`; a link's mode is 120000."""
    head, _, name = line.partition(b"\t")
    mode, _, identifier = head.split(b" ")
    return os.fsdecode(name), (mode == b"120000", identifier.decode())
