"""What the author says of the revision: its message, its file name, and the remarks in the script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from migralint.analysis.renames.evidence import Piece
from migralint.analysis.renames.names import words
from migralint.analysis.renames.weights import SAYS_BOTH, SAYS_ONE, SAYS_RENAME
from migralint.revisions.remarks import remarks
from migralint.revisions.revision import Revision

REPLACE = re.compile(r"\breplac(e|es|ing)\b.* (with|by)\b", re.IGNORECASE)


def said_of(revision: Revision, old: str, new: str) -> Iterator[Piece]:
    """One piece at most: the author speaks of a rename, and best of these names."""
    best = Piece(0)
    for text in _texts(revision):
        piece = _piece(text, words(old), words(new))
        best = piece if piece.weight > best.weight else best
    if best.weight:
        yield best


class Text(Struct, frozen=True):
    """A remark about a rename, or about a replacement, which may be one."""

    where: str
    words: frozenset[str]
    renames: bool


def _piece(text: Text, old: frozenset[str], new: frozenset[str]) -> Piece:
    """`rename tenant to project` names what differs between `tenant_id` and `project_id`."""
    changed = (old - new) and (new - old) and (old ^ new) <= text.words
    both = (old | new) <= text.words or bool(changed)
    if not text.renames:
        return Piece(SAYS_RENAME if both else 0, f"{text.where} says replace")
    if both:
        return Piece(SAYS_BOTH, f"{text.where} says so")
    return Piece(SAYS_ONE if old <= text.words or new <= text.words else SAYS_RENAME, f"{text.where} says rename")


@lru_cache(maxsize=1)
def _texts(revision: Revision) -> tuple[Text, ...]:
    """Those that speak of renaming or replacing; kept, for every pair asks."""
    found = (
        Text(where, words(text), any(word.startswith("renam") for word in words(text)))
        for where, text in _speaking(revision)
        if "renam" in text.lower() or REPLACE.search(text.replace("_", " "))
    )
    return tuple(found)


def _speaking(revision: Revision) -> Iterator[tuple[str, str]]:
    yield "the revision's message", revision.message
    yield "the file's name", revision.script.path.stem
    for text in remarks(revision.script):
        for line in text.splitlines():
            yield "a comment", line
