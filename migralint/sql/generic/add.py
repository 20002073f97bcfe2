"""ALTER TABLE … ADD."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.objects import Constraint, Default, ForeignKey, Index, PrimaryKey, TableName, Unique
from migralint.operations import AddColumn, AddConstraint, AlterColumn, AlterTable, CreateIndex, Operation
from migralint.sql.definition import Definition
from migralint.sql.generic.columns import column_definition
from migralint.sql.generic.cursor import Cursor
from migralint.sql.generic.elements import CONSTRAINT_WORDS, Element, element

PARTITION_WORDS = frozenset({"PARTITION", "PERIOD", "SYSTEM", "SUPPLEMENTAL"})


def add(table: TableName, part: Cursor) -> Iterator[Operation]:
    if part.peek().upper in PARTITION_WORDS:
        yield AlterTable(table=table, action=f"ADD {part.next().upper}")
        return
    default = _named_default(table, part)
    if default is not None:
        yield default
        return
    is_column = part.take("COLUMN")
    if_not_exists = part.if_not_exists()
    if part.sees("("):
        for item in part.parenthesised().parts():
            yield _addition(table, element(item), if_not_exists)
        return
    using_index = _using_index(part)
    if using_index is not None:
        yield AddConstraint(table=table, constraint=using_index[0], using_index=using_index[1])
        return
    if_not_exists = if_not_exists or _names_if_not_exists(part)
    yield _addition(table, column_definition(part) if is_column else element(part), if_not_exists)


def _addition(table: TableName, item: Element, if_not_exists: bool) -> Operation:
    match item:
        case Definition(column=column, constraints=constraints):
            return AddColumn(
                table=table,
                column=column,
                constraints=tuple(constraints),
                if_not_exists=if_not_exists,
                inline_references=any(isinstance(constraint, ForeignKey) for constraint in constraints),
            )
        case Index():
            return CreateIndex(table=table, index=item, if_not_exists=if_not_exists)
        case _:
            return AddConstraint(table=table, constraint=item, if_not_exists=if_not_exists)


def _names_if_not_exists(part: Cursor) -> bool:
    """MariaDB's `ADD INDEX IF NOT EXISTS`, which `element` steps over."""
    words = [token.upper for token in part.tokens[part.position : part.position + 6]]
    return any(words[at : at + 3] == ["IF", "NOT", "EXISTS"] for at in range(len(words)))


def _named_default(table: TableName, part: Cursor) -> Operation | None:
    """SQL Server's `ADD CONSTRAINT df DEFAULT 0 FOR a`."""
    start = part.position
    if part.take("CONSTRAINT"):
        part.name()
    if not part.take("DEFAULT"):
        part.position = start
        return None
    default = Default(part.until({"FOR"}))
    part.expect("FOR")
    return AlterColumn(table=table, name=part.name(), default=default)


def _using_index(part: Cursor) -> tuple[Constraint, str] | None:
    """PostgreSQL's `ADD CONSTRAINT name UNIQUE USING INDEX index`."""
    words = [token.upper for token in part.tokens]
    if part.peek().upper not in CONSTRAINT_WORDS or words[-3:-1] != ["USING", "INDEX"]:
        return None
    name = part.name() if part.take("CONSTRAINT") else None
    constraint = PrimaryKey((), name) if part.take("PRIMARY") else Unique((), name)
    part.position = len(part.tokens) - 1
    return constraint, part.name()
