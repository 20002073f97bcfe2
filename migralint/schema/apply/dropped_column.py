"""What goes with a dropped column, and what forbids dropping it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from migralint.objects import Check, Constraint, Exclude, ForeignKey, Index, PrimaryKey, Unique
from migralint.operations import DropColumn
from migralint.schema.apply.conflict import described
from migralint.schema.apply.lookup import assuming
from migralint.schema.apply.primary_key import without_primary_key_columns
from migralint.schema.naming import Naming
from migralint.schema.schema import Table

Reference = tuple[Table, ForeignKey]
_LITERAL = re.compile(r"'(?:[^']|'')*'")


def without_column(table: Table, name: str, naming: Naming) -> Table:
    mysql = naming.dialect in ("mysql", "mariadb")
    shrunk = replace(
        table,
        columns=tuple(column for column in table.columns if column.name != name),
        constraints=tuple(_shrunk(table.constraints, name) if mysql else _kept(table.constraints, name)),
        indexes=tuple(_shrunk_indexes(table.indexes, name) if mysql else _kept_indexes(table.indexes, name)),
        dropped_columns=table.dropped_columns if table.complete else table.dropped_columns.insert(name),
        assumed=assuming(table, name),
    )
    return without_primary_key_columns(shrunk)


def blocking(table: Table, operation: DropColumn, references: Sequence[Reference], naming: Naming) -> str | None:
    """Why the column cannot be dropped, in words that follow "is"."""
    if references and not operation.cascade:
        other, key = references[0]
        return f"referenced by {described(key, other.name)}"
    if naming.dialect == "sqlite":
        return _blocking_on_sqlite(table, operation)
    if naming.dialect in ("mysql", "mariadb"):
        keys: list[Constraint | Index] = [key for key in table.foreign_keys if operation.name in key.columns]
        if naming.dialect == "mariadb":  # which shrinks plain indexes only, and drops the checks of one column
            keys += [key for key in _unique_keys(table) if operation.name in key.columns and len(key.columns) > 1]
            keys += _checks_of_others(table, operation)
        return next((f"used by {described(key, table.name)}" for key in keys), None)
    return None


def _checks_of_others(table: Table, operation: DropColumn) -> Iterator[Check]:
    """Checks that mention other columns too stay, and then miss this one. The same statement may drop them."""
    if "," in (operation.sql or ""):
        return
    for check in table.checks:
        if operation.name in check.columns and check.column != operation.name and {*check.columns} != {operation.name}:
            yield check


def _unique_keys(table: Table) -> Iterator[PrimaryKey | Unique | Index]:
    yield from (each for each in table.constraints if isinstance(each, PrimaryKey | Unique))
    yield from (index for index in table.indexes if index.unique)


def _blocking_on_sqlite(table: Table, operation: DropColumn) -> str | None:
    """DROP COLUMN refuses what keys, checks of the table and indexes name."""
    constraints = (c for c in table.constraints if operation.name in c.columns and not _is_own(c, operation.name))
    users = [*constraints, *table.indexes]
    users = [each for each in users if not isinstance(each, Index) or mentions(each, operation.name)]
    return next((f"used by {described(user, table.name)}" for user in users), None)


def _is_own(constraint: Constraint, column: str) -> bool:
    return isinstance(constraint, Check) and constraint.column == column


def mentions(index: Index, column: str) -> bool:
    """Whether the index has the column, also in an expression, its predicate or INCLUDE."""
    if column in index.columns or column in index.include:
        return True
    texts = [index.columns[place] for place in index.expressions if place < len(index.columns)]
    return any(mentions_word(text, column) for text in (*texts, index.where or ""))


def mentions_word(sql: str, column: str) -> bool:
    """Whether the expression names the column; what its literals say does not count."""
    return re.search(rf"\b{re.escape(column)}\b", _LITERAL.sub("", sql)) is not None


def _kept(constraints: Iterable[Constraint], name: str) -> Iterable[Constraint]:
    return (constraint for constraint in constraints if name not in constraint.columns)


def _kept_indexes(indexes: Iterable[Index], name: str) -> Iterable[Index]:
    return (index for index in indexes if not mentions(index, name))


def _shrunk(constraints: Iterable[Constraint], name: str) -> Iterable[Constraint]:
    """MySQL takes the column out of its keys and drops those that are left empty."""
    for constraint in constraints:
        if name not in constraint.columns:
            yield constraint
        elif isinstance(constraint, PrimaryKey | Unique | Exclude) and len(constraint.columns) > 1:
            yield replace(constraint, columns=tuple(c for c in constraint.columns if c != name))


def _shrunk_indexes(indexes: Iterable[Index], name: str) -> Iterable[Index]:
    for index in indexes:
        if name not in index.columns:
            yield index
        elif len(index.columns) > 1:
            place = index.columns.index(name)
            columns = index.columns[:place] + index.columns[place + 1 :]
            expressions = tuple(each - (each > place) for each in index.expressions)
            yield replace(index, columns=columns, expressions=expressions)
