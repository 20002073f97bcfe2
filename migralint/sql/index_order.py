"""The order and collation of an index's column."""

from __future__ import annotations


def index_order(text: str) -> str:
    """What stands behind the name of an index's column, without what is meant anyway."""
    return text.replace('"', "").strip().upper().removesuffix("ASC").rstrip()
