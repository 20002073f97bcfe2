"""What an upgrade does with the rows of its tables, as far as it can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.objects import Column, TableName
from migralint.operations import AddColumn, ChangeData, CreateTable, Operation, Query, RawSql, RenameTable, Unread

FILLS_IN = ("mysql", "mariadb")  # rows get 0, '' or the first ENUM label without a word
SESSION = re.compile(r"\bsession\.|\bSession\(|\.query\(")
_QUICK = ("session.", "Session(", ".query(")


class Rows(Struct, frozen=True):
    """`changes` and `queries` are what was read, `hidden` the SQL whose effect is not known (`DO`, a failed parse).

    `session` is the script's text where it works through an ORM session: what that loads and flushes is hidden too.
    """

    changes: tuple[ChangeData, ...]
    queries: tuple[Query, ...]
    hidden: tuple[str, ...]
    has_unread: bool
    session: str = ""

    def reads(self, table: TableName) -> bool:
        """Whether rows of the table are fetched or copied, or might be."""
        if any(table in query.reads for query in self.queries):
            return True
        return any(table in change.reads for change in self.changes) or self._hides(table.name) or self._maps(table)

    def reads_column(self, table: TableName, column: str) -> bool:
        """Whether the column's values go somewhere: into another column, another table, or the script itself."""
        if any(table in query.reads for query in self.queries) or self._maps(table):
            return True
        copies = (c for c in self.changes if c.kind != "delete" and (c.table == table or table in c.reads))
        return any(_mentioned(change, column) for change in copies) or self._hides(column)

    def copies(self, table: TableName, column: str) -> bool:
        """Whether the column's values surely go into another column or table."""
        copying = (c for c in self.changes if c.kind != "delete" and (c.table == table or table in c.reads))
        return any(c.columns_known and column in c.read_columns and c.columns != (column,) for c in copying)

    def writes(self, table: TableName, column: str) -> bool:
        """Whether the column gets values, or might."""
        filled = (c for c in self.changes if c.table == table and c.kind in ("insert", "update", "merge"))
        if any(_written(change, column) for change in filled) or self._hides(column):
            return True
        return self._maps(table) and re.search(rf"\.{re.escape(column)}\b", self.session) is not None

    def empties(self, table: TableName) -> bool:
        """Whether all rows of the table are deleted."""
        return any(change.table == table and _empties(change) for change in self.changes)

    def _maps(self, table: TableName) -> bool:
        """Whether the script maps the table for its session."""
        return (
            re.search(rf"(__tablename__\s*=\s*|Table\(\s*)[\"']{re.escape(table.name)}[\"']", self.session) is not None
        )

    def _hides(self, word: str) -> bool:
        return any(_has_word(text, word) for text in self.hidden)


@lru_cache(maxsize=1)
def rows_of(migration: Migration) -> Rows:
    """What the upgrade does with rows. The last answer is kept, for several rules ask about one migration."""
    return _rows(migration, migration.upgrade.steps)


def rows_of_downgrade(migration: Migration) -> Rows:
    """What the downgrade does with rows."""
    return _rows(migration, migration.downgrade.steps)


def needs_value(column: Column) -> bool:
    """Whether a table with rows refuses the column, since nothing gives them a value."""
    if column.nullable or column.primary_key or column.autoincrement or column.identity or column.computed:
        return False
    serial = column.type.name.upper() in ("SERIAL", "BIGSERIAL", "SMALLSERIAL")
    return not serial and (column.default is None or column.default.sql.upper() == "NULL")


def leaves_rows_without_value(migration: Migration, step: Step[AddColumn]) -> bool:
    """Whether rows that the table may have get no value for the column that it is given."""
    table, column = step.operation.table, step.operation.column
    if not needs_value(column) or migration.is_new(table) or step.conflict is not None:
        return False
    if step.before.lacks_table(table):
        return False
    return not (rows_of(migration).empties(table) and rows_before(migration, step).empties(table))


def rows_before(migration: Migration, step: Step[Operation]) -> Rows:
    """What the upgrade did with rows when it comes to the step."""
    steps = migration.upgrade.steps
    return _rows(migration, steps[: next((place for place, each in enumerate(steps) if each is step), len(steps))])


def _rows(migration: Migration, steps: tuple[Step[Operation], ...]) -> Rows:
    text = migration.revision.script.text
    operations = [step.operation for step in steps]
    return Rows(
        _changes(operations),
        tuple(operation for operation in operations if isinstance(operation, Query)),
        tuple(text for operation in operations for text in _hidden(operation)),
        any(isinstance(operation, Unread) and operation.sql is None for operation in operations),
        text if any(word in text for word in _QUICK) and SESSION.search(text) else "",
    )


def _changes(operations: Sequence[Operation]) -> tuple[ChangeData, ...]:
    """What is done to rows, once more under the new name of a table that is renamed afterwards."""
    changes: list[ChangeData] = []
    for operation in operations:
        match operation:
            case ChangeData():
                changes.append(operation)
            case RenameTable(table=table, new_table=new):
                changes += [replace(change, table=new) for change in changes if change.table == table]
    return tuple(changes)


def _hidden(operation: Operation) -> Iterator[str]:
    """`CREATE TABLE … AS SELECT` tells neither what it reads nor what it copies."""
    match operation:
        case RawSql(opaque=True, text=text):
            yield text
        case Unread(sql=str(text)):
            yield text
        case CreateTable(complete=False, sql=str(text)):
            yield text


def _mentioned(change: ChangeData, column: str) -> bool:
    if change.columns_known or change.sql is None:
        return column in change.read_columns
    return _has_word(change.sql, column)


def _written(change: ChangeData, column: str) -> bool:
    if change.columns_known:
        return column in change.columns
    return change.sql is None or _has_word(change.sql, column)


def _empties(change: ChangeData) -> bool:
    return change.kind == "truncate" or (change.kind == "delete" and not change.has_where)


def _has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None
