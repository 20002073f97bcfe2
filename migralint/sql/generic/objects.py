"""CREATE, DROP and ALTER of views, triggers, functions and other named objects."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from migralint.objects import EnumType, TableName
from migralint.operations import (
    AddEnumValue,
    CreateEnum,
    CreateObject,
    DropEnum,
    DropObject,
    ObjectKind,
    Operation,
    RawSql,
    RenameEnum,
    RenameEnumValue,
)
from migralint.sql.generic.cursor import Cursor

KINDS: dict[str, ObjectKind] = {
    "VIEW": "view",
    "MATERIALIZED VIEW": "materialized view",
    "FUNCTION": "function",
    "PROCEDURE": "function",
    "PROC": "function",
    "PACKAGE": "function",
    "TRIGGER": "trigger",
    "EVENT": "other",
    "SEQUENCE": "sequence",
    "EXTENSION": "extension",
    "SCHEMA": "schema",
    "DATABASE": "database",
    "DOMAIN": "domain",
    "TYPE": "type",
    "POLICY": "policy",
    "RULE": "rule",
    "ROLE": "role",
    "USER": "role",
    "LOGIN": "role",
    "COLLATION": "collation",
}
ON_TABLE = frozenset({"trigger", "policy", "rule"})
RENAMED = frozenset({"view", "materialized view", "sequence", "domain"})


def create_object(cursor: Cursor) -> Iterator[Operation]:
    kind, or_replace = _to_kind(cursor)
    if_not_exists = cursor.if_not_exists()
    name = cursor.dotted()
    if kind == "type" and cursor.take("AS", "ENUM"):
        labels = tuple(part.next().value for part in cursor.parenthesised().parts())
        yield CreateEnum(enum=EnumType(name[-1], labels, name[-2] if len(name) > 1 else ""))
        return
    table = _owner(cursor) if kind in ON_TABLE else None
    yield CreateObject(kind=kind, name=".".join(name), table=table, or_replace=or_replace, if_not_exists=if_not_exists)


def drop_object(cursor: Cursor) -> Iterator[Operation]:
    kind, _ = _to_kind(cursor)
    if_exists = cursor.if_exists()
    cascade = any(token.upper == "CASCADE" for token in cursor.tokens)
    for part in cursor.parts():
        name = part.dotted()
        if kind == "type":
            schema = name[-2] if len(name) > 1 else ""
            yield DropEnum(name=name[-1], schema=schema, if_exists=if_exists, cascade=cascade)
            continue
        table = part.table_name() if kind in ON_TABLE and part.take("ON") else None
        yield DropObject(kind=kind, name=".".join(name), table=table, if_exists=if_exists, cascade=cascade)


def alter_object(cursor: Cursor) -> Iterator[Operation]:
    """A view or sequence has no rename of its own: one name goes, another comes."""
    kind, _ = _to_kind(cursor)
    if_exists = cursor.if_exists()
    name = cursor.table_name() if kind in RENAMED else TableName("")
    if name.name and cursor.take("RENAME", "TO"):
        yield DropObject(kind=kind, name=str(name), if_exists=if_exists)
        yield CreateObject(kind=kind, name=str(replace(name, name=cursor.name())))
    else:
        yield RawSql(text=cursor.statement.text, command=cursor.statement.kind)


def alter_type(cursor: Cursor) -> Iterator[Operation]:
    """PostgreSQL's ALTER TYPE, where its own parser is not installed."""
    _to_kind(cursor)
    enum = cursor.table_name()
    if cursor.take("ADD", "VALUE"):
        if_not_exists = cursor.if_not_exists()
        value, side = cursor.next().value, cursor.take_any({"BEFORE", "AFTER"})
        neighbour = cursor.next().value if side else None
        yield AddEnumValue(
            enum=enum.name,
            value=value,
            schema=enum.schema,
            before=neighbour if side == "BEFORE" else None,
            after=neighbour if side == "AFTER" else None,
            if_not_exists=if_not_exists,
        )
    elif cursor.take("RENAME", "VALUE"):
        value = cursor.next().value
        cursor.expect("TO")
        yield RenameEnumValue(enum=enum.name, value=value, new_value=cursor.next().value, schema=enum.schema)
    elif cursor.take("RENAME", "TO"):
        yield RenameEnum(name=enum.name, new_name=cursor.name(), schema=enum.schema)
    else:
        yield RawSql(text=cursor.statement.text, command="ALTER TYPE")


def _to_kind(cursor: Cursor) -> tuple[ObjectKind, bool]:
    """Over `CREATE OR REPLACE … VIEW`; the kind, and whether it replaces."""
    words = cursor.statement.kind.split()[1:]
    start = cursor.position
    while not cursor.take(*words):
        cursor.next()
    replaces = any(token.upper == "REPLACE" for token in cursor.tokens[start : cursor.position])
    return KINDS.get(" ".join(words), "other"), replaces


def _owner(cursor: Cursor) -> TableName | None:
    """The table of a trigger or policy: after the first ON."""
    while not cursor.ended():
        if cursor.take("ON") or cursor.take("TO"):
            return cursor.table_name()
        cursor.step()
    return None
