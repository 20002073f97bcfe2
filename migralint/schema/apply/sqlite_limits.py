"""What SQLite, or Alembic's dialect for it, has no ALTER TABLE for: only a batch, which makes the table anew, can."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from migralint.objects import Check, Constraint, ForeignKey, PrimaryKey, TableName
from migralint.operations import UNCHANGED, AddColumn, AddConstraint, AlterColumn, DropColumn, DropConstraint, Operation
from migralint.schema.apply.conflict import Conflict, column_words, described
from migralint.schema.naming import Naming


def refused(operation: Operation, naming: Naming) -> Conflict | None:
    """Alembic's own directives only: SQL text may be meant for another database."""
    if (
        naming.dialect != "sqlite"
        or operation.recreates
        or operation.sql is not None
        or not operation.source.startswith(("op.", "batch_op."))
    ):
        return None
    words = _words(operation)
    return Conflict("refused", f"SQLite cannot {words}", "batch") if words else None


def done_before(operation: Operation) -> Operation | None:
    """What is done of a refused operation before it fails: Alembic adds a column before its constraints."""
    if isinstance(operation, AddColumn) and not operation.if_not_exists:
        return replace(operation, constraints=tuple(each for each in operation.constraints if _with_column(each)))
    return None


def _words(operation: Operation) -> str:
    match operation:
        case AlterColumn(table=table, name=name):
            changed = [
                words for attribute, words in ATTRIBUTES.items() if getattr(operation, attribute) is not UNCHANGED
            ]
            return f"change the {' and '.join(changed)} of {column_words(table, name)}" if changed else ""
        case AddConstraint(table=table, constraint=constraint):
            return f"add {described(constraint, table)}" if _is_directive(operation) else ""
        case DropConstraint(table=table, name=name) if name is not None:
            return f'drop constraint "{name}" of {table}' if _is_directive(operation) else ""
        case AddColumn(table=table, constraints=constraints, if_not_exists=if_not_exists):
            return _addition(table, operation, constraints, if_not_exists)
        case DropColumn(table=table, name=name, if_exists=True):
            return f"look whether {column_words(table, name)} is there before it drops it"
    return ""


ATTRIBUTES = {"type": "type", "nullable": "nullability", "default": "default", "comment": "comment"}


def _is_directive(operation: Operation) -> bool:
    """The checks of types are skipped with a warning where `alter_column` or `add_column` asks for them."""
    return operation.source.endswith(("_constraint", "_foreign_key", "_primary_key"))


def _addition(table: TableName, operation: AddColumn, constraints: Sequence[Constraint], if_not_exists: bool) -> str:
    column = column_words(table, operation.column.name)
    if if_not_exists:
        return f"look whether {column} is there before it adds it"
    refused = next((each for each in constraints if not _with_column(each)), None)
    return f"add {column} with its {described(refused, table)}" if refused is not None else ""


def _with_column(constraint: Constraint) -> bool:
    """Whether ADD COLUMN itself can say it."""
    return isinstance(constraint, Check | PrimaryKey) or (isinstance(constraint, ForeignKey) and constraint.inline)
