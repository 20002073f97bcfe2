"""SQL of every dialect but PostgreSQL: an own reader for DDL, which sqlglot does not keep, and sqlglot for data."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from migralint.objects import TableName
from migralint.operations import Operation
from migralint.sql.generic import data, indexes, objects, session, tables
from migralint.sql.generic.alter_table import alter_table
from migralint.sql.generic.cursor import Cursor, Unreadable
from migralint.sql.statement import Statement

__all__ = ["Unreadable", "named_table", "read"]

Reader = Callable[[Cursor], Iterator[Operation]]

READERS: dict[str, Reader] = {
    "CREATE TABLE": tables.create_table,
    "DROP TABLE": tables.drop_table,
    "RENAME TABLE": tables.rename_table,
    "RENAME": tables.rename_table,
    "ALTER TABLE": alter_table,
    "CREATE INDEX": indexes.create_index,
    "DROP INDEX": indexes.drop_index,
    "ALTER INDEX": indexes.alter_index,
    "ALTER TYPE": objects.alter_type,
    "TRUNCATE": data.truncate,
    **dict.fromkeys(
        ("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "WITH", "VALUES", "("), data.read_data
    ),
    **dict.fromkeys(session.COMMANDS | session.OPAQUE, session.command),
    **dict.fromkeys(("EXECUTE", "SP_RENAME"), session.execute),
}
OF_ONE_TABLE = frozenset({"CREATE TABLE", "ALTER TABLE", "DROP TABLE", "INSERT", "UPDATE", "DELETE", "MERGE"})
BY_VERB: dict[str, Reader] = {
    "CREATE": objects.create_object,
    "DROP": objects.drop_object,
    "ALTER": objects.alter_object,
}


def named_table(statement: Statement) -> TableName | None:
    """The table of a statement that could not be read, where its beginning says it."""
    words = [token.upper for token in statement.tokens[:12]]
    verb = next((word for word in ("TABLE", "INTO", "FROM", "UPDATE") if word in words), None)
    if verb is None or statement.kind not in OF_ONE_TABLE:
        return None
    cursor = Cursor(statement)
    cursor.position = words.index(verb) + 1
    cursor.if_exists() or cursor.if_not_exists() or cursor.take("ONLY")
    try:
        return cursor.table_name()
    except Unreadable:
        return None


def read(statement: Statement) -> tuple[Operation, ...]:
    """The operations of a statement. Raises `Unreadable`."""
    kind = statement.kind
    verb, _, thing = kind.partition(" ")
    reader = READERS.get(kind) or (BY_VERB.get(verb) if thing else None)
    if reader is None:
        raise Unreadable(f"{kind or 'this'} is no statement that is known")
    return tuple(reader(Cursor(statement)))
