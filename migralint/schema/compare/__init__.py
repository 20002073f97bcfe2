"""Comparing two schemas: what is missing, added or changed in the second."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.objects import EnumType, TableName
from migralint.schema.compare.difference import Aspect, Difference, DifferenceKind
from migralint.schema.compare.other_objects import object_differences
from migralint.schema.compare.tables import table_differences
from migralint.schema.schema import Schema, Table

__all__ = ["Aspect", "Difference", "DifferenceKind", "compare"]


def compare(a: Schema, b: Schema, *, derived: bool = False) -> tuple[Difference, ...]:
    """How `b` differs from `a`, ordered by table; `missing` is in `a` only, `added` in `b` only.

    What a schema or table may hold unknown to us is no difference. `derived` tells that `b` is `a` after further
    operations, with `a` settled: then what they surely made or dropped is one, even in tables that no revision made,
    and only the tables that they touched are looked at.
    """
    others = object_differences(a, b) if derived else ()
    return (*_tables(a, b, derived), *_enums(a, b, derived), *others)


def _tables(a: Schema, b: Schema, derived: bool) -> Iterator[Difference]:
    for name in sorted(_names(a, b, derived)):
        before, after = a.tables.get(name), b.tables.get(name)
        if before is not None and after is not None:
            if before is not after:
                yield from table_differences(before, after, derived)
        elif before is not None:
            if _surely_missing(before, b, derived):
                yield _whole("missing", name)
        elif after is not None:
            yield from _only_after(a, after, derived)


def _names(a: Schema, b: Schema, derived: bool) -> set[TableName]:
    if derived:
        return {*a.touched, *b.touched}
    return {*a.tables.keys(), *b.tables.keys()} if a.tables is not b.tables else set()


def _surely_missing(table: Table, b: Schema, derived: bool) -> bool:
    return derived or b.lacks_table(table.name)


def _only_after(a: Schema, table: Table, derived: bool) -> Iterator[Difference]:
    if a.lacks_table(table.name) or (derived and table.complete and "" not in table.assumed):
        yield _whole("added", table.name)
    elif derived and not table.complete:
        yield from table_differences(Table(table.name, complete=False), table, derived)


def _whole(kind: DifferenceKind, name: TableName) -> Difference:
    words = f"table {name}"
    before, after = ("", words) if kind == "added" else (words, "")
    return Difference(kind, words, name, str(name), before, after, "table")


def _enums(a: Schema, b: Schema, derived: bool) -> Iterator[Difference]:
    names = {*a.enums.keys(), *b.enums.keys()} if a.enums is not b.enums else set()
    for name in sorted(names):
        before, after = a.enums.get(name), b.enums.get(name)
        if before is None and after is not None and (a.complete or (derived and _made(after, b))):
            yield _enum("added", after, "", _labels(after))
        elif after is None and before is not None and (b.complete or derived):
            yield _enum("missing", before, _labels(before), "")
        elif before is not None and after is not None and _differ(before, after):
            yield _enum("changed", after, _labels(before), _labels(after))


def _made(enum: EnumType, schema: Schema) -> bool:
    """Whether an operation made the type, and not only made it again or took it as found."""
    return bool(enum.values) and ("found type", enum.name) not in schema.objects


def _differ(a: EnumType, b: EnumType) -> bool:
    """The order of labels is left aside: a label added later stands last in the database."""
    return bool(a.values and b.values) and set(a.values) != set(b.values)


def _enum(kind: DifferenceKind, enum: EnumType, before: str, after: str) -> Difference:
    return Difference(kind, f'type "{enum.name}"', None, enum.name, before, after, "enum")


def _labels(enum: EnumType) -> str:
    return f"ENUM ({', '.join(repr(value) for value in enum.values)})"
