"""ALTER TABLE … ALTER COLUMN, MODIFY and CHANGE."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.objects import Default, TableName
from migralint.operations import UNCHANGED, AddConstraint, AlterColumn, AlterTable, Operation, RenameColumn
from migralint.sql.generic.columns import STARTS_OF_CLAUSES, column_definition, identity
from migralint.sql.generic.cursor import Cursor
from migralint.sql.generic.types import column_type


def alter(table: TableName, part: Cursor) -> Iterator[Operation]:
    """`ALTER [COLUMN] name …`; what is altered may also be an index or a constraint."""
    word = part.take_any({"INDEX", "CONSTRAINT", "CHECK"})
    if word:
        yield AlterTable(table=table, action=f"ALTER {word}")
        return
    part.take("COLUMN")
    part.if_exists()
    name = part.name()
    if part.dialect == "mssql":
        yield _retype_on_sql_server(table, name, part)
    else:
        yield _alter(table, name, part)


def modify(table: TableName, part: Cursor) -> Iterator[Operation]:
    part.take("COLUMN")
    part.if_exists()
    if part.dialect == "oracle":
        items = part.parenthesised().parts() if part.sees("(") else iter([part])
        yield from (_modify_on_oracle(table, item) for item in items)
    else:
        yield from _restate(table, part)


def change(table: TableName, part: Cursor) -> Iterator[Operation]:
    part.take("COLUMN")
    part.if_exists()
    name = part.name()
    new_name = part.peek().value
    yield from _restate(table, part, name)
    if new_name != name:
        yield RenameColumn(table=table, name=name, new_name=new_name)


def _alter(table: TableName, name: str, part: Cursor) -> Operation:
    if part.take("SET", "DEFAULT"):
        return AlterColumn(table=table, name=name, default=Default(part.rest()))
    if part.take("DROP", "DEFAULT"):
        return AlterColumn(table=table, name=name, default=None)
    if part.take("SET", "NOT", "NULL"):
        return AlterColumn(table=table, name=name, nullable=False)
    if part.take("DROP", "NOT", "NULL"):
        return AlterColumn(table=table, name=name, nullable=True)
    if part.take("DROP", "IDENTITY"):
        return AlterColumn(table=table, name=name, identity=None)
    if part.take("DROP", "EXPRESSION"):
        return AlterColumn(table=table, name=name, drops_expression=True)
    if part.take("TYPE") or part.take("SET", "DATA", "TYPE"):
        return _retype(table, name, part)
    if part.take("ADD"):
        return AlterColumn(table=table, name=name, identity=identity(part))
    words = " ".join(token.upper for token in part.tokens[part.position : part.position + 2] if token.upper)
    return AlterTable(table=table, action=f"ALTER COLUMN {words}".rstrip())


def _retype(table: TableName, name: str, part: Cursor) -> Operation:
    found = column_type(part, STARTS_OF_CLAUSES)
    if part.take("COLLATE"):
        part.dotted()
    using = part.rest() if part.take("USING") else None
    return AlterColumn(table=table, name=name, type=found, using=using)


def _retype_on_sql_server(table: TableName, name: str, part: Cursor) -> Operation:
    """A column is NULL where nothing is said; its default and constraints stay."""
    if part.sees("ADD") or part.sees("DROP"):
        return AlterTable(table=table, action="ALTER COLUMN")
    found = column_type(part, STARTS_OF_CLAUSES)
    nullable = not any(part.tokens[at].upper == "NOT" for at in range(part.position, len(part.tokens)))
    return AlterColumn(table=table, name=name, type=found, nullable=nullable)


def _modify_on_oracle(table: TableName, part: Cursor) -> Operation:
    """Oracle changes only what is written."""
    words = {token.upper for token in part.tokens}
    column = column_definition(part).column
    return AlterColumn(
        table=table,
        name=column.name,
        type=column.type if column.type.known else UNCHANGED,
        nullable=column.nullable if "NULL" in words else UNCHANGED,
        default=column.default if "DEFAULT" in words else UNCHANGED,
    )


def _restate(table: TableName, part: Cursor, name: str | None = None) -> Iterator[Operation]:
    """MySQL replaces the whole definition, but adds the constraints that it names. `name` is the one before."""
    words = {token.upper for token in part.tokens[part.position :]}
    definition = column_definition(part)
    column = definition.column
    yield AlterColumn(
        table=table,
        name=name or column.name,
        type=column.type,
        nullable=column.nullable if "NULL" in words else UNCHANGED,
        default=column.default if "DEFAULT" in words else UNCHANGED,
        comment=column.comment if "COMMENT" in words else UNCHANGED,
        autoincrement=column.autoincrement or UNCHANGED,
        restates=True,
        new_name=column.name if name not in (None, column.name) else None,
    )
    for constraint in definition.constraints:
        yield AddConstraint(table=table, constraint=constraint)
