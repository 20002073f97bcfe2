"""Renames that a migration writes as a drop and an addition, which loses every row or value."""

from migralint.renames.columns import ColumnRename, column_renames
from migralint.renames.table_evidence import moved_references, same_columns
from migralint.renames.tables import TableRename, table_renames

__all__ = ["ColumnRename", "TableRename", "column_renames", "moved_references", "same_columns", "table_renames"]
