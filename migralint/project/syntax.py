"""Parsing Python, that of newer versions than the one that runs included, as far as it can be written the old way."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from typing import Final

# What PEP 695 (Python 3.12) made syntax: `class Box[T]`, `def first[T](…)`, `type Names = list[str]`.
_GENERIC: Final = re.compile(r"^[ \t]*(?:class|type|(?:async[ \t]+)?def)[ \t]+\w+[ \t]*(?=\[)", re.M)
_LONGEST: Final = 2_000  # characters of a list of type parameters
_ALIAS: Final = re.compile(r"^([ \t]*)type([ \t]+)(\w+)(?=[ \t]*=)", re.M)


def parse_module(text: str) -> ast.Module:
    """Raises SyntaxError, ValueError, RecursionError or MemoryError for what cannot be parsed."""
    with warnings.catch_warnings():  # "invalid escape sequence" and the like are for who runs the script
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except SyntaxError as error:
            older = without_type_parameters(text) if sys.version_info < (3, 12) else text
            if older == text:
                raise
            try:
                return ast.parse(older)
            except SyntaxError:
                raise error from None


def without_type_parameters(text: str) -> str:
    """The same with spaces in place of type parameters, and type aliases as assignments. Every line stays a line."""
    parts: list[str] = []
    done = 0
    for head in _GENERIC.finditer(text):
        start, end = head.end(), _closed(text, head.end())
        if end is None:
            return text
        parts += [text[done:start], _blank(text[start:end])]
        done = end
    return _ALIAS.sub(r"\1\3\2    ", "".join([*parts, text[done:]]))


def _closed(text: str, start: int) -> int | None:
    """The place behind the bracket that closes the one at `start`; None where none near does."""
    depth = 0
    for place in range(start, min(len(text), start + _LONGEST)):
        depth += (text[place] == "[") - (text[place] == "]")
        if depth == 0:
            return place + 1
    return None


def _blank(text: str) -> str:
    """Spaces, and lines that go on."""
    return re.sub(r"[^\n]", " ", text).replace("\n", "\\\n")
