"""The actions of ALTER TABLE, in the spellings of every dialect."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from migralint.objects import Check, ForeignKey, TableName
from migralint.operations import (
    AddConstraint,
    AlterTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    Operation,
    RenameIndex,
    RenameTable,
    ValidateConstraint,
)
from migralint.sql.generic.add import add
from migralint.sql.generic.alter_column import alter, change, modify
from migralint.sql.generic.cursor import Cursor
from migralint.sql.generic.drop import drop
from migralint.sql.generic.rename import rename

Action = Callable[[TableName, Cursor], Iterator[Operation]]

NOT_ACTIONS = frozenset({"ALGORITHM", "LOCK", "WAIT", "NOWAIT"})  # how to do it, not what to do
PHRASES = (
    "CONVERT TO CHARACTER SET",
    "DEFAULT CHARACTER SET",
    "CHARACTER SET",
    "DEFAULT CHARSET",
    "DEFAULT COLLATE",
    "ENABLE ROW LEVEL SECURITY",
    "DISABLE ROW LEVEL SECURITY",
    "FORCE ROW LEVEL SECURITY",
    "NO FORCE ROW LEVEL SECURITY",
    "ENABLE TRIGGER",
    "DISABLE TRIGGER",
    "ENABLE KEYS",
    "DISABLE KEYS",
    "CHECK CONSTRAINT",
    "NOCHECK CONSTRAINT",
    "OWNER TO",
    "CLUSTER ON",
    "SET LOGGED",
    "SET UNLOGGED",
    "SET TABLESPACE",
    "REPLICA IDENTITY",
    "NO INHERIT",
    "ORDER BY",
    "PARTITION BY",
    "REMOVE PARTITIONING",
)
SAME = {"DEFAULT CHARACTER SET": "CHARACTER SET", "DEFAULT CHARSET": "CHARACTER SET", "CHARSET": "CHARACTER SET"}


class Header(Struct, frozen=True):
    table: TableName
    if_exists: bool
    checked: bool  # False: SQL Server's WITH NOCHECK


def alter_table(cursor: Cursor) -> Iterator[Operation]:
    """Renaming the table comes last, wherever it is written: the other actions know it by its old name."""
    header = _header(cursor)
    operations = [_with_header(operation, header) for operation in _actions(header.table, cursor)]
    yield from sorted(operations, key=lambda operation: isinstance(operation, RenameTable))


def _actions(table: TableName, cursor: Cursor) -> Iterator[Operation]:
    repeated = ""
    for part in cursor.parts():
        if part.peek().upper in NOT_ACTIONS:
            continue
        repeated = _verb(part, repeated)
        yield from _action(table, part, repeated)


def _header(cursor: Cursor) -> Header:
    while not cursor.take("TABLE"):
        cursor.next()
    if_exists = cursor.if_exists()
    cursor.take("ONLY")
    table = cursor.table_name()
    while cursor.take("WAIT") or cursor.take("NOWAIT"):
        if cursor.peek().kind == "number":
            cursor.next()
    checked = not cursor.take("WITH", "NOCHECK")
    cursor.take("WITH", "CHECK")
    return Header(table, if_exists, checked)


def _verb(part: Cursor, repeated: str) -> str:
    """The action's verb. SQL Server's `ADD a int, b int` and `DROP COLUMN a, b` have it once for all."""
    word = part.peek().upper
    if part.dialect == "mssql" and repeated in ("ADD", "DROP COLUMN", "DROP CONSTRAINT") and word not in ACTIONS:
        return repeated
    if part.dialect == "mssql" and word == "DROP" and part.peek(1).upper in ("COLUMN", "CONSTRAINT"):
        part.position += 2
        return f"DROP {part.tokens[1].upper}"
    if word in ACTIONS:
        part.next()
    return word


def _action(table: TableName, part: Cursor, verb: str) -> Iterator[Operation]:
    action = ACTIONS.get(verb)
    if action is not None:
        yield from action(table, part)
    elif verb == "VALIDATE" and part.take("VALIDATE", "CONSTRAINT"):
        yield ValidateConstraint(table=table, name=part.name())
    elif verb in ("ATTACH", "DETACH"):
        yield _partition(table, part)
    elif part.take("SET", "SCHEMA"):
        yield RenameTable(table=table, new_table=replace(table, schema=part.name()))
    else:
        yield AlterTable(table=table, action=_phrase(part))


def _partition(table: TableName, part: Cursor) -> Operation:
    verb = part.next().upper
    part.expect("PARTITION")
    other = part.table_name()
    concurrently = " CONCURRENTLY" if part.take("CONCURRENTLY") else ""
    return AlterTable(table=table, action=f"{verb} PARTITION{concurrently}", other_table=other)


def _phrase(part: Cursor) -> str:
    for phrase in PHRASES:
        if part.sees(*phrase.split()):
            return SAME.get(phrase, phrase)
    word = part.peek().upper
    return SAME.get(word, word)


def _with_header(operation: Operation, header: Header) -> Operation:
    match operation:
        case AddConstraint(constraint=(Check() | ForeignKey()) as constraint) if not header.checked:
            return replace(operation, constraint=replace(constraint, valid=False))
        case RenameTable() | DropColumn() | DropConstraint() | DropIndex() | RenameIndex() if header.if_exists:
            return replace(operation, if_exists=True)
        case _:
            return operation


ACTIONS: dict[str, Action] = {
    "ADD": add,
    "DROP": drop,
    "DROP COLUMN": lambda table, part: drop(table, part, "COLUMN"),
    "DROP CONSTRAINT": lambda table, part: drop(table, part, "CONSTRAINT"),
    "ALTER": alter,
    "MODIFY": modify,
    "CHANGE": change,
    "RENAME": rename,
}
