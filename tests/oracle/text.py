"""One spelling for what databases and scripts spell differently."""

from __future__ import annotations

from functools import cache

from benchmarks.schema_facts import SQLGLOT, expression


@cache
def spelled(sql: str, dialect: str) -> str:
    """The expression without what PostgreSQL adds to it: casts, parentheses, the name of a sequence's type."""
    return sql if sql.startswith("nextval(") else expression(sql, SQLGLOT.get(dialect, "mysql"))
