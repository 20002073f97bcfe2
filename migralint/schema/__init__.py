"""The state of a database: tables, enums and other objects, with what is known and what is not."""

from __future__ import annotations

from migralint.schema.schema import Schema, Table

__all__ = ["Schema", "Table"]
