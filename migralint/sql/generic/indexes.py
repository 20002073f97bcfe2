"""CREATE INDEX, DROP INDEX and ALTER INDEX."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from migralint.objects import TableName
from migralint.operations import CreateIndex, DropIndex, Operation, RawSql, RenameIndex
from migralint.sql.generic.cursor import Cursor
from migralint.sql.generic.elements import index_on
from migralint.sql.generic.references import names_in_parentheses


def create_index(cursor: Cursor) -> Iterator[Operation]:
    modifiers = _modifiers(cursor)
    concurrently = cursor.take("CONCURRENTLY")
    if_not_exists = cursor.if_not_exists()
    schema, name = _index_name(cursor)
    method = _method(cursor)
    cursor.expect("ON")
    only = cursor.take("ONLY")
    table = cursor.table_name()
    method = _method(cursor) or method or next((word for word in modifiers if word in ("FULLTEXT", "SPATIAL")), "")
    index = index_on(cursor)
    include = names_in_parentheses(cursor) if cursor.take("INCLUDE") else ()
    index = replace(
        index,
        name=name,
        unique="UNIQUE" in modifiers,
        where=_where(cursor),
        method=None if method in ("", "BTREE") else method.lower(),
        include=include,
    )
    if cursor.dialect == "sqlite" and schema and not table.schema:  # SQLite names the schema of the index only
        table = TableName(table.name, schema)
    yield CreateIndex(table=table, index=index, concurrently=concurrently, if_not_exists=if_not_exists, only=only)


def drop_index(cursor: Cursor) -> Iterator[Operation]:
    _modifiers(cursor)
    concurrently = cursor.take("CONCURRENTLY")
    if_exists = cursor.if_exists()
    for part in cursor.parts():
        *owner, name = part.dotted()
        table = part.table_name() if part.take("ON") else None
        if table is None and cursor.dialect == "mssql" and owner:
            table = TableName(*reversed(owner[-2:]))
        schema = owner[-1] if owner and cursor.dialect != "mssql" else ""
        cascade = any(token.upper == "CASCADE" for token in part.tokens[part.position :])
        yield DropIndex(
            name=name, table=table, schema=schema, concurrently=concurrently, if_exists=if_exists, cascade=cascade
        )


def alter_index(cursor: Cursor) -> Iterator[Operation]:
    _modifiers(cursor)
    if_exists = cursor.if_exists()
    name = cursor.dotted()[-1]
    table = cursor.table_name() if cursor.take("ON") else None
    if cursor.take("RENAME", "TO"):
        yield RenameIndex(name=name, new_name=cursor.name(), table=table, if_exists=if_exists)
    else:
        yield RawSql(text=cursor.statement.text, command="ALTER INDEX", table=table)


def _modifiers(cursor: Cursor) -> set[str]:
    found: set[str] = set()
    while not cursor.take("INDEX"):
        found.add(cursor.next().upper)
    return found


def _index_name(cursor: Cursor) -> tuple[str, str | None]:
    if cursor.sees("ON"):
        return "", None
    *schemas, name = cursor.dotted()
    return (schemas[-1] if schemas else ""), name


def _method(cursor: Cursor) -> str:
    return cursor.next().upper if cursor.take("USING") else ""


def _where(cursor: Cursor) -> str | None:
    while not cursor.ended():
        if cursor.take("WHERE"):
            return cursor.until({"WITH", "TABLESPACE"})
        cursor.step()
    return None
