"""Raw SQL text → operations."""

from __future__ import annotations

from migralint.operations import Operation
from migralint.sql.unknown import UNKNOWN_PLACEHOLDER

__all__ = ["UNKNOWN_PLACEHOLDER", "read_sql"]


def read_sql(text: str, dialect: str) -> tuple[Operation, ...]:
    """The operations of every statement of a text, in order. Never raises: what cannot be read is an `Unread`.

    `UNKNOWN_PLACEHOLDER`, maybe followed by digits, stands in the text for what the caller does not know.
    """
    from migralint.sql.text import read_text  # the readers are loaded by the first script that holds SQL

    return read_text(text, dialect)
