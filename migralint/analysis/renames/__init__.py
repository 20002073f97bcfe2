"""Renames that a migration writes as a drop and an addition, which loses every row or value."""

from migralint.analysis.renames.columns import ColumnRename, column_renames
from migralint.analysis.renames.tables import TableRename, table_renames

__all__ = [
    "ColumnRename",
    "TableRename",
    "column_renames",
    "table_renames",
]
