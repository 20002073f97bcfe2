"""Executing SQL text and Core statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from migralint.interpreter.core import read_statement
from migralint.interpreter.creating import table_operations
from migralint.interpreter.sqltext import text_clause
from migralint.interpreter.values import Member, PartialText, Term, Unknown, Value, is_opaque, why
from migralint.operations import Operation, Unread
from migralint.sql import UNKNOWN_PLACEHOLDER, read_sql

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

ON_CONTEXT = frozenset({"op.execute", "batch_op.execute", "context.execute"})  # they make a `text()` of a string
BIND_PARAMETER = re.compile(r"(?<![:\w\x5c]):(\w+)(?![:\w])")  # as SQLAlchemy finds them in a text
EXECUTING = frozenset({"execute", "exec_driver_sql", "scalar", "scalars", "stream", "executemany"})
ROWS = "it is what the database answers"


def execute(machine: Machine, directive: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """Run SQL text or a Core statement; the rows that come back are unknown."""
    value = args[0] if args else next(iter(kwargs.values()), None)
    given = len(args) + len(kwargs.keys() - {"execution_options"}) > 1
    unbound = () if given and directive not in ON_CONTEXT else _unbound(directive, value)
    for place, operation in enumerate(_statements(machine, directive, value)):
        told = replace(operation, unbound=unbound) if unbound and not place else operation
        machine.recorder.record(told, raises=machine.watchers > 0)
    return Unknown(ROWS)


def refuse_string(machine: Machine, directive: str, args: list[Value]) -> None:
    """SQLAlchemy takes no SQL that is a string alone from 2.0 on."""
    if machine.refuses_strings and args and isinstance(args[0], str | PartialText):
        name = directive.rpartition(".")[2]
        if name in ("execute", "scalar", "scalars"):
            error = "ArgumentError" if directive.startswith("session") else "ObjectNotExecutableError"
            machine.refuse(error, f"SQLAlchemy 2 takes no string in {directive}()")


def _unbound(directive: str, value: Value) -> tuple[str, ...]:
    """The bind parameters of SQL text to which nothing gives a value."""
    text = text_clause(value) if isinstance(value, Term) else value if directive in ON_CONTEXT else None
    written = text.text if isinstance(text, PartialText) else text
    if not isinstance(written, str) or directive.endswith("exec_driver_sql"):
        return ()
    names = (name for name in BIND_PARAMETER.findall(written) if UNKNOWN_PLACEHOLDER not in name)
    return tuple(dict.fromkeys(names)) if not _binds(value) else ()


def _binds(value: Value) -> bool:
    """Whether `.bindparams(…)` or `.params(…)` stands somewhere behind the text."""
    while isinstance(value, Term) and isinstance(value.function, Member):
        if value.function.name in ("bindparams", "params"):
            return True
        value = value.function.owner
    return False


def is_statement(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> bool:
    """Whether the argument of some object's `execute` is SQL or a Core statement rather than anything else."""
    value = args[0] if args else next(iter(kwargs.values()))
    if isinstance(value, (str, PartialText)):
        return True
    return text_clause(value) is not None or read_statement(machine, value) is not None


def _statements(machine: Machine, directive: str, value: Value) -> Iterator[Operation]:
    text = text_clause(value)
    if text is not None:
        value = text
    if isinstance(value, PartialText):
        yield from read_sql(value.text, machine.dialect)
    elif isinstance(value, str):
        yield from read_sql(value, machine.dialect)
    elif (
        isinstance(value, Term)
        and value.name in ("CreateTable", "DropTable", "CreateIndex", "DropIndex")
        and value.args
    ):
        yield from _schema_item(machine, value)
    elif (operation := read_statement(machine, value)) is not None:
        yield replace(operation, source=directive)
    else:
        reason = (
            why(value, "the statement")
            if is_opaque(value) and not isinstance(value, Term)
            else "the statement's table is not known"
        )
        yield Unread(directive=directive, why=reason, is_ddl=False, source=directive)


def _schema_item(machine: Machine, value: Term) -> Iterator[Operation]:
    if value.name in ("CreateTable", "DropTable"):
        yield from table_operations(machine, value.args[0], "create" if value.name == "CreateTable" else "drop", False)
