"""Checkpoints: schemas kept between runs, so that one new revision does not cost a replay of the whole history.

A checkpoint is found by a digest of everything that it depends on: the text of every revision before it, the settings
of the replay and migralint's version; and it is used only if every project module that the replay looked for is found
at the same place with the same text. It holds data only, no code.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from migralint.revisions.revision import Revision
from migralint.schema import Schema
from migralint.schema.codec import decode, encode

# Checkpoints that are kept; older ones are deleted.
KEPT = 60


class Checkpoints:
    """The checkpoints of one replay in `folder`. Nothing here raises: a cache that cannot be used is not there."""

    def __init__(self, folder: Path, context: Sequence[str], order: Sequence[Revision]) -> None:
        self.folder = folder
        digest = sha256("\0".join(context).encode(errors="replace"))
        self._digests = [digest.hexdigest()]
        for revision in order:
            for part in (revision.id, str(revision.script.path), revision.script.text):
                digest.update(sha256(part.encode(errors="replace")).digest())
            self._digests.append(digest.hexdigest())

    def latest(self, position: int, state_of: Callable[[str], str]) -> tuple[int, Schema] | None:
        """The nearest checkpoint at or before this position of the order, and the schema there.

        `state_of` tells where a project module is found now, and with which text.
        """
        for place in range(position, max(position - KEPT, 0), -1):
            with suppress(OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
                modules, _, schema = self._path(place).read_bytes().partition(b"\n")
                if all(state_of(name) == state for name, state in json.loads(modules).items()):
                    return place, decode(json.loads(schema))
        return None

    def save(self, position: int, schema: Schema, modules: Mapping[str, str]) -> None:
        """Keep the schema before the revision at this position. `modules` are those that the replay looked for."""
        path = self._path(position)
        if _modules_of(path) == modules:
            with suppress(OSError):
                path.touch()  # the oldest are deleted
        else:
            self._write(path, schema, modules)

    def _write(self, path: Path, schema: Schema, modules: Mapping[str, str]) -> None:
        from tempfile import NamedTemporaryFile  # with all that it imports, only for what is new

        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("w", dir=self.folder, suffix=".tmp", delete=False) as file:
                file.write(f"{json.dumps(modules)}\n{json.dumps(encode(schema), separators=(',', ':'))}")
            Path(file.name).replace(path)
            self._prune()

    def _prune(self) -> None:
        files = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in files[KEPT:]:
            path.unlink(missing_ok=True)

    def _path(self, position: int) -> Path:
        return self.folder / f"{self._digests[position]}.json"


def _modules_of(path: Path) -> object:
    """What a checkpoint depends on: its first line. None where there is no such file."""
    with suppress(OSError, ValueError), path.open("rb") as file:
        return json.loads(file.readline())
    return None
