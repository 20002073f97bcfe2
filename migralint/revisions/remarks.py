"""What a script's author wrote in words, without what Alembic's template wrote."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from io import StringIO

from migralint.revisions.script import Script, UnreadableScript

# Alembic's and linters' own comments, and what is still to be done.
_NO_REMARK = re.compile(
    r"\s*(###|revision identifiers|noqa|pragma|pylint|type:|fmt:|isort:|ruff:|mypy:|migralint:|todo|fixme|xxx)"
    r"|(revision id|revises|create date):",
    re.IGNORECASE,
)
_FEWEST_WORDS = 3


def remarks(script: Script) -> list[str]:
    """The comments and the docstrings, without the message and what stands above it (a license)."""
    try:
        docstring = ast.get_docstring(script.tree) or ""
        start = script.tree.body[0].lineno if script.tree.body else 1
    except UnreadableScript:
        return []
    texts = [*docstring.splitlines()[1:], *(text for line, _, text in _comments(script) if line > start)]
    docstrings = (ast.get_docstring(node) for node in script.tree.body if isinstance(node, ast.FunctionDef))
    return _told([*texts, *(text for text in docstrings if text)])


def remarks_in(script: Script, function: str) -> list[str]:
    """The same of one function of the module, with the indented comments that end it."""
    body = script.tree.body
    for place, node in enumerate(body):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            end = body[place + 1].lineno if place + 1 < len(body) else len(script.lines) + 1
            inside = [text for line, column, text in _comments(script) if node.lineno <= line < end and column]
            return _told([ast.get_docstring(node) or "", *inside])
    return []


def _told(texts: list[str]) -> list[str]:
    return [text for text in texts if len(text.split()) >= _FEWEST_WORDS and not _NO_REMARK.match(text)]


def _comments(script: Script) -> Iterator[tuple[int, int, str]]:
    """Line, column and words of each comment."""
    for token in tokenize.generate_tokens(StringIO(script.text).readline):
        if token.type == tokenize.COMMENT:
            yield (*token.start, token.string.removeprefix("#").strip())
