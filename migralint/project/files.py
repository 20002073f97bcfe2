"""Files: where texts come from, the disk or a commit."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from migralint.project import folders


class Files(Protocol):
    """Paths are absolute, those of the working tree."""

    def is_file(self, path: Path) -> bool: ...

    def is_dir(self, path: Path) -> bool: ...

    def read_bytes(self, path: Path) -> bytes:
        """Raises OSError."""

    def entries(self, folder: Path) -> tuple[list[str], list[str]]:
        """The names of its folders and of its files, sorted; nothing where it cannot be read."""


class Disk:
    """The working tree as it is."""

    def is_file(self, path: Path) -> bool:
        return path.is_file()

    def is_dir(self, path: Path) -> bool:
        return path.is_dir()

    def read_bytes(self, path: Path) -> bytes:
        return path.read_bytes()

    def entries(self, folder: Path) -> tuple[list[str], list[str]]:
        return folders.entries(folder)


DISK = Disk()
