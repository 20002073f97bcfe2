"""What SQLAlchemy does not write for MySQL: a text without a length."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.objects import TableName, Type
from migralint.operations import UNCHANGED, AddColumn, AlterColumn, CreateTable, Operation
from migralint.schema.apply.conflict import Conflict
from migralint.schema.naming import Naming

NEED_LENGTH = ("VARCHAR", "NVARCHAR")


def without_length(operation: Operation, naming: Naming) -> Conflict | None:
    """SQL text is the database's to judge."""
    if naming.dialect not in ("mysql", "mariadb") or operation.sql is not None:
        return None
    for table, name, kind in _rendered(operation):
        if kind.name.upper() in NEED_LENGTH and not kind.arguments:
            words = f"MySQL needs a length for the {kind.name} of {table}.{name}"
            return Conflict("refused", words, "length")
    return None


def _rendered(operation: Operation) -> Iterator[tuple[TableName, str, Type]]:
    """The types that the statement states."""
    match operation:
        case CreateTable(table=table, columns=columns):
            yield from ((table, column.name, column.type) for column in columns)
        case AddColumn(table=table, column=column):
            yield table, column.name, column.type
        case AlterColumn(table=table, name=name) if _states_type(operation):
            kind = operation.existing_type if operation.type is UNCHANGED else operation.type
            if isinstance(kind, Type):
                yield table, name, kind


def _states_type(operation: AlterColumn) -> bool:
    """A new default alone leaves the rest of the column unsaid."""
    changed = (operation.type, operation.nullable, operation.comment, operation.autoincrement)
    return operation.new_name is not None or any(each is not UNCHANGED for each in changed)
