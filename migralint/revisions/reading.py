"""Reading a history: the header of every file, wherever the files are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from migralint.project.files import DISK, Files
from migralint.revisions.header import read_revision
from migralint.revisions.history import History, UnreadableFile
from migralint.revisions.revision import Revision
from migralint.revisions.script import Script, UnreadableScript, decode
from migralint.revisions.source import START

_HEADER_BYTES = 100_000


def read_history(
    files: Sequence[Path],
    *,
    source: Files = DISK,
    known: Mapping[Path, Revision] = MappingProxyType({}),
    version_locations: tuple[Path, ...] = (),
    version_number_length: int = 32,
    expected_heads: int | None = None,
) -> History:
    """A file that cannot be read never costs the others. A `known` revision is taken where the text is the same."""
    revisions: list[Revision] = []
    unreadable: list[UnreadableFile] = []
    without_header: list[Script] = []
    for path in files:
        match _read(path, source, known.get(path)):
            case Revision() as revision:
                revisions.append(revision)
            case Script() as script:
                without_header.append(script)
            case UnreadableFile() as file:
                unreadable.append(file)
    return History(
        tuple(revisions),
        tuple(unreadable),
        tuple(without_header),
        version_locations,
        version_number_length,
        expected_heads,
    )


def _read(path: Path, source: Files, known: Revision | None) -> Revision | Script | UnreadableFile:
    try:
        data = source.read_bytes(path)
    except OSError as error:
        return UnreadableFile(path, error.strerror or "it cannot be opened", START)
    try:
        script = Script(path, decode(data))
        if known is not None and known.script.text == script.text:
            return known
        revision = read_revision(script)
        script.forget()
        return revision or script
    except UnreadableScript as error:
        return UnreadableFile(path, error.why, error.span, data[:_HEADER_BYTES].decode(errors="replace"))
