"""`op.batch_alter_table(...)`: its operations run where the block ends, on SQLite by making the table anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.interpreter.bounds import LONGEST_RUN
from migralint.interpreter.constructs import Unreadable, is_column, qualified_name
from migralint.interpreter.creating import items_of
from migralint.interpreter.tables import TableParts, table_parts, table_term
from migralint.interpreter.values import Exhausted, Value
from migralint.objects import ForeignKey, PrimaryKey, TableName
from migralint.operations import (
    AddColumn,
    AddConstraint,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    Guard,
    Operation,
    RecreateTable,
    RenameColumn,
    Unread,
)

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


class BatchOptions(Struct, frozen=True):
    """The arguments of `batch_alter_table`. `place` is its call as an operation that says where it stands."""

    place: RecreateTable
    recreate: Value = "auto"


class Pending(Struct):
    """The operations of a batch that is not at its end yet."""

    options: BatchOptions
    operations: list[Operation] = field(default_factory=list)

    def add(self, operation: Operation) -> None:
        if len(self.operations) >= LONGEST_RUN:
            raise Exhausted(f"it makes more than {LONGEST_RUN:,} operations")
        self.operations.append(operation)

    def flush(self, machine: Machine) -> None:
        """Run what was collected, as Alembic does at the end of the block."""
        for operation in self._in_order() if machine.dialect == "sqlite" and self._recreates else self.operations:
            machine.recorder.keep(operation, raises=machine.watchers > 0)

    @property
    def _recreates(self) -> bool:
        if self.options.recreate in ("always", "never"):
            return bool(self.options.recreate == "always")
        return any(map(_needs_new_table, self.operations))

    def _in_order(self) -> Iterator[Operation]:
        """The new table is described by all operations together: what is dropped is never there, names change last."""
        guards = [operation.guard for operation in self.operations if _needs_new_table(operation)]
        certain = self.options.recreate == "always" or Guard.ALWAYS in guards
        dropped = tuple(operation.name for operation in self.operations if isinstance(operation, DropColumn))
        yield replace(
            self.options.place, dropped_columns=dropped, guard=self.options.place.guard if certain else guards[0]
        )
        added = {operation.column.name for operation in self.operations if isinstance(operation, AddColumn)}
        for operation in sorted(self.operations, key=_turn):
            if isinstance(operation, DropColumn):
                operation = replace(operation, added_again=operation.name in added)
            yield replace(operation, recreates=True)


def batch_options(machine: Machine, table: TableName, kwargs: Mapping[str, Value]) -> BatchOptions:
    """The options, with what of the new table the script itself describes."""
    convention = kwargs.get("naming_convention")
    options = kwargs.get("table_kwargs")
    place = RecreateTable(
        table=table,
        source="op.batch_alter_table",
        in_batch=True,
        convention=_texts(convention) if isinstance(convention, dict) else None,
        autoincrement=isinstance(options, dict) and options.get("sqlite_autoincrement") is True,
    )
    if machine.dialect == "sqlite":
        place = _described(machine, place, kwargs)
    placed = machine.recorder.placed(place)
    assert isinstance(placed, RecreateTable)
    return BatchOptions(placed, kwargs.get("recreate", "auto"))


def _described(machine: Machine, place: RecreateTable, kwargs: Mapping[str, Value]) -> RecreateTable:
    parts = [_parts(machine, kwargs.get(name), place.table) for name in ("table_args", "reflect_args")]
    copied = kwargs.get("copy_from")
    copy = _copied(machine, copied, place.table) if copied is not None else None
    return replace(
        place,
        copy_from=copy,
        columns=parts[1].columns,
        constraints=parts[0].constraints,
        indexes=parts[0].indexes,
        readable=not any(not each.complete for each in parts) and (copied is None or copy is not None),
    )


def _parts(machine: Machine, value: Value, table: TableName) -> TableParts:
    if value is None:
        return table_parts(machine, [], table)
    items = machine.items(value)
    if items is None:
        return TableParts((), (), (), (), ("its arguments are not known",))
    return table_parts(machine, list(items), table)


def _copied(machine: Machine, value: Value, name: TableName) -> CreateTable | None:
    """The table that `copy_from=` describes."""
    term = table_term(machine, value)
    if term is None:
        return None
    try:
        table = qualified_name(term)
    except Unreadable:
        return None
    parts = table_parts(machine, items_of(term), table)
    indexes = table_parts(machine, [item for item in items_of(term) if not is_column(item)], table).indexes
    return (
        None
        if not parts.complete
        else CreateTable(
            table=name,
            columns=parts.columns,
            constraints=parts.constraints,
            indexes=indexes,  # Alembic leaves those of `Column(index=True)` out
            autoincrement=term.kwargs.get("sqlite_autoincrement") is True,
        )
    )


def _texts(values: Mapping[object, Value]) -> Mapping[str, str]:
    return {key: value for key, value in values.items() if isinstance(key, str) and isinstance(value, str)}


def _needs_new_table(operation: Operation) -> bool:
    """Whether SQLite has no statement for it, as far as Alembic tells."""
    match operation:
        case CreateIndex() | DropIndex():
            return False
        case AddColumn(column=column, constraints=constraints):
            expression = column.default is not None and not column.default.quoted
            stored = column.computed is not None and column.computed.stored is True
            return expression or stored or _adds_constraints(constraints)
        case Unread(directive=directive):
            return not directive.endswith((".add_column", ".create_index", ".drop_index"))
        case _:
            return True


def _adds_constraints(constraints: Iterable[object]) -> bool:
    """Whether others come with the column than those that ADD COLUMN itself writes."""
    inline = (isinstance(each, PrimaryKey) or (isinstance(each, ForeignKey) and each.inline) for each in constraints)
    return not all(inline)


def _turn(operation: Operation) -> int:
    match operation:
        case DropIndex() | DropConstraint():
            return 0
        case AddConstraint():
            return 2
        case CreateIndex():
            return 3
        case RenameColumn():
            return 4
        case _:
            return 1
