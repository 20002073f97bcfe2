"""Applying suppression comments to findings, and auditing the comments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from msgspec.structs import replace

from migralint.findings import GROUPS, Finding, Suppression
from migralint.rulebook import AnyRule, nearest
from migralint.suppression import CommentedFile, SuppressionComment, SuppressionUse, UnknownRule, read_comments


class SuppressionAudit:
    """Knows which comment silenced what. Findings must all be applied before the uses are asked for."""

    def __init__(self, rules: Mapping[str, AnyRule], text_of: Callable[[Path], str]) -> None:
        self._rules = rules
        self._text_of = text_of
        self._files: dict[Path, CommentedFile | None] = {}
        self._used: set[tuple[Path, int, str]] = set()

    def applied(self, finding: Finding) -> Finding:
        """The finding, with its suppression where a comment gives it one."""
        file = self._file(finding.path)
        comment = file.silencing(finding.rule, finding.problem.span.line) if file else None
        if comment is None:
            return finding
        self._used.add((finding.path, comment.span.line, finding.rule))
        return replace(finding, suppressed=Suppression(comment.span.line, comment.reason))

    def uses(self, path: Path, ran: frozenset[str]) -> Iterator[SuppressionUse]:
        """The file's comments; `ran` are the rules that looked at it without failing."""
        file = self._file(path)
        for comment in file.comments if file else ():
            unknown = tuple(self._unknown(name) for name in comment.rules if name not in self._rules)
            yield SuppressionUse(comment, unknown, tuple(self._unused(path, comment, ran)))

    def _unused(self, path: Path, comment: SuppressionComment, ran: frozenset[str]) -> Iterator[str]:
        known = [name for name in comment.rules if name in self._rules]
        if ran.issuperset(known):
            yield from (name for name in known if (path, comment.span.line, name) not in self._used)

    def _unknown(self, name: str) -> UnknownRule:
        return UnknownRule(name, nearest(name, self._rules), is_group=name in GROUPS)

    def _file(self, path: Path) -> CommentedFile | None:
        if path not in self._files:
            self._files[path] = read_comments(self._text_of(path)) if path.suffix == ".py" else None
        return self._files[path]
