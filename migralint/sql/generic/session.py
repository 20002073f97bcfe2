"""Statements without effect on the schema, and those whose effect cannot be seen."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.objects import TableName
from migralint.operations import Operation, RawSql, RenameColumn, RenameIndex, RenameTable
from migralint.sql.generic.cursor import Cursor, Unreadable

COMMANDS = frozenset(
    "SET RESET USE BEGIN COMMIT ROLLBACK SAVEPOINT RELEASE PRAGMA VACUUM ANALYZE REINDEX GRANT REVOKE SHOW DESCRIBE "
    "DESC FLUSH KILL ATTACH DETACH CHECK PRINT PURGE HANDLER BACKUP RESTORE DBCC CHECKPOINT DEALLOCATE PREPARE "
    "DISCARD NOTIFY LISTEN UNLISTEN CLUSTER CACHE XA HELP SIGNAL CHECKSUM SAVE".split()
) | {
    "VACUUM FULL",
    "LOCK TABLE",
    "UNLOCK TABLES",
    "OPTIMIZE TABLE",
    "REPAIR TABLE",
    "COMMENT ON",
    "REFRESH MATERIALIZED VIEW",
}
OPAQUE = frozenset({"DO", "CALL", "EXECUTE", "EXPLAIN", "IF", "WHILE", "DECLARE", "LOAD", "IMPORT", "BULK"})


def command(cursor: Cursor) -> Iterator[Operation]:
    statement = cursor.statement
    kind = statement.kind
    opaque = kind in OPAQUE or (kind == "BEGIN" and cursor.tokens[-1].upper == "END")
    concurrently = any(token.upper == "CONCURRENTLY" for token in cursor.tokens[:4])
    for table in _tables(cursor):
        yield RawSql(text=statement.text, command=kind, opaque=opaque, table=table, concurrently=concurrently)


def execute(cursor: Cursor) -> Iterator[Operation]:
    """SQL Server's `sp_rename`; other procedures do what cannot be seen."""
    cursor.take_any({"EXEC", "EXECUTE"})
    *_, procedure = cursor.dotted() if cursor.peek().kind in ("word", "name") else ("",)
    if procedure.lower() != "sp_rename":
        yield RawSql(text=cursor.statement.text, command="EXECUTE", opaque=True)
        return
    arguments = [part.tokens[-1].value for part in cursor.parts() if part.tokens]
    if len(arguments) not in (2, 3):
        raise Unreadable("sp_rename takes two or three arguments")
    yield _sp_rename(cursor, *arguments)


def _sp_rename(cursor: Cursor, old: str, new: str, kind: str = "OBJECT") -> Operation:
    *owner, name = old.replace("[", "").replace("]", "").split(".")
    match kind.upper():
        case "COLUMN" if owner:
            return RenameColumn(table=TableName(*reversed(owner[-2:])), name=name, new_name=new)
        case "INDEX" if owner:
            return RenameIndex(table=TableName(*reversed(owner[-2:])), name=name, new_name=new)
        case "OBJECT":
            schema = owner[-1] if owner else ""
            return RenameTable(table=TableName(name, schema), new_table=TableName(new, schema))
        case _:
            return RawSql(text=cursor.statement.text, command="EXECUTE", opaque=True)


def _tables(cursor: Cursor) -> list[TableName | None]:
    """The tables after `LOCK TABLE`, `ANALYZE TABLE`, `REFRESH MATERIALIZED VIEW`; one None where there are none."""
    words = [token.upper for token in cursor.tokens[:4]]
    at = next((at for at, word in enumerate(words) if word in ("TABLE", "TABLES", "VIEW")), None)
    if at is None:
        return [None]
    cursor.position = at + 1
    cursor.take_any({"CONCURRENTLY", "ONLY"})
    return [part.table_name() for part in cursor.parts()] or [None]
