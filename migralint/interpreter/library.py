"""Calls of SQLAlchemy and Alembic objects that reach the database outside `op`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from migralint.interpreter.builtins import CONSTANTS
from migralint.interpreter.connection import Bind, ContextValue, end_transaction
from migralint.interpreter.constructs import FormattedName
from migralint.interpreter.core import read_query_call
from migralint.interpreter.creating import create_or_drop, create_or_drop_all
from migralint.interpreter.declarative.mapping import has_inherited_table
from migralint.interpreter.executing import EXECUTING, ROWS, execute, is_statement, refuse_string
from migralint.interpreter.inspector import Inspector, check_reflected
from migralint.interpreter.patterns import FUNCTIONS as PATTERN_FUNCTIONS
from migralint.interpreter.patterns import call_pattern, is_pattern
from migralint.interpreter.scope import MISSING
from migralint.interpreter.tables import known_table
from migralint.interpreter.values import Class, Instance, Member, Symbol, Term, Unknown, Value
from migralint.operations import ChangeData, Query
from migralint.sql.identifiers import identifier

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


def resolve(machine: Machine, path: str) -> Value:
    """What a library's dotted path means: `alembic.op` is the op proxy, `alembic.context` the migration context."""
    if not path.startswith(("alembic", "sys.", "typing.")):
        return Symbol(path)
    if path in ("alembic.op", "alembic.op.op"):
        return machine.op
    if path == "alembic.context":
        return ContextValue(machine)
    if path.startswith("alembic.op."):
        return machine.op.attribute(path.removeprefix("alembic.op."))
    if path.startswith("alembic.context."):
        return ContextValue(machine).attribute(path.removeprefix("alembic.context."))
    return CONSTANTS.get(path, Symbol(path))


