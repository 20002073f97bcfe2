"""Revision: the header of a revision script."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from migralint.revisions.script import Script
from migralint.revisions.source import START, Span


class Docstring(Struct, frozen=True):
    """What the docstring repeats of the header; None where it does not."""

    message: str = ""
    revision: str | None = None
    revises: tuple[str, ...] | None = None
    create_date: str | None = None


class Revision(Struct, frozen=True, eq=False):
    """`spans` tells where each header variable is assigned; `unread` names those whose value could not be read."""

    id: str
    script: Script
    down_revisions: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    branch_labels: tuple[str, ...] = ()
    docstring: Docstring = Docstring()
    spans: Mapping[str, Span] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    @property
    def is_merge(self) -> bool:
        return len(self.down_revisions) > 1

    @property
    def is_base(self) -> bool:
        return not self.down_revisions

    @property
    def message(self) -> str:
        return self.docstring.message

    def span_of(self, variable: str) -> Span:
        """Where the header assigns the variable, else the file's start."""
        return self.spans.get(variable, START)


def written(names: Sequence[str]) -> str:
    """Ids as the header has them: `None`, `"1a"` or `("1a", "2b")`."""
    quoted = [json.dumps(name, ensure_ascii=False) for name in names]
    return f"({', '.join(quoted)})" if len(quoted) > 1 else "".join(quoted) or "None"
