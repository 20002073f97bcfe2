"""What Alembic cannot do on SQLite outside a batch."""

from __future__ import annotations

from typing import Any

from migralint.objects import ForeignKey, Unique
from migralint.operations import UNCHANGED, AddColumn, AddConstraint, AlterColumn, DropConstraint
from migralint.schema.apply.conflict import Conflict
from migralint.schema.naming import Naming


def refused(operation: Any, naming: Naming) -> Conflict | None:
    """Why a directive surely fails: there is no ALTER COLUMN, and constraints are made with the table alone."""
    if naming.dialect != "sqlite" or operation.sql is not None or operation.in_batch:
        return None
    match operation:
        case AlterColumn(type=kind, nullable=nullable, default=default, comment=comment):
            changes = any(change is not UNCHANGED for change in (kind, nullable, default, comment))
            return Conflict("refused", "SQLite has no ALTER COLUMN outside a batch") if changes else None
        case AddColumn(constraints=constraints, inline_references=inline):
            refuses = any(isinstance(c, Unique) or (isinstance(c, ForeignKey) and not inline) for c in constraints)
            return Conflict("refused", "SQLite adds no constraint outside a batch") if refuses else None
        case AddConstraint(source=source) if source != "op.create_table":  # `use_alter` keys are part of the table
            return Conflict("refused", "SQLite adds no constraint outside a batch")
        case DropConstraint(name=str()):
            return Conflict("refused", "SQLite drops no constraint outside a batch")
    return None
