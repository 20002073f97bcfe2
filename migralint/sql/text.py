"""Reading a text: its statements in order, each through the reader of its dialect."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from msgspec.structs import replace

from migralint.operations import ChangeData, Operation, Query, RawSql, Unread
from migralint.sql.parameters import without_question_marks
from migralint.sql.refusal import is_refused
from migralint.sql.statement import Statement, statements
from migralint.sql.unknown import UNKNOWN_PART, UNKNOWN_PLACEHOLDER, mark_unknown

DATA_STATEMENTS = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "WITH", "TRUNCATE", "VALUES"})


@lru_cache(maxsize=4096)
def read_text(text: str, dialect: str) -> tuple[Operation, ...]:
    """The operations of every statement; a text that no database accepts is an `Unread`."""
    if "\0" in text:
        return (Unread(directive="SQL", why="it holds a NUL character", sql=text.strip()),)
    found = list(statements(text, dialect))
    operations = [operation for statement in found for operation in _operations(statement)]
    first = [replace(operation, statements=len(found)) for operation in operations[:1]]
    return (*first, *operations[1:])


def _operations(statement: Statement) -> Iterator[Operation]:
    for operation in _read(statement):
        named = replace(operation, sql=statement.text, source=operation.source or _source(operation, statement))
        yield mark_unknown(named) if UNKNOWN_PLACEHOLDER in statement.text else named


def _source(operation: Operation, statement: Statement) -> str:
    match operation:
        case ChangeData(kind=kind):
            return f"SQL {kind.upper()}"
        case Query():
            return "SQL SELECT"
        case RawSql(command=command):
            return f"SQL {command}"
        case _:
            return f"SQL {statement.kind}"


def _read(statement: Statement) -> tuple[Operation, ...]:
    if statement.dialect != "postgresql":
        return _read_generic(statement)
    try:
        return _read_postgresql(statement)
    except ImportError:
        return _read_generic(statement)


def _read_postgresql(statement: Statement) -> tuple[Operation, ...]:
    from migralint.sql import postgresql  # each reader is loaded by the first statement that needs it
    from migralint.sql.postgresql.tree import TooDeep, Unparsable

    why = ""
    for sql in dict.fromkeys((statement.readable, without_question_marks(statement.readable, statement.tokens))):
        try:
            return postgresql.read(statement, sql)
        except TooDeep:
            return _read_generic(statement)
        except Unparsable as error:
            why = why or str(error)
    if UNKNOWN_PLACEHOLDER in statement.text:
        return _read_generic(statement)
    return (replace(_unread(statement, why), refused=is_refused(statement)),)


def _read_generic(statement: Statement) -> tuple[Operation, ...]:
    from migralint.sql import generic

    try:
        return generic.read(statement)
    except generic.Unreadable as error:
        return (_unread(statement, str(error)),)


def _unread(statement: Statement, why: str) -> Unread:
    from migralint.sql import generic

    if UNKNOWN_PLACEHOLDER in statement.text:
        why = UNKNOWN_PART
    return Unread(
        directive="SQL",
        source=f"SQL {statement.kind}".rstrip(),
        why=why,
        table=generic.named_table(statement),
        is_ddl=statement.kind not in DATA_STATEMENTS,
    )
