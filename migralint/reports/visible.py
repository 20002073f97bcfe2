"""Making text from files safe to show: nothing in it may move the cursor, reorder or hide what stands beside it."""

from __future__ import annotations

import unicodedata

_WIDE = ("W", "F")


def visible(text: str) -> str:
    """The text on one line, with every character that does not print as an escape: `\\x1b`, `\\u202e`, `\\n`."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escaped(character) for character in text)


def visible_lines(text: str) -> list[str]:
    """The text's lines, each made visible."""
    return [visible(line) for line in text.expandtabs(4).split("\n")]


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
