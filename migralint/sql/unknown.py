"""The placeholder for what a script computes and we cannot know, and what it makes of the operation around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from migralint.objects import UNKNOWN_TYPE, Computed, Default, Index, TableName, Type
from migralint.operations import ChangeData, Operation, Query, RawSql, Unread

UNKNOWN_PLACEHOLDER: Final = "migralint_unknown"
UNKNOWN_PART: Final = "part of the statement is not known"
PROSE = frozenset({"sql", "text", "using", "where", "comment", "source", "via", "why", "directive", "read_columns"})


def mark_unknown(operation: Operation) -> Operation:
    """The operation without types and defaults that are not known; an `Unread` where a name is not."""
    match operation:
        case ChangeData():
            known_columns = tuple(name for name in operation.read_columns if UNKNOWN_PLACEHOLDER not in name)
            operation = replace(operation, reads=_known_tables(operation.reads), read_columns=known_columns)
        case Query():
            operation = replace(operation, reads=_known_tables(operation.reads))
    if any(UNKNOWN_PLACEHOLDER in name.lower() for name in _names(operation)):
        return _unread(operation)
    known: Operation = _known(operation)
    return known


def _unread(operation: Operation) -> Unread:
    table = getattr(operation, "table", None)
    known = isinstance(table, TableName) and UNKNOWN_PLACEHOLDER not in str(table)
    return Unread(
        directive=operation.source,
        why=UNKNOWN_PART,
        table=table if known else None,
        is_ddl=not isinstance(operation, (ChangeData, RawSql)),
        sql=operation.sql,
        source=operation.source,
    )


def _known_tables(tables: tuple[TableName, ...]) -> tuple[TableName, ...]:
    return tuple(table for table in tables if UNKNOWN_PLACEHOLDER not in str(table))


def _names(value: Any) -> Iterator[str]:
    """Every name within an operation; expressions are no names."""
    match value:
        case str():
            yield value
        case tuple():
            for item in value:
                yield from _names(item)
        case Type() | Default() | Computed():
            return
        case Index():
            yield value.name or ""
            yield from (name for at, name in enumerate(value.columns) if at not in value.expressions)
        case Struct():
            for name in value.__struct_fields__:
                if name not in PROSE:
                    yield from _names(getattr(value, name))


def _known(value: Any) -> Any:
    match value:
        case Type() if UNKNOWN_PLACEHOLDER in f"{value} {value.enum_schema} {value.values}":
            return UNKNOWN_TYPE
        case Default() if UNKNOWN_PLACEHOLDER in value.sql:
            return Default("?")
        case tuple():
            return tuple(_known(item) for item in value)
        case Struct():
            return replace(value, **{name: _known(getattr(value, name)) for name in value.__struct_fields__})
        case _:
            return value
