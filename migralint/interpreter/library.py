"""Calls of SQLAlchemy and Alembic objects that reach the database outside `op`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from migralint.interpreter.builtins import CONSTANTS
from migralint.interpreter.connection import Bind, ContextValue
from migralint.interpreter.core import read_query_call
from migralint.interpreter.creating import create_or_drop, create_or_drop_all
from migralint.interpreter.executing import EXECUTING, ROWS, execute, is_statement
from migralint.interpreter.inspector import Inspector
from migralint.interpreter.scope import MISSING
from migralint.interpreter.tables import known_table
from migralint.interpreter.values import Class, Instance, Member, Symbol, Term, Unknown, Value
from migralint.operations import ChangeData, Query

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

# Names that every identifier preparer quotes.
RESERVED_WORDS = frozenset(
    "all analyse analyze and any array as asc both case cast check collate column constraint create current_user "
    "default desc distinct do else end except fetch for foreign from grant group having in initially intersect into "
    "is lateral leading limit localtime localtimestamp not null offset on only or order placing primary references "
    "returning select session_user some symmetric table then to trailing true false union unique user using variadic "
    "when where window with".split()
)


def resolve(machine: Machine, path: str) -> Value:
    """What a library's dotted path means: `alembic.op` is the op proxy, `alembic.context` the migration context."""
    if path in ("alembic.op", "alembic.op.op"):
        return machine.op
    if path == "alembic.context":
        return ContextValue(machine)
    if path.startswith("alembic.op."):
        return machine.op.attribute(path.removeprefix("alembic.op."))
    if path.startswith("alembic.context."):
        return ContextValue(machine).attribute(path.removeprefix("alembic.context."))
    return CONSTANTS.get(path, Symbol(path)) if path.startswith("sys.") else Symbol(path)


def call_library(machine: Machine, function: Value, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """The result of a library call with an effect on the database; MISSING for any other, which stays symbolic."""
    name = function.name if isinstance(function, (Symbol, Member)) else ""
    if isinstance(function, Symbol):
        if name in ("inspect", "Inspector") and function.path.startswith("sqlalchemy") and args:
            return (
                Inspector(machine) if not isinstance(args[0], (Class, Instance, Term)) or _is_bind(args[0]) else MISSING
            )
        if name == "from_engine" and function.path.endswith("Inspector.from_engine"):
            return Inspector(machine)
        if name == "Operations" and function.path.startswith("alembic"):
            return machine.op
        function = Member(Symbol(function.path.rpartition(".")[0]), name)  # `db.session.execute` of a library's `db`
    if not isinstance(function, Member):
        return MISSING
    if name == "from_engine":
        return Inspector(machine)
    if name in EXECUTING and (args or kwargs) and is_statement(machine, args, kwargs):
        return execute(machine, f"connection.{name}", args, kwargs)
    if name in ("create", "drop"):
        return create_or_drop(machine, function.owner, name, kwargs)
    if name in ("create_all", "drop_all"):
        return create_or_drop_all(machine, function.owner, name, args, kwargs)
    if name in ("update", "delete"):
        change = read_query_call(machine, function.owner, name, args)
        if change is not None:
            machine.recorder.record(replace(change, source=f"query.{name}"))
            return Unknown(ROWS)
    if name == "query":
        reads = tuple(table for table in (known_table(machine, arg) for arg in args) if table is not None)
        if reads:
            machine.recorder.record(Query(reads=reads, source="session.query"))
        return MISSING
    if name in ("add", "add_all", "bulk_save_objects", "bulk_insert_mappings", "merge"):
        return _insert_objects(machine, args, f"session.{name}")
    if name in ("get_bind", "connection") and isinstance(function.owner, Term):
        return Bind(machine)
    if (
        name in ("quote", "quote_identifier", "quote_schema", "format_table")
        and len(args) == 1
        and isinstance(args[0], str)
    ):
        return _quoted(args[0], machine.dialect)
    return MISSING


def _is_bind(value: Value) -> bool:
    return isinstance(value, Bind) or (isinstance(value, Term) and not value.name[:1].isupper())


def _quoted(name: str, dialect: str) -> str:
    """What an `identifier_preparer` makes of a name."""
    if name.isidentifier() and name.islower() and name not in RESERVED_WORDS:
        return name
    return f"`{name}`" if dialect in ("mysql", "mariadb") else f'"{name}"'


def _insert_objects(machine: Machine, args: list[Value], source: str) -> Value:
    """`session.add(User(...))`; MISSING where no argument is an object of a known table."""
    objects = [item for arg in args for item in (machine.items(arg) or () if isinstance(arg, list) else [arg])]
    found = (known_table(machine, item) for item in objects if isinstance(item, (Instance, Class)))
    tables = [table for table in dict.fromkeys(found) if table is not None]
    for table in tables:
        machine.recorder.record(ChangeData(kind="insert", table=table, source=source))
    return None if tables else MISSING
