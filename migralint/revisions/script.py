"""Script: one revision file, read but never run."""

from __future__ import annotations

import ast
import sys
import tokenize
from functools import cached_property
from io import BytesIO
from pathlib import Path

from msgspec import Struct

from migralint.project.syntax import parse_module
from migralint.revisions.source import Span

# A revision of this size was not written by hand or by Alembic; parsing it takes minutes and gigabytes.
LARGEST_SCRIPT = 2_000_000
_PYTHON = f"Python {sys.version_info[0]}.{sys.version_info[1]}"
NEWER = "which a newer one may"


class UnreadableScript(Exception):
    """A file that cannot be read as Python; `span` is where, and the message says why."""

    def __init__(self, why: str, span: Span) -> None:
        super().__init__(why)
        self.why = why
        self.span = span


class Script(Struct, frozen=True, eq=False, dict=True):
    """A revision file's text. `tree` parses it on first use and keeps it until `forget`."""

    path: Path
    text: str

    @classmethod
    def read(cls, path: Path) -> Script:
        """Read the file in the encoding that it declares. Raises UnreadableScript, or OSError."""
        return cls(path, decode(path.read_bytes()))

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree. Raises UnreadableScript."""
        if self.failure is not None:
            raise self.failure
        try:
            return parse(self.text)
        except UnreadableScript as error:
            self.__dict__["failure"] = error
            raise

    @property
    def failure(self) -> UnreadableScript | None:
        """Why it could not be parsed, once that was tried: the header is read without the rest."""
        found: UnreadableScript | None = self.__dict__.get("failure")
        return found

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")  # as `ast` counts: a form feed ends no line

    def forget(self) -> None:
        """Drop the syntax tree and the lines: a long history does not fit in memory as trees."""
        self.__dict__.pop("tree", None)
        self.__dict__.pop("lines", None)

    def span(self, node: ast.expr | ast.stmt) -> Span:
        """The node's place, with columns in characters (`ast` counts UTF-8 bytes)."""
        span = Span.of(node)
        if self.text.isascii():
            return span
        return Span(
            span.line,
            self._characters(span.line, span.column),
            span.end_line,
            self._characters(span.end_line, span.end_column),
        )

    def _characters(self, line: int, column: int) -> int:
        if line > len(self.lines):
            return column
        return len(self.lines[line - 1].encode()[: column - 1].decode(errors="replace")) + 1


def decode(data: bytes) -> str:
    """The text of a Python file, line ends as `\\n`. Raises UnreadableScript."""
    start = Span(1, 1, 1, 1)
    if len(data) > LARGEST_SCRIPT:
        raise UnreadableScript(f"the file is larger than {LARGEST_SCRIPT // 1_000_000} MB", start)
    try:
        text = data.decode(_encoding(data))
    except (SyntaxError, LookupError):
        raise UnreadableScript("the file declares an encoding that Python does not know", start) from None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableScript(
            f"the file is not valid {error.encoding.upper()}: save it as UTF-8", Span(line, 1, line, 1)
        ) from None
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _encoding(data: bytes) -> str:
    """As Python finds it: a declaration in the first two lines, else UTF-8. Raises SyntaxError, LookupError."""
    head = data[:1_000]
    if b"coding" not in head and not head.startswith(b"\xef\xbb\xbf"):
        return "utf-8"
    return tokenize.detect_encoding(BytesIO(data).readline)[0]


def _why(error: SyntaxError) -> str:
    """PEP 701: any expression may stand in an f-string from Python 3.12 on."""
    if sys.version_info < (3, 12) and error.msg.startswith("f-string"):
        return f"{_PYTHON} cannot parse this f-string, {NEWER}"
    return f"{_PYTHON} cannot parse it: {error.msg}"


def parse(text: str) -> ast.Module:
    """Raises UnreadableScript for anything that Python's own grammar refuses."""
    try:
        return parse_module(text)
    except SyntaxError as error:
        line, column = error.lineno or 1, max(error.offset or 1, 1)
        raise UnreadableScript(_why(error), Span(line, column, line, column + 1)) from None
    except ValueError:  # Python < 3.12 refuses NUL bytes this way
        raise UnreadableScript(f"{_PYTHON} cannot parse it: the file contains NUL bytes", Span(1, 1, 1, 1)) from None
    except (RecursionError, MemoryError):
        raise UnreadableScript(f"{_PYTHON} cannot parse it: it is nested too deeply", Span(1, 1, 1, 1)) from None
