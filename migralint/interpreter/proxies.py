"""The `op` proxy and the proxy of `batch_alter_table`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from migralint.interpreter.batch import BatchOptions, Pending, batch_options
from migralint.interpreter.connection import Bind, ContextValue
from migralint.interpreter.constructs import FormattedName, Unreadable, qualified_name
from migralint.interpreter.directives import DIRECTIVES, TABLE_PARAMETERS, Call
from migralint.interpreter.directives.signatures import refused
from migralint.interpreter.executing import execute
from migralint.interpreter.values import Native, Symbol, Term, Unknown, Value
from migralint.objects import TableName
from migralint.operations import Unread

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

_PARTS = ("_column", "_constraint", "_index", "_key")  # of a table: directives about them say which


class Op(Native, frozen=True, eq=False):
    """`alembic.op`."""

    machine: Machine

    def attribute(self, name: str) -> Value:
        if name in ("migration_context", "context"):
            return ContextValue(self.machine)
        return self if name == "_proxy" else Directive(self.machine, name)


class Batch(Native, frozen=True, eq=False):
    """What `with op.batch_alter_table(...) as batch_op` binds: its directives do not name the table."""

    machine: Machine
    table: TableName | None
    why: str = ""
    options: BatchOptions | None = None
    pending: Pending | None = None  # what the block has asked for so far

    def attribute(self, name: str) -> Value:
        if name in ("migration_context", "context"):
            return ContextValue(self.machine)
        return Directive(self.machine, name, self)

    def enter(self, machine: Machine, inside: Callable[[Value], object]) -> object:
        if self.options is None:
            return inside(self)
        pending = Pending(self.options)
        result = inside(replace(self, pending=pending))
        pending.flush(machine)
        return result


class Directive(Native, frozen=True, eq=False):
    """A bound directive: `op.add_column`, `batch_op.drop_column`."""

    machine: Machine
    name: str
    batch: Batch | None = None

    def call(self, machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
        source = f"{'batch_op' if self.batch is not None else 'op'}.{self.name}"
        match self.name:
            case "f":
                return FormattedName(args[0]) if args and isinstance(args[0], str) else args[0] if args else None
            case "get_bind":
                return Bind(machine)
            case "get_context":
                return ContextValue(machine)
            case "execute":
                return execute(machine, source, args, kwargs)
            case "batch_alter_table":
                return _batch(machine, args, kwargs)
            case "invoke" | "run_async" | "implementation_for" | "register_operation" | "inline_literal":
                return args[0] if args and self.name == "inline_literal" else Unknown(f"op.{self.name} is not followed")
        return self._record(machine, source, args, kwargs)

    def _record(self, machine: Machine, source: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
        directive = DIRECTIVES.get(self.name)
        if directive is None:
            self._unread(machine, source, f"{source} is not a directive of Alembic")
            return Unknown(f"{source} is not known")
        if mistake := refused(self.name, source, machine.recorder.node, args, kwargs):
            machine.refuse("TypeError", mistake)
        if self.batch is not None:
            if self.batch.table is None:
                self._unread(machine, source, self.batch.why)
                return None
            args, kwargs = self._with_table(args, kwargs, self.batch.table)
        try:
            operations = list(directive(Call(machine, source, self.batch is not None), *args, **kwargs))
        except Unreadable as error:
            self._unread(machine, source, str(error), self._table(args, kwargs))
            return None
        except TypeError:
            self._unread(machine, source, "its arguments do not fit the directive", self._table(args, kwargs))
            return None
        if self.batch is not None and self.batch.pending is not None:
            for operation in operations:
                self.batch.pending.add(machine.recorder.placed(operation))
            return None
        for operation in operations:
            machine.recorder.record(operation, raises=machine.watchers > 0)
        if self.name == "create_table":  # it returns the table, for `op.bulk_insert`
            return Term(Symbol("sqlalchemy.Table"), tuple(args), {"schema": kwargs.get("schema")})
        return None

    def _with_table(
        self, args: list[Value], kwargs: dict[str, Value], table: TableName
    ) -> tuple[list[Value], dict[str, Value]]:
        """Put the batch's table where the directive of `op` expects it."""
        position, name, schema = TABLE_PARAMETERS[self.name]
        kwargs = {**kwargs, **({schema: table.schema} if table.schema and schema else {})}
        if len(args) >= position:
            return [*args[:position], FormattedName(table.name), *args[position:]], kwargs
        return args, {**kwargs, name: FormattedName(table.name)}

    def _table(self, args: list[Value], kwargs: dict[str, Value]) -> TableName | None:
        """The table that the call names, where it can be read."""
        if not self.name.endswith(_PARTS):
            return None
        position, name, schema = TABLE_PARAMETERS[self.name]
        table = args[position] if len(args) > position else kwargs.get(name)
        try:
            return qualified_name(table, kwargs.get(schema) if schema else None)
        except Unreadable:
            return None

    def _unread(self, machine: Machine, source: str, reason: str, table: TableName | None = None) -> None:
        table = self.batch.table if self.batch is not None else table
        unread = Unread(directive=source, why=reason, table=table, source=source)
        if self.batch is not None and self.batch.pending is not None:
            self.batch.pending.add(machine.recorder.placed(unread))
        else:
            machine.recorder.record(unread)


def _batch(machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
    name = args[0] if args else kwargs.get("table_name")
    schema = kwargs.get("schema", args[1] if len(args) > 1 else None)
    try:
        table = qualified_name(name, schema)
    except Unreadable as error:
        return Batch(machine, None, str(error))
    given = dict(zip(BATCH_PARAMETERS, args, strict=False)) | kwargs
    return Batch(machine, table, options=batch_options(machine, table, given))


BATCH_PARAMETERS = (
    "table_name", "schema", "recreate", "partial_reordering", "copy_from", "table_args", "table_kwargs", "reflect_args",
    "reflect_kwargs", "naming_convention",
)  # fmt: skip
