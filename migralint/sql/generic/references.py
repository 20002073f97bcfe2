"""REFERENCES and what may follow it."""

from __future__ import annotations

from migralint.objects import ForeignKey
from migralint.sql.generic.cursor import Cursor


def references(cursor: Cursor, columns: tuple[str, ...], name: str | None) -> ForeignKey:
    """The foreign key whose REFERENCES has just been read."""
    table = cursor.table_name()
    referred = names_in_parentheses(cursor) if cursor.sees("(") else ()
    if cursor.take("MATCH"):
        cursor.next()
    actions: dict[str, str] = {}
    while cursor.sees("ON", "DELETE") or cursor.sees("ON", "UPDATE"):
        cursor.next()
        event = cursor.next().upper
        actions[event] = _action(cursor)
    return ForeignKey(
        columns=columns,
        referred_table=table,
        referred_columns=referred,
        name=name,
        on_delete=_unless_default(actions.get("DELETE")),
        on_update=_unless_default(actions.get("UPDATE")),
        deferrable=deferrable(cursor),
    )


def deferrable(cursor: Cursor) -> bool:
    cursor.take("NOT", "DEFERRABLE")
    found = cursor.take("DEFERRABLE")
    cursor.take("INITIALLY", "IMMEDIATE")
    return cursor.take("INITIALLY", "DEFERRED") or found


def on_conflict(cursor: Cursor) -> str | None:
    """SQLite's ON CONFLICT: what a violation of the constraint before it does."""
    return cursor.next().upper if cursor.take("ON", "CONFLICT") else None


def names_in_parentheses(cursor: Cursor) -> tuple[str, ...]:
    """Column names, without MySQL's prefix lengths and without ASC and DESC."""
    return tuple(part.name() for part in cursor.parenthesised().parts())


def _action(cursor: Cursor) -> str:
    word = cursor.next().upper
    return f"{word} {cursor.next().upper}" if word in ("SET", "NO") else word


def _unless_default(action: str | None) -> str | None:
    return None if action == "NO ACTION" else action
