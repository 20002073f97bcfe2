"""Reading git's objects: one process, however many are asked for."""

from __future__ import annotations

import subprocess
import weakref
from pathlib import Path
from typing import IO, cast

from migralint.project.errors import ProjectError
from migralint.project.git.command import start


class Objects:
    """A `git cat-file --batch`, started when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def commit(self, name: str) -> str | None:
        """The id of the commit that a name means; None where it means none."""
        found = self._ask(f"{name}^{{commit}}")
        return found[0] if found else None

    def read(self, name: str) -> bytes | None:
        """The content of an object; None where it is not there."""
        found = self._ask(name)
        return found[1] if found else None

    def _ask(self, name: str) -> tuple[str, bytes] | None:
        if "\n" in name or "\0" in name:
            return None
        process = self._running()
        asked, answers = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        try:
            asked.write(name.encode(errors="surrogateescape") + b"\n")
            asked.flush()
            line = answers.readline()
        except OSError:
            line = b""
        if not line:
            raise ProjectError(f"--base: git stopped while it read {name}: see what `git fsck` says of the repository")
        words = line.split()
        # "<id> <type> <size>", else the name with "missing" or "ambiguous" after it
        if len(words) != 3 or not words[2].isdigit():
            return None
        content = answers.read(int(words[2]))
        answers.read(1)
        return words[0].decode(), content

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = start(self._folder, ["cat-file", "--batch"], errors=subprocess.DEVNULL)
            weakref.finalize(self, _end, self._process)
        return self._process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.communicate()
