"""Suppression comments: `# migralint: ignore[rule] -- reason` and `# migralint: ignore-file[rule] -- reason`."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from functools import cached_property
from io import StringIO

from msgspec import Struct

from migralint.revisions.script import UnreadableScript, parse
from migralint.revisions.source import Span

_PRAGMA = re.compile(r"#\s*migralint:\s*(?P<words>.*)", re.DOTALL)
_WORDS = re.compile(r"(?P<kind>ignore|ignore-file)\s*(?:\[(?P<rules>[^\]]*)\])?\s*(?:--\s*(?P<reason>.*)|#.*)?")


class SuppressionComment(Struct, frozen=True):
    """One comment. `rules` is empty where it names none; `understood` is False where it is no suppression at all.

    `alone` tells that nothing else stands on its line, so that it speaks about the line below.
    """

    span: Span
    text: str
    rules: tuple[str, ...] = ()
    reason: str = ""
    whole_file: bool = False
    alone: bool = False
    understood: bool = True


class UnknownRule(Struct, frozen=True):
    """A name in a suppression that is no rule's id; `meant` is the rule that was probably meant."""

    name: str
    meant: str | None = None
    is_group: bool = False


class SuppressionUse(Struct, frozen=True):
    """What a suppression comment did in this run: the names it has wrong and the rules it silenced nothing of."""

    comment: SuppressionComment
    unknown: tuple[UnknownRule, ...] = ()
    unused: tuple[str, ...] = ()


class CommentedFile(Struct, frozen=True, eq=False, dict=True):
    """A file's suppression comments and the statements that they speak about."""

    text: str
    comments: tuple[SuppressionComment, ...]

    def silencing(self, rule: str, line: int) -> SuppressionComment | None:
        """The comment that suppresses the rule on the statement at this line, nearest first."""
        named = [comment for comment in self.comments if rule in comment.rules]
        if not named:
            return None
        lines = set(self._lines(line))
        near = [comment for comment in named if not comment.whole_file and self._speaks_about(comment, lines)]
        whole = [comment for comment in named if comment.whole_file]
        near.sort(key=lambda comment: abs(comment.span.line - line))
        return next(iter((*near, *whole)), None)

    def _speaks_about(self, comment: SuppressionComment, lines: set[int]) -> bool:
        if comment.span.line in lines:
            return True
        return comment.alone and self._below(comment.span.line) in lines

    def _below(self, line: int) -> int:
        """The first line below that is more than a comment."""
        source = self._source
        while line < len(source) and source[line].lstrip().startswith("#"):
            line += 1
        return line + 1

    def _lines(self, line: int) -> Iterator[int]:
        """The lines of the statement at this line, and the `with` lines of the batches around it."""
        yield line
        for first, last, reach in self._statements:
            if first <= line <= reach:
                yield from range(first, last + 1)

    @cached_property
    def _source(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def _statements(self) -> list[tuple[int, int, int]]:
        """First and last line of every statement's own lines, and the last line that they speak for: a batch's end."""
        try:
            tree = parse(self.text)
        except UnreadableScript:
            return []
        return [_own_lines(node) for node in ast.walk(tree) if isinstance(node, ast.stmt)]


def _own_lines(node: ast.stmt) -> tuple[int, int, int]:
    """A compound statement's own lines are its head."""
    last = node.end_lineno or node.lineno
    if not (hasattr(node, "body") or isinstance(node, ast.Match)):
        return node.lineno, last, last
    head = _head_end(node)
    return node.lineno, head, last if isinstance(node, ast.With) and _is_batch(node) else head


def _head_end(node: ast.stmt) -> int:
    heads = (c for c in ast.iter_child_nodes(node) if not isinstance(c, (ast.stmt, ast.excepthandler, ast.match_case)))
    parts = (part for head in heads for part in (head, *ast.iter_child_nodes(head)))
    return max((getattr(part, "end_lineno", None) or 0 for part in parts), default=0) or node.lineno


def _is_batch(node: ast.With) -> bool:
    calls = (item.context_expr for item in node.items)
    return any(
        isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "batch_alter_table"
        for call in calls
    )


def read_comments(text: str) -> CommentedFile | None:
    """The file's suppression comments, or None where it has none. Words inside strings are not comments."""
    if "migralint:" not in text:
        return None
    comments = tuple(_comments(text))
    return CommentedFile(text, comments) if comments else None


def _comments(text: str) -> Iterator[SuppressionComment]:
    try:
        for token in tokenize.generate_tokens(StringIO(text).readline):
            if token.type == tokenize.COMMENT and (pragma := _PRAGMA.search(token.string)):
                yield _comment(token, pragma)
    except (tokenize.TokenError, SyntaxError):  # what stands before the broken place still counts
        return


def _comment(token: tokenize.TokenInfo, pragma: re.Match[str]) -> SuppressionComment:
    line, column = token.start
    words = _WORDS.fullmatch(pragma["words"].strip())
    named = re.split(r"[\s,]+", words["rules"] or "") if words else []
    return SuppressionComment(
        span=Span(line, column + pragma.start() + 1, line, token.end[1] + 1),
        text=pragma[0].strip(),
        rules=tuple(dict.fromkeys(name for name in named if name)),
        reason=(words["reason"] or "") if words else "",
        whole_file=words is not None and words["kind"] == "ignore-file",
        alone=not token.line[:column].strip(),
        understood=words is not None,
    )
