"""The connection, dialect and migration context that a script asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from migralint.interpreter.values import Member, Native, Symbol, Term, Unknown, Value
from migralint.operations import RawSql

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

_DIALECT_CLASSES = {
    "PGDialect": ("postgresql",),
    "MySQLDialect": ("mysql", "mariadb"),
    "MariaDBDialect": ("mariadb",),
    "SQLiteDialect": ("sqlite",),
    "MSDialect": ("mssql",),
    "OracleDialect": ("oracle",),
    "mysql": ("mysql", "mariadb"),
    **{name: (name,) for name in ("postgresql", "sqlite", "mssql", "oracle")},
}


class DialectValue(Native, frozen=True, eq=False):
    """`bind.dialect`."""

    name: str
    machine: Machine | None = None

    def attribute(self, name: str) -> Value:
        match name:
            case "name":
                return self.name
            case "has_table" if self.machine is not None:
                from migralint.interpreter.inspector import Question

                return Question(self.machine, "has_table", skip=1)
            case "type_descriptor":
                return _Same()
            case "default_schema_name":
                return "public" if self.name == "postgresql" else Unknown("the default schema is the server's")
        return Unknown(f"the dialect's {name} is the server's")

    def is_instance(self, class_name: str) -> bool | None:
        for prefix, names in _DIALECT_CLASSES.items():
            if class_name.startswith(prefix):
                return self.name in names
        return None


class _Same(Native, frozen=True, eq=False):
    """A method that gives its argument back."""

    def call(self, machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
        return args[0] if args else None


class Bind(Native, frozen=True, eq=False):
    """`op.get_bind()`, and whatever connection, engine or transaction comes from it.

    `role` tells whose `commit()` it has: the migration's own, which the driver's connection below it shares, or that
    of a savepoint or of another connection.
    """

    machine: Machine
    role: Literal["migration", "driver", "savepoint", "engine", "other"] = "migration"

    def attribute(self, name: str) -> Value:
        match name:
            case "dialect":
                return DialectValue(self.machine.dialect, self.machine)
            case "name" | "dialect_name":
                return self.machine.dialect
            case "engine":
                return Bind(self.machine, "engine")
            case "bind":
                return self
            case "connection":
                return Bind(self.machine, "driver") if self.role == "migration" else self
        return BindMethod(self, name)


def is_elsewhere(value: Value) -> bool:
    """Whether it is an engine, or a connection of it, which does not share the migration's transaction."""
    match value:
        case Bind(role=role):
            return role in ("engine", "other")
        case Member(name=name) | Symbol(name=name):
            return name == "engine"  # `db.engine` of the application
        case Term(function=Member(owner=owner, name="connect" | "begin")):
            return is_elsewhere(owner)
        case Term():
            return value.name in ("create_engine", "engine_from_config")
    return False


def end_transaction(machine: Machine, name: str, owner: str) -> None:
    """Record the `commit()` or `rollback()` of the migration's own connection, or of a session on it."""
    command = name.upper()
    machine.recorder.record(RawSql(text=command, command=command, source=f"{owner}.{name}"))


class BindMethod(Native, frozen=True, eq=False):
    bind: Bind
    name: str

    def call(self, machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
        from migralint.interpreter.executing import EXECUTING, execute, refuse_string

        if self.name in EXECUTING:
            if self.bind.role in ("migration", "savepoint"):
                refuse_string(machine, f"connection.{self.name}", args)
            return execute(machine, f"bind.{self.name}", args, kwargs)
        match self.name:
            case "begin_nested":
                return Bind(machine, "savepoint")
            case "connect" | "begin" | "raw_connection" if self.bind.role == "engine":
                return Bind(machine, "other")
            case "connect" | "begin" | "execution_options" | "get_transaction" | "contextual_connect":
                return self.bind
            case "commit" | "rollback":
                if self.bind.role in ("migration", "driver"):
                    end_transaction(machine, self.name, "bind")
                return None
        if self.name == "run_sync" and args:
            return machine.call(args[0], [self.bind, *args[1:]], kwargs)
        return Unknown(f"bind.{self.name}() asks the database")


class ContextValue(Native, frozen=True, eq=False):
    """`op.get_context()`: the migration context."""

    machine: Machine

    def attribute(self, name: str) -> Value:
        match name:
            case "bind" | "connection":
                return Bind(self.machine)
            case "dialect":
                return DialectValue(self.machine.dialect, self.machine)
            case "as_sql":
                return False
            case "version_table_schema":
                return self.machine.version_table_schema
            case "opts":
                return Unknown("it is an option of env.py")
            case "autocommit_block" | "begin_transaction" | "execute" | "is_offline_mode" | "get_bind" | "get_context":
                return ContextMethod(self, name)
        return Symbol(f"alembic.context.{name}")


class ContextMethod(Native, frozen=True, eq=False):
    context: ContextValue
    name: str

    def call(self, machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
        from migralint.interpreter.executing import execute

        match self.name:
            case "autocommit_block":
                return AutocommitBlock()
            case "execute":
                return execute(machine, "context.execute", args, kwargs)
            case "is_offline_mode":
                return False
            case "get_bind":
                return Bind(machine)
            case "get_context":
                return self.context
        return self.context


class AutocommitBlock(Native, frozen=True, eq=False):
    def enter(self, machine: Machine, inside: Callable[[Value], object]) -> object:
        with machine.recorder.autocommit():
            return inside(None)
