"""The versions that a lock file pins: `uv.lock`, `poetry.lock`, `pdm.lock`, `Pipfile.lock`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from migralint.project.requirements import Requirement

_NAMES = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock")
# What decides how models are read; other packages are nobody's business.
_WANTED = ("sqlalchemy", "sqlmodel")
# Reading such files as TOML or JSON takes longer than everything else that is read of a project.
_TOML = r'^\[\[packages?\]\]\s*^name = "{0}"\s*^version = "([^"]+)"'
_JSON = r'"{0}":\s*\{{[^{{}}]*?"version":\s*"==([^"]+)"'


def read_locked(folders: Sequence[Path]) -> list[Requirement]:
    """What the nearest of the folders with a lock file pins."""
    for folder in folders:
        for name in _NAMES:
            try:
                text = (folder / name).read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            return list(_pinned(text, folder / name))
    return []


def _pinned(text: str, path: Path) -> Iterator[Requirement]:
    pattern = _JSON if path.suffix == ".lock" and path.stem == "Pipfile" else _TOML
    for name in _WANTED:
        if f'"{name}"' in text.lower():
            for version in re.findall(pattern.format(name), text, re.MULTILINE | re.IGNORECASE):
                yield Requirement(name, "", f"=={version}", path)
