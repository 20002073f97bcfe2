"""ALTER TABLE … RENAME."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.objects import TableName
from migralint.operations import Operation, RenameColumn, RenameConstraint, RenameIndex, RenameTable
from migralint.sql.generic.cursor import Cursor


def rename(table: TableName, part: Cursor) -> Iterator[Operation]:
    if part.take("COLUMN"):
        part.if_exists()
        name, new_name = _pair(part)
        yield RenameColumn(table=table, name=name, new_name=new_name)
    elif part.take("INDEX") or part.take("KEY"):
        part.if_exists()
        name, new_name = _pair(part)
        yield RenameIndex(name=name, new_name=new_name, table=table)
    elif part.take("CONSTRAINT"):
        name, new_name = _pair(part)
        yield RenameConstraint(table=table, name=name, new_name=new_name)
    elif part.peek(1).upper == "TO":
        name, new_name = _pair(part)
        yield RenameColumn(table=table, name=name, new_name=new_name)
    else:
        part.take_any({"TO", "AS", "="})
        yield _table(table, part)


def _pair(part: Cursor) -> tuple[str, str]:
    name = part.name()
    part.expect("TO")
    return name, part.name()


def _table(table: TableName, part: Cursor) -> Operation:
    new_table = part.table_name()
    if not new_table.schema:
        new_table = TableName(new_table.name, table.schema)
    return RenameTable(table=table, new_table=new_table)
