"""SQL text → its statements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from migralint.sql.kinds import statement_kind
from migralint.sql.parameters import without_parameters
from migralint.sql.tokens import Token, tokens

BLOCKS = frozenset({"TRIGGER", "FUNCTION", "PROCEDURE", "PACKAGE", "EVENT"})
ENDS_WITHOUT_BEGIN = frozenset({"IF", "LOOP", "WHILE", "REPEAT"})
ESCAPED_COLON = re.compile(r"\\(?=:)")


class Statement(Struct, frozen=True):
    """`source` is the text that holds it, `parameterless` the same with constants for bind parameters.

    Offsets of `tokens` count in both.
    """

    source: str
    parameterless: str
    tokens: tuple[Token, ...]
    dialect: str

    @property
    def text(self) -> str:
        """What the script gives the server."""
        return self.source[self._slice]

    @property
    def readable(self) -> str:
        """What a parser can read."""
        return self.parameterless[self._slice]

    @property
    def _slice(self) -> slice:
        return slice(self.tokens[0].start, self.tokens[-1].end)

    @property
    def kind(self) -> str:
        """Its first words in upper case, without modifiers: `CREATE INDEX`, `UPDATE`, `LOCK TABLE`."""
        return statement_kind(self.tokens)


def statements(text: str, dialect: str) -> Iterator[Statement]:
    source = ESCAPED_COLON.sub("", text)
    found = tokens(source, dialect)
    parameterless = without_parameters(source, found, dialect)
    for part in _split(found, dialect):
        yield Statement(source, parameterless, tuple(part), dialect)


def _split(found: tuple[Token, ...], dialect: str) -> Iterator[list[Token]]:
    part: list[Token] = []
    depth = 0
    for position, token in enumerate(found):
        if token.upper == ";" and depth == 0:
            if part:
                yield part
            part = []
            continue
        part.append(token)
        following = found[position + 1].upper if position + 1 < len(found) else ""
        depth = max(0, depth + _opens(part, following, dialect))
    if part:
        yield part


def _opens(part: list[Token], following: str, dialect: str) -> int:
    """How the last token changes the nesting of BEGIN … END, in statements that hold such blocks."""
    last = part[-1].upper
    if last not in ("BEGIN", "CASE", "END") or not _has_block(part, dialect):
        return 0
    if last == "END":
        return 0 if following in ENDS_WITHOUT_BEGIN else -1
    return 0 if len(part) > 1 and part[-2].upper == "END" else 1  # END CASE


def _has_block(part: list[Token], dialect: str) -> bool:
    first = part[0].upper
    if first == "CREATE":
        return any(token.upper in BLOCKS for token in part[1:8])
    return dialect in {"mssql", "oracle"} and first in {"IF", "WHILE", "BEGIN", "DECLARE"} and not _transaction(part)


def _transaction(part: list[Token]) -> bool:
    return part[0].upper == "BEGIN" and len(part) > 1 and part[1].upper in {"TRAN", "TRANSACTION", "WORK"}
