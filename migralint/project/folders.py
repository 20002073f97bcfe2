"""Walking a repository: upwards to its root, and downwards past what holds no code of the project."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

SKIPPED = frozenset({
    "node_modules", "venv", "site-packages", "build", "dist", "__pycache__",
    "templates", "tests", "test", "testing", "fixtures",
})  # fmt: skip

# Past these a folder is no checkout of a project but a disk; `--project` says where to look there.
MOST_FOLDERS = 20_000
DEEPEST = 16


def upwards(start: Path) -> Iterator[Path]:
    """The folder and those above it, up to the root of the repository (it holds `.git`) or of the file system."""
    for folder in (start, *start.parents):
        yield folder
        if (folder / ".git").exists():
            return


def entries(folder: Path) -> tuple[list[str], list[str]]:
    """The names of its folders and of its files, sorted; nothing where it cannot be read."""
    folders: list[str] = []
    files: list[str] = []
    try:
        with os.scandir(folder) as found:
            for entry in found:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                elif _is_file(entry):
                    files.append(entry.name)
    except OSError:
        return [], []
    return sorted(folders), sorted(files)


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it can be read as a file: a pipe cannot, nor a link that leads nowhere."""
    try:
        return entry.is_file()
    except OSError:
        return False


def below(
    start: Path, entries: Callable[[Path], tuple[list[str], list[str]]] = entries
) -> Iterator[tuple[Path, list[str]]]:
    """The folders from here down with their files' names, nearest first, each level sorted.

    Hidden folders, virtual environments, folders that packages are installed in, build output, tests and templates
    are left out below the start, links are not followed, and unreadable folders are passed over.
    `entries` tells what a folder holds: on the disk, or in a commit.
    """
    waiting = deque([(start, 0)])
    seen = 0
    while waiting and seen < MOST_FOLDERS:
        folder, depth = waiting.popleft()
        seen += 1
        folders, files = entries(folder)
        if depth and _holds_installed_packages(folders, files):
            continue
        yield folder, files
        if depth < DEEPEST:
            waiting.extend((folder / name, depth + 1) for name in folders if not _skipped(name))


def _holds_installed_packages(folders: list[str], files: list[str]) -> bool:
    """Whether it is a virtual environment, or what `pip install --target` filled."""
    return "pyvenv.cfg" in files or any(name.endswith(".dist-info") for name in folders)


def _skipped(name: str) -> bool:
    return name.startswith(".") or name in SKIPPED
