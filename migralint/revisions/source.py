"""Where a thing stands in a file."""

from __future__ import annotations

import ast

from msgspec import Struct


class Span(Struct, frozen=True, order=True):
    """Lines and columns are 1-based, columns count characters, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def of(cls, node: ast.expr | ast.stmt | ast.alias | ast.excepthandler | ast.arg | ast.keyword) -> Span:
        """The span of a syntax node. Its columns count UTF-8 bytes; `SourceText.span` corrects them."""
        return cls(
            node.lineno,
            node.col_offset + 1,
            node.end_lineno or node.lineno,
            (node.end_col_offset if node.end_col_offset is not None else node.col_offset) + 1,
        )


START = Span(1, 1, 1, 1)
