"""Column definitions."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from migralint.objects import Check, Column, Computed, Default, Identity, PrimaryKey, Unique
from migralint.sql.definition import Definition
from migralint.sql.generic.cursor import Cursor
from migralint.sql.generic.references import deferrable, on_conflict, references
from migralint.sql.generic.types import column_type
from migralint.sql.tokens import MYSQL_FAMILY

STARTS_OF_CLAUSES = frozenset(
    "CONSTRAINT NOT NULL DEFAULT PRIMARY UNIQUE KEY CHECK REFERENCES COLLATE COMMENT GENERATED AS IDENTITY "
    "AUTO_INCREMENT AUTOINCREMENT CHARACTER CHARSET ON FIRST AFTER DEFERRABLE INVISIBLE VISIBLE SPARSE ROWGUIDCOL "
    "ENABLE DISABLE WITH USING".split()
)
CLAUSES_AFTER_DEFAULT = STARTS_OF_CLAUSES - {"ON", "COLLATE"}


def column_definition(cursor: Cursor) -> Definition:
    """All that is left of the cursor as the definition of a column: its name, type and clauses."""
    name = cursor.name()
    serial = cursor.dialect == "postgresql" and cursor.peek().upper in ("SERIAL", "BIGSERIAL", "SMALLSERIAL")
    column = Column(name, column_type(cursor, STARTS_OF_CLAUSES), nullable=not serial, autoincrement=serial)
    definition = Definition(column)
    while not cursor.ended():
        constraint = cursor.name() if cursor.take("CONSTRAINT") else None
        _clause(cursor, definition, constraint)
    return definition


def identity(cursor: Cursor) -> Identity | None:
    """`GENERATED … AS IDENTITY (…)`, or None, with the cursor where it was."""
    start = cursor.position
    cursor.take("GENERATED")
    always = cursor.take("ALWAYS") or not cursor.take("BY", "DEFAULT")
    cursor.take("ON", "NULL")
    if not cursor.take("AS", "IDENTITY"):
        cursor.position = start
        return None
    if cursor.sees("("):
        cursor.step()
    return Identity(always)


def _clause(cursor: Cursor, definition: Definition, constraint: str | None) -> None:
    for words, read in CLAUSES.items():
        if cursor.sees(*words):
            cursor.position += len(words)
            read(cursor, definition, constraint)
            return
    if not cursor.ended():
        cursor.step()


def _not_null(cursor: Cursor, definition: Definition, _: str | None) -> None:
    definition.column = replace(definition.column, nullable=False, on_conflict=on_conflict(cursor))


def _null(_: Cursor, definition: Definition, __: str | None) -> None:
    definition.column = replace(definition.column, nullable=True)


def _default(cursor: Cursor, definition: Definition, _: str | None) -> None:
    cursor.take("ON", "NULL")
    definition.column = replace(definition.column, default=_default_expression(cursor))


def _default_expression(cursor: Cursor) -> Default:
    """MySQL's `ON UPDATE …` is kept: that is where SQLAlchemy has it too."""
    start = cursor.position
    sql = cursor.until(CLAUSES_AFTER_DEFAULT)
    bound = any(token.kind == "parameter" for token in cursor.tokens[start : cursor.position])
    return Default("?" if bound else sql)


def _primary_key(cursor: Cursor, definition: Definition, name: str | None) -> None:
    column = definition.column
    nullable = column.nullable and cursor.dialect == "sqlite"
    definition.column = replace(column, primary_key=True, nullable=nullable)
    cursor.take_any({"ASC", "DESC"})
    definition.constraints.append(PrimaryKey((column.name,), name, on_conflict(cursor)))


def _unique(cursor: Cursor, definition: Definition, name: str | None) -> None:
    cursor.take("KEY")
    definition.constraints.append(Unique((definition.column.name,), name, on_conflict=on_conflict(cursor)))


def _check(cursor: Cursor, definition: Definition, name: str | None) -> None:
    inside = cursor.parenthesised()
    cursor.take("NOT", "ENFORCED")
    column = definition.column.name
    definition.constraints.append(Check(inside.rest(), name, (column,), column=column))


def _references(cursor: Cursor, definition: Definition, name: str | None) -> None:
    foreign_key = replace(references(cursor, (definition.column.name,), name), inline=True)
    if cursor.dialect != "mysql":  # which reads REFERENCES in a column definition and makes nothing of it
        definition.constraints.append(foreign_key)


def _deferrable(cursor: Cursor, definition: Definition, _: str | None) -> None:
    cursor.position -= 1
    if deferrable(cursor):
        definition.defer_last_constraint()


def _collate(cursor: Cursor, definition: Definition, _: str | None) -> None:
    definition.column = replace(definition.column, collation=cursor.dotted()[-1])


def _comment(cursor: Cursor, definition: Definition, _: str | None) -> None:
    definition.column = replace(definition.column, comment=cursor.next().value)


def _generated(cursor: Cursor, definition: Definition, _: str | None) -> None:
    cursor.position -= 1
    found = identity(cursor)
    if found is not None:
        definition.column = replace(definition.column, identity=found, nullable=False)
        return
    cursor.next()
    cursor.take("ALWAYS")
    cursor.take("AS")
    _computed(cursor, definition, None)


def _computed(cursor: Cursor, definition: Definition, _: str | None) -> None:
    sql = cursor.parenthesised().rest() if cursor.sees("(") else cursor.rest()
    kept = cursor.take_any({"STORED", "PERSISTED", "PERSISTENT", "VIRTUAL"})
    stored = None if not kept else kept != "VIRTUAL"
    definition.column = replace(definition.column, computed=Computed(sql, stored))


def _identity(cursor: Cursor, definition: Definition, _: str | None) -> None:
    if cursor.sees("("):
        cursor.step()
    definition.column = replace(definition.column, identity=Identity(always=True), nullable=False)


def _autoincrement(cursor: Cursor, definition: Definition, _: str | None) -> None:
    nullable = definition.column.nullable and cursor.dialect not in MYSQL_FAMILY
    definition.column = replace(definition.column, autoincrement=True, nullable=nullable)


def _skip_name(cursor: Cursor, _: Definition, __: str | None) -> None:
    cursor.name()


def _skip(_: Cursor, __: Definition, ___: str | None) -> None:
    return


CLAUSES: dict[tuple[str, ...], Callable[[Cursor, Definition, str | None], None]] = {
    ("NOT", "NULL"): _not_null,
    ("NOT", "DEFERRABLE"): _skip,
    ("NULL",): _null,
    ("DEFAULT",): _default,
    ("PRIMARY", "KEY"): _primary_key,
    ("KEY",): _primary_key,
    ("UNIQUE",): _unique,
    ("CHECK",): _check,
    ("REFERENCES",): _references,
    ("DEFERRABLE",): _deferrable,
    ("COLLATE",): _collate,
    ("COMMENT",): _comment,
    ("GENERATED",): _generated,
    ("AS",): _computed,
    ("IDENTITY",): _identity,
    ("AUTO_INCREMENT",): _autoincrement,
    ("AUTOINCREMENT",): _autoincrement,
    ("CHARACTER", "SET"): _skip_name,
    ("CHARSET",): _skip_name,
    ("AFTER",): _skip_name,
}
