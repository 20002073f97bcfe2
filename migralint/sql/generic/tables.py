"""CREATE TABLE, DROP TABLE and RENAME TABLE."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from migralint.objects import Column, Constraint, Index, PrimaryKey
from migralint.operations import CreateTable, DropTable, Operation, RenameTable
from migralint.sql.definition import Definition
from migralint.sql.generic.cursor import Cursor
from migralint.sql.generic.elements import Element, element


def create_table(cursor: Cursor) -> Iterator[Operation]:
    temporary = any(token.upper in ("TEMP", "TEMPORARY") for token in cursor.tokens[:4])
    _to_name(cursor, "TABLE")
    if_not_exists = cursor.if_not_exists()
    table = cursor.table_name()
    parent = cursor.table_name() if cursor.take("PARTITION", "OF") else None
    temporary = temporary or table.name.startswith("#")
    parts = list(cursor.parenthesised().parts()) if cursor.sees("(") and parent is None else []
    copies = not parts or any(part.sees("LIKE") for part in parts) or parts[0].sees("SELECT")
    elements = [] if copies else [element(part) for part in parts if not part.sees("PERIOD")]
    options = {token.upper for token in cursor.tokens[cursor.position :]}
    constraints = tuple(_constraints(elements))
    yield CreateTable(
        table=table,
        columns=tuple(_columns(elements, constraints, cursor.dialect)),
        constraints=constraints,
        indexes=tuple(item for item in elements if isinstance(item, Index)),
        if_not_exists=if_not_exists,
        temporary=temporary,
        complete=not copies and "SELECT" not in options,
        partition_of=parent,
        partitioned="PARTITION" in options,
        autoincrement=any(part_token.upper == "AUTOINCREMENT" for part in parts for part_token in part.tokens),
    )


def drop_table(cursor: Cursor) -> Iterator[Operation]:
    _to_name(cursor, "TABLE")
    if_exists = cursor.if_exists()
    parts = list(cursor.parts())
    cascade = any(token.upper == "CASCADE" for token in parts[-1].tokens) if parts else False
    for part in parts:
        yield DropTable(table=part.table_name(), if_exists=if_exists, cascade=cascade)


def rename_table(cursor: Cursor) -> Iterator[Operation]:
    cursor.next()
    cursor.take_any({"TABLE", "TABLES"})
    if_exists = cursor.if_exists()
    for part in cursor.parts():
        table = part.table_name()
        while not part.take("TO"):  # MariaDB's WAIT n, NOWAIT
            part.next()
        new_table = part.table_name()
        yield RenameTable(table=table, new_table=new_table, if_exists=if_exists)


def _to_name(cursor: Cursor, word: str) -> None:
    while not cursor.take(word) and not cursor.take(f"{word}S"):
        cursor.next()


def _constraints(elements: Iterable[Element]) -> Iterator[Constraint]:
    for item in elements:
        if isinstance(item, Definition):
            yield from item.constraints
        elif not isinstance(item, Index):
            yield item


def _columns(elements: Iterable[Element], constraints: Iterable[Constraint], dialect: str) -> Iterator[Column]:
    keys = {name for item in constraints if isinstance(item, PrimaryKey) for name in item.columns}
    for item in elements:
        if isinstance(item, Definition):
            column = item.column
            key = column.name in keys
            nullable = column.nullable and (not key or dialect == "sqlite")
            yield replace(column, primary_key=key, nullable=nullable)
