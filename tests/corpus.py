"""Real projects from their wheels: downloaded once, checked against their hashes, unpacked to what a linter reads."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

READ = (".py", ".ini", ".toml", ".mako")


@dataclass(frozen=True, slots=True)
class History:
    """A folder of revision scripts, relative to the unpacked wheel, and the dialect that it was written for.

    `truth` is the name under which `tests/truth` holds what a real upgrade made, `needs` the packages beside it whose
    constants the scripts use, `derives_from` those whose classes its models are derived from.
    """

    versions: str
    dialect: str
    truth: str
    needs: tuple[str, ...] = ()
    derives_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CorpusProject:
    name: str
    version: str
    sha256: str
    sqlalchemy: str = ""
    sqlmodel: str = ""
    histories: tuple[History, ...] = ()

    def path(self) -> Path:
        """The unpacked wheel; the first call downloads it."""
        unpacked = cache() / f"{self.name}-{self.version}-{self.sha256[:12]}"
        if not unpacked.is_dir():
            self._download(unpacked)
        return unpacked

    def _download(self, unpacked: Path) -> None:
        cache().mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache()) as scratch:
            pinned = Path(scratch, "requirements.txt")
            pinned.write_text(f"{self.name}=={self.version} --hash=sha256:{self.sha256}\n", encoding="utf-8")
            options = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--dest", scratch]
            subprocess.run([sys.executable, "-m", "pip", "download", "-q", *options, "-r", str(pinned)], check=True)
            [wheel] = Path(scratch).glob("*.whl")
            _unpack(wheel, Path(scratch, "unpacked"))
            Path(scratch, "unpacked").rename(unpacked)


def cache() -> Path:
    return Path(os.environ.get("MIGRALINT_CORPUS") or Path.home() / ".cache" / "migralint-corpus")


def _unpack(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if name.endswith(READ)])


def _read(kind: str) -> dict[str, CorpusProject]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        entries = tomllib.load(file)[kind]
    return {entry["name"]: _project(**entry) for entry in entries}


def _project(histories: Sequence[dict[str, Any]] = (), **pinned: str) -> CorpusProject:
    return CorpusProject(**pinned, histories=tuple(_history(**history) for history in histories))


def _history(needs: Sequence[str] = (), derives_from: Sequence[str] = (), **told: str) -> History:
    return History(**told, needs=tuple(needs), derives_from=tuple(derives_from))


PROJECTS = _read("project")
PACKAGES = _read("package")
