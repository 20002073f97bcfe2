"""Database URLs: which dialect one names."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"\s*[\"']?([A-Za-z][\w]*)(?:\+\w+)?(?:://|$)")
_DIALECTS = {
    "postgresql": "postgresql", "postgres": "postgresql", "mysql": "mysql",
    "mariadb": "mariadb", "sqlite": "sqlite", "mssql": "mssql", "oracle": "oracle",
}  # fmt: skip


def dialect_of(url: str) -> str | None:
    """The dialect of a URL or of its scheme alone; None for a template's `driver://` and for other things."""
    found = _SCHEME.match(url)
    return _DIALECTS.get(found[1].lower()) if found else None
