"""How two states of one table differ: columns, constraints, indexes."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.objects import Column, Default
from migralint.schema.compare.difference import Aspect, Difference, DifferenceKind
from migralint.schema.compare.equality import same_default, same_type
from migralint.schema.compare.keys import key_differences
from migralint.schema.schema import Table


def table_differences(a: Table, b: Table, derived: bool) -> Iterator[Difference]:
    yield from _columns(a, b, derived)
    yield from key_differences(a, b, derived)


def _columns(a: Table, b: Table, derived: bool) -> Iterator[Difference]:
    there = {column.name: column for column in b.columns}
    for column in a.columns:
        other = there.pop(column.name, None)
        if other is not None:
            yield from _changes(a, column, other)
        elif b.complete or column.name in b.dropped_columns:
            yield _difference("missing", a, column.name, _described(column), "")
    for column in there.values():
        surely_not = a.complete or column.name in a.dropped_columns
        if surely_not or (derived and not b.complete and column.name not in b.assumed):
            yield _difference("added", b, column.name, "", _described(column))


def _changes(table: Table, a: Column, b: Column) -> Iterator[Difference]:
    if a is b:
        return
    if not same_type(a.type, b.type):
        yield _change(table, a, "type", str(a.type), str(b.type))
    if a.nullable != b.nullable and _nullability_known(a, b):
        yield _change(table, a, "nullable", _nullability(a), _nullability(b))
    if _counts(a) and not _counts(b) and b.type.known:
        yield _change(table, a, "autoincrement", "counts by itself", "does not count by itself")
    elif not same_default(a, b):
        yield _change(table, a, "default", _default(a.default), _default(b.default))


def _counts(column: Column) -> bool:
    """Whether rows that say no value for the column get the next number."""
    sequence = column.default is not None and column.default.sql.lower().startswith("nextval(")
    numbers = any(word in column.type.name.upper() for word in ("INT", "SERIAL"))
    return numbers and (column.autoincrement or column.identity is not None or sequence)


def _nullability_known(a: Column, b: Column) -> bool:
    """A column taken as found, of which nothing is known, has a nullability only in name; key columns have none."""
    as_found = any(not c.type.known and c.default is not None and not c.default.known for c in (a, b))
    return not as_found and not (a.primary_key and b.primary_key)


def _difference(kind: DifferenceKind, table: Table, name: str, before: str, after: str) -> Difference:
    words = f"column {table.name}.{name}"
    return Difference(kind, words, table.name, name, before, after, "column")


def _change(table: Table, column: Column, aspect: Aspect, before: str, after: str) -> Difference:
    return Difference("changed", f"column {table.name}.{column.name}", table.name, column.name, before, after, aspect)


def _described(column: Column) -> str:
    default = f" {_default(column.default)}" if column.default else ""
    return f"{column.type}{default}{'' if column.nullable else ' NOT NULL'}"


def _nullability(column: Column) -> str:
    return "NULL" if column.nullable else "NOT NULL"


def _default(default: Default | None) -> str:
    return f"DEFAULT {default}" if default else "no default"
