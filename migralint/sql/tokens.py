"""SQL text → tokens, with the quoting of its dialect."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

TokenKind = Literal["word", "name", "string", "number", "parameter", "symbol"]


class Token(NamedTuple):
    """`upper` is the keyword that a bare word may be, the symbol itself, and "" for what is quoted.

    `value` is the text without its quotes. `start` and `end` are character offsets.
    """

    kind: TokenKind
    upper: str
    value: str
    start: int
    end: int


STANDARD_STRING = r"'[^']*(?:''[^']*)*(?:'|\Z)"
BACKSLASH_STRING = r"'[^'\\]*(?:(?:''|\\(?:.|\Z))[^'\\]*)*(?:'|\Z)"
BACKSLASH_STRING_IN_DOUBLE_QUOTES = r'"[^"\\]*(?:(?:""|\\(?:.|\Z))[^"\\]*)*(?:"|\Z)'
DOLLAR_STRING = r"\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?(?:\$(?P=tag)\$|\Z)"
COMMENT = r"--[^\n]*|/\*.*?(?:\*/|\Z)"
NAME_IN_DOUBLE_QUOTES = r'"[^"]*(?:""[^"]*)*(?:"|\Z)'
NAME_IN_BACKTICKS = r"`[^`]*(?:``[^`]*)*(?:`|\Z)"
NAME_IN_BRACKETS = r"\[[^\]]*(?:\]|\Z)"
WORD = r"[^\W\d][\w$]*|@{1,2}[\w$]+"
TEMPORARY_WORD = r"\#{1,2}\w+"
NUMBER = r"\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+"
PARAMETER = r"(?<![:\w\\]):\w+|%\(\w+\)s|%s\b"

MYSQL_FAMILY = frozenset({"mysql", "mariadb"})


def tokens(text: str, dialect: str) -> tuple[Token, ...]:
    """Every token but blanks and comments. Any text has tokens: an open quote reaches to the end."""
    return tuple(
        Token(kind, _upper(kind, found.group()), _value(kind, found.group()), found.start(), found.end())
        for found in _pattern(dialect).finditer(text)
        for kind in (_kind(found.lastgroup),)
        if kind is not None
    )


@cache
def _pattern(dialect: str) -> re.Pattern[str]:
    mysql, postgresql = dialect in MYSQL_FAMILY, dialect == "postgresql"
    strings = [BACKSLASH_STRING, BACKSLASH_STRING_IN_DOUBLE_QUOTES] if mysql else [STANDARD_STRING]
    strings = [f"[eE]{BACKSLASH_STRING}", *strings] if postgresql else strings
    strings = [DOLLAR_STRING, *strings]  # in every dialect: scripts try one dialect's function on another
    quoted = [NAME_IN_BACKTICKS] if mysql else [NAME_IN_DOUBLE_QUOTES, NAME_IN_BACKTICKS]
    if dialect in {"mssql", "sqlite"}:
        quoted = [NAME_IN_BRACKETS, *quoted]
    words = [WORD, TEMPORARY_WORD] if dialect == "mssql" else [WORD]
    parameters = [PARAMETER, r"\$\d+"] if postgresql else [PARAMETER, r"\?"]
    parts = {
        "comment": [COMMENT, r"\#[^\n]*"] if mysql else [COMMENT],
        "string": strings,
        "name": quoted,
        "parameter": parameters,
        "word": words,
        "number": [NUMBER],
        "symbol": [r"::|:=|\S"],
    }
    return re.compile("|".join(f"(?P<{kind}>{'|'.join(forms)})" for kind, forms in parts.items()), re.DOTALL)


def _kind(group: str | None) -> TokenKind | None:
    match group:
        case "word" | "name" | "string" | "number" | "parameter" | "symbol":
            return group
        case _:
            return None


def _upper(kind: TokenKind, text: str) -> str:
    return text.upper() if kind in ("word", "symbol") else ""


def _value(kind: TokenKind, text: str) -> str:
    if kind == "name":
        close = text[-1]
        return text[1:-1].replace(close * 2, close)
    if kind == "string":
        quote = text[-1]
        return text[text.find(quote) + 1 : -1].replace(quote * 2, quote)
    return text