def call_library(machine: Machine, function: Value, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """The result of a library call with an effect on the database; MISSING for any other, which stays symbolic."""
    if isinstance(function, Symbol):
        made = _made_by_library(machine, function, args, kwargs)
        if made is not MISSING:
            return made
        if function.name not in REACHING:  # most calls: types, columns, expressions
            return MISSING
        function = Member(Symbol(function.path.rpartition(".")[0]), function.name)  # `db.session.execute`
    if not isinstance(function, Member):
        return MISSING
    if function.name in CONNECTING:
        machine.sessions[id(function.owner)] = function.owner
    if function.name in PATTERN_FUNCTIONS and is_pattern(function.owner):
        return call_pattern(machine, function, args, kwargs)
    called = METHODS.get(function.name)
    return MISSING if called is None else called(machine, function, args, kwargs)


def _made_by_library(machine: Machine, function: Symbol, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """`sa.inspect(bind)`, `Inspector.from_engine(bind)`, a reflected table and `Operations(context)`."""
    name = function.name
    if name == "Table" and "autoload_with" in kwargs:
        check_reflected(machine, Term(function, tuple(args), kwargs))
        return MISSING
    if name == "conv" and function.path.startswith("sqlalchemy") and args and isinstance(args[0], str):
        return FormattedName(args[0])
    if name == "has_inherited_table" and args:
        return has_inherited_table(machine, args[0])
    if name in ("inspect", "Inspector") and function.path.startswith("sqlalchemy") and args:
        inspected = isinstance(args[0], (Class, Instance, Term)) and not _is_bind(args[0])
        return MISSING if inspected else Inspector(machine, args[0])
    if function.path.endswith("Inspector.from_engine"):
        return Inspector(machine, *args[:1])
    return machine.op if name == "Operations" and function.path.startswith("alembic") else MISSING


def _is_bind(value: Value) -> bool:
    return isinstance(value, Bind) or (isinstance(value, Term) and not value.name[:1].isupper())


def _execute(machine: Machine, method: Member, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if not (args or kwargs) or not is_statement(machine, args, kwargs):
        return MISSING
    if _shares_connection(method.owner):
        refuse_string(machine, f"session.{method.name}", args)
    return execute(machine, f"connection.{method.name}", args, kwargs)


def _create_or_drop(machine: Machine, method: Member, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return create_or_drop(machine, method.owner, method.name, args, kwargs)


def _create_or_drop_all(machine: Machine, method: Member, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return create_or_drop_all(machine, method.owner, method.name, args, kwargs)


def _query(machine: Machine, method: Member, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """`session.query(Model)` stays symbolic, for what follows it."""
    reads = tuple(table for table in (known_table(machine, arg) for arg in args) if table is not None)
    if reads:
        machine.recorder.record_once(Query(reads=reads, source="session.query"))
    return MISSING


def _change_queried(machine: Machine, method: Member, args: list[Value], kwargs: dict[str, Value]) -> Value:
    change = read_query_call(machine, method.owner, method.name, args)
    if change is None:
        return MISSING
    machine.recorder.record(replace(change, source=f"query.{method.name}"))
    return Unknown(ROWS)


def _insert_objects(machine: Machine, method: Member, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """`session.add(User(...))`; MISSING where no argument is an object of a known table."""
    objects = [item for arg in args for item in (machine.items(arg) or () if isinstance(arg, list) else [arg])]
    found = (known_table(machine, item) for item in objects if isinstance(item, (Instance, Class)))
    tables = [table for table in dict.fromkeys(found) if table is not None]
    for table in tables:
        machine.recorder.record(ChangeData(kind="insert", table=table, source=f"session.{method.name}"))
    return None if tables else MISSING


def _bind_of(machine: Machine, method: Member, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return Bind(machine) if isinstance(method.owner, Term) else MISSING


def _end_session(machine: Machine, method: Member, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """`session.rollback()` rolls the migration's own transaction back, once the session has used its connection."""
    used = machine.sessions.pop(id(method.owner), None) is not None
    if method.name == "rollback" and used and _shares_connection(method.owner):
        end_transaction(machine, "rollback", "session")
        return None
    return MISSING


def _shares_connection(session: Value) -> bool:
    """Whether it is `Session(bind=op.get_bind())`, or made by a `sessionmaker` of that connection."""
    if not isinstance(session, Term) or "join_transaction_mode" in session.kwargs:
        return False
    given = (session.kwargs.get("bind"), *session.args)
    if any(isinstance(value, Bind) and value.role == "migration" for value in given):
        return True
    return any(_shares_connection(value) for value in (session.function, *session.args))


def _quoted(machine: Machine, method: Member, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """What an `identifier_preparer` makes of a name."""
    if len(args) != 1 or not isinstance(args[0], str):
        return MISSING
    return identifier(args[0], machine.dialect)


# Methods by which a session begins to use its connection.
CONNECTING = EXECUTING | {"query", "get", "flush"}

# Methods of symbolic values, whatever the values are.
METHODS: dict[str, Callable[[Machine, Member, list[Value], dict[str, Value]], Value]] = {
    **dict.fromkeys(EXECUTING, _execute),
    **dict.fromkeys(("create", "drop"), _create_or_drop),
    **dict.fromkeys(("create_all", "drop_all"), _create_or_drop_all),
    **dict.fromkeys(("update", "delete"), _change_queried),
    **dict.fromkeys(("add", "add_all", "bulk_save_objects", "bulk_insert_mappings", "merge"), _insert_objects),
    **dict.fromkeys(("get_bind", "connection"), _bind_of),
    **dict.fromkeys(("quote", "quote_identifier", "quote_schema", "format_table"), _quoted),
    **dict.fromkeys(("commit", "rollback", "close"), _end_session),
    "query": _query,
    "from_engine": lambda machine, method, args, kwargs: Inspector(machine, *args[:1]),
}

# The names of library functions that may be such a method: `db.session.execute` of another module.
REACHING = CONNECTING.union(PATTERN_FUNCTIONS, METHODS)
