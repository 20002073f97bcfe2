"""Bind parameters, which are no SQL of any server, become constants before parsing."""

from __future__ import annotations

from itertools import pairwise

from migralint.sql.tokens import Token


def without_parameters(text: str, found: tuple[Token, ...], dialect: str) -> str:
    """The text with a constant of the same length for every `:name`, `%(name)s`, `%s`, so that offsets stay true."""
    parts: list[str] = []
    copied = 0
    for previous, token in pairwise((Token("symbol", "", "", 0, 0), *found)):
        if token.kind != "parameter":
            continue
        start = previous.end if previous.upper == "IN" else token.start
        constant = "(1)" if previous.upper == "IN" else "$1" if dialect == "postgresql" else "?"
        parts += text[copied:start], constant.ljust(token.end - start)
        copied = token.end
    return "".join(parts) + text[copied:]


def without_question_marks(text: str, found: tuple[Token, ...]) -> str:
    """For PostgreSQL, where `?` is an operator: the text with `0` for each, to try when it cannot be parsed."""
    marks = {token.start - found[0].start for token in found if token.upper == "?"}
    return "".join("0" if at in marks else character for at, character in enumerate(text)) if marks else text
