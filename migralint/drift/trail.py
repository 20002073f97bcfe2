"""Trail: which operation of which revision made or changed each thing of a schema."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct, field

from migralint.interpreter.replay import Replayed
from migralint.interpreter.step import Step
from migralint.objects import Column, Constraint, Index, TableName
from migralint.operations import CreateAll, CreateTable, Operation, RawSql, RenameColumn, RenameTable, Unread
from migralint.revisions.revision import Revision
from migralint.revisions.source import Span
from migralint.schema import Schema, Table

Item: TypeAlias = Column | Constraint | Index

_OF_KEYS = ("_constraint", "_index", "_key")  # directives


class Origin(Struct, frozen=True):
    """An operation, and the script that it stands in."""

    path: Path
    span: Span
    revision: str
    source: str = ""


class Trail(Struct):
    """Follows upgrades in the order of the history. `complete` False: not every revision was seen.

    `hides_tables` tells of code that may have made tables, but could not be read.
    """

    schema: Schema = field(default_factory=Schema)
    seen: int = 0
    hides_tables: bool = False
    hidden: list[str] = field(default_factory=list)  # SQL whose effect is not known, such as DO blocks
    unread: set[TableName] = field(default_factory=set)  # tables that operations which could not be read are about
    unread_keys: set[TableName] = field(default_factory=set)  # those of which only constraints and indexes are unread
    _tables: dict[TableName, Origin] = field(default_factory=dict)
    _made: set[TableName] = field(default_factory=set)
    _columns: dict[TableName, dict[str, Origin]] = field(default_factory=dict)  # what made a column
    _items: dict[int, tuple[Item, Origin]] = field(default_factory=dict)  # what gave an item its present form
    _enums: dict[str, Origin] = field(default_factory=dict)

    def follow(self, replayed: Replayed) -> None:
        self.seen += 1
        self.schema = replayed.upgrade.end
        for step in replayed.upgrade.steps:
            self._follow(step, replayed.revision)
        if replayed.upgrade.stops_early:
            self.hides_tables = True

    def table(self, name: TableName) -> Origin | None:
        return self._tables.get(name)

    def made(self, name: TableName) -> bool:
        """Whether a revision made the table, and did not find it."""
        return name in self._made or TableName(name.name, "public") in self._made

    def column(self, table: TableName, name: str) -> Origin | None:
        return self._columns.get(table, {}).get(name)

    def item(self, table: TableName, item: Item) -> Origin | None:
        """What gave a column, a constraint or an index the form that it has, else what made its table."""
        found = self._items.get(id(item))
        return found[1] if found is not None else self.table(table)

    def enum(self, key: str) -> Origin | None:
        return self._enums.get(key)

    def may_hide(self, table: TableName, item: object, names: Sequence[str]) -> bool:
        """Whether code whose effect is not known may have changed the thing of the table, which has these names."""
        unread = table in self.unread or (table in self.unread_keys and not isinstance(item, (Table, Column)))
        return unread or any(
            _speaks_of(text, table.name) and any(_speaks_of(text, name) for name in names) for text in self.hidden
        )

    def _follow(self, step: Step[Operation], revision: Revision) -> None:
        operation = step.operation
        if isinstance(operation, CreateAll) or (isinstance(operation, Unread) and operation.table is None):
            self.hides_tables |= not isinstance(operation, Unread) or operation.is_ddl
        if isinstance(operation, RawSql) and operation.opaque:
            self.hidden.append(operation.text)
        if isinstance(operation, Unread) and operation.table is not None and operation.is_ddl:
            of_keys = operation.directive.endswith(_OF_KEYS)
            (self.unread_keys if of_keys else self.unread).add(operation.table)
        if step.before is step.after:
            return
        origin = Origin(revision.script.path, step.span, revision.id, operation.source)
        if isinstance(operation, RenameTable):
            self._rename_table(operation)
        elif isinstance(operation, RenameColumn):
            self._rename_column(operation)
        if isinstance(operation, CreateTable):
            self._made.add(operation.table)
        for name in _named_tables(operation):
            self._follow_table(step.before.table(name), step.after.table(name), origin)
        if step.before.enums is not step.after.enums:
            for key, enum in step.after.enums.items():
                if step.before.enums.get(key) is not enum:
                    self._enums[key] = origin

    def _follow_table(self, before: Table | None, after: Table | None, origin: Origin) -> None:
        if after is None or before is after:
            return
        if before is None:
            self._tables[after.name] = origin
            self._columns[after.name] = {}
        columns = self._columns.setdefault(after.name, {})
        for item in _new_items(before, after):
            self._items[id(item)] = (item, origin)  # which keeps the item, so that its id stays its own
            if isinstance(item, Column) and (before is None or before.column(item.name) is None):
                columns[item.name] = origin

    def _rename_table(self, operation: RenameTable) -> None:
        if operation.table in self._tables:
            self._tables[operation.new_table] = self._tables.pop(operation.table)
        if operation.table in self._made:
            self._made.add(operation.new_table)
        if operation.table in self._columns:
            self._columns[operation.new_table] = self._columns.pop(operation.table)

    def _rename_column(self, operation: RenameColumn) -> None:
        columns = self._columns.get(operation.table, {})
        if operation.name in columns:
            columns[operation.new_name] = columns.pop(operation.name)


def _speaks_of(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) is not None


def _named_tables(operation: Operation) -> Iterator[TableName]:
    table = getattr(operation, "table", None)
    if isinstance(table, TableName) and not isinstance(operation, RenameTable):
        yield table


def _new_items(before: Table | None, after: Table) -> Iterator[Item]:
    old = set() if before is None else {id(item) for item in _items(before)}
    return (item for item in _items(after) if id(item) not in old)


def _items(table: Table) -> Iterator[Item]:
    yield from table.columns
    yield from table.constraints
    yield from table.indexes
