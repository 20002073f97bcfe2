"""quoted-server-default: SQL is given to `server_default=` as a plain string, which the database takes for a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from migralint.alembic_code.calls import quoted
from migralint.analysis.statements import listed
from migralint.findings import Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import DIRECTIONS, Direction, Migration
from migralint.objects import Column, Default, TableName, Type
from migralint.operations import AddColumn, AlterColumn, CreateTable, Operation
from migralint.schema.shown.postgresql import FIXED_MOMENT, MOMENTS

BOOLEANS: Final = frozenset({"BOOLEAN", "BOOL"})
TEXTS: Final = frozenset("VARCHAR CHAR NVARCHAR NCHAR TEXT TINYTEXT MEDIUMTEXT LONGTEXT CLOB CITEXT".split())
JSON: Final = frozenset({"JSON", "JSONB"})
TYPED: Final = (
    MOMENTS | BOOLEANS | JSON
    | frozenset("INTEGER BIGINT SMALLINT TINYINT MEDIUMINT NUMERIC DECIMAL FLOAT REAL DOUBLE UUID".split())
    | {"DOUBLE PRECISION"}
)  # fmt: skip


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE | re.DOTALL)


TIME: Final = _pattern(
    r"now\(\)", r"(current_timestamp|localtimestamp)(\(\d*\))?", r"datetime\('now'[^)]*\)",
    r"(sysdate|getdate|utc_timestamp)\(\)",
)  # fmt: skip
DAY: Final = _pattern(r"current_date(\(\))?", r"date\('now'[^)]*\)")
# What hardly is the value of a text column.
KNOWN_SQL: Final = _pattern(
    TIME.pattern, DAY.pattern, r"current_time(\(\))?", "current_user", "session_user", "current_timestamp .*",
    r"(now|timezone|date_trunc|to_char|strftime|nextval|random|rand|uuid|uuid_generate_v\w+|gen_random_uuid|uuidv[47]|"
    r"newid|hex|randomblob|md5|json_object|json_array|jsonb_build_\w+)\(.*\).*",
)  # fmt: skip
ANY_CALL: Final = _pattern(r"[a-z_][\w.]*\(.*\).*")
QUOTED_TWICE: Final = _pattern(r"'((?:[^']|'')*)'(::[\w .\[\]]+)?")
BOOLEAN: Final = _pattern("true", "false")


def check(migration: Migration) -> Iterator[Problem]:
    for direction in DIRECTIONS:
        for step in migration.steps(CreateTable, AddColumn, AlterColumn, direction=direction):
            if step.conflict is None:
                yield from _problems(step, direction, migration.target.dialect)


def _problems(step: Step[Operation], direction: Direction, dialect: str) -> Iterator[Problem]:
    """One for each string of a statement, and for what comes of it."""
    table, columns = _given_strings(step)
    found: dict[tuple[str, str], list[Column]] = {}
    for column, text in columns:
        if outcome := _outcome(column.type, text, dialect):
            found.setdefault((text, outcome), []).append(column)
    for (text, outcome), columns_alike in found.items():
        names = f"{listed((column.name for column in columns_alike), width=26)} of {table}"
        shown = quoted(text if len(text) <= 20 else f"{text[:19]}…")
        yield Problem(
            step.span,
            f"default {shown} is a string: {outcome.format(names=names, direction=direction)}",
            _help(columns_alike[0].type, text, dialect),
            operation=step.operation.source,
            subject=f"{direction} {names}",
        )


def _given_strings(step: Step[Operation]) -> tuple[TableName, list[tuple[Column, str]]]:
    """The columns that get a plain string for their default here, with the string as the script gives it."""
    table, columns = _defined(step)
    quoted_ones = ((column, column.default) for column in columns if column.default is not None)
    return table, [(c, default.sql[1:-1].replace("''", "'")) for c, default in quoted_ones if default.quoted]


def _defined(step: Step[Operation]) -> tuple[TableName, tuple[Column, ...]]:
    match step.operation:
        case CreateTable(table=table, columns=columns):
            return table, columns
        case AddColumn(table=table, column=column):
            return table, (column,)
        case AlterColumn(table=table, name=name, default=Default()):
            altered = step.after.table(table)
            return table, tuple(c for c in altered.columns if c.name == name) if altered is not None else ()
    return TableName(""), ()


def _outcome(kind: Type, text: str, dialect: str) -> str | None:
    """What comes of the string, in words; None where it may well be meant."""
    name, inner = kind.name.upper(), _without_parentheses(text)
    if kind.dimensions or kind.values is not None or kind.enum is not None:
        return _refused(dialect) if KNOWN_SQL.fullmatch(inner) or QUOTED_TWICE.fullmatch(text) else None
    if name in TEXTS:
        return _stored(text, inner)
    if name in BOOLEANS and BOOLEAN.fullmatch(text):
        return _of_boolean(text, dialect)
    if name in MOMENTS and FIXED_MOMENT.fullmatch(inner):
        return "the migration's time stays in {names}" if dialect == "postgresql" else _refused(dialect)
    if name not in TYPED or (name in JSON and text == "null"):
        return None
    looks_like_sql = any(pattern.fullmatch(inner) for pattern in (KNOWN_SQL, ANY_CALL, QUOTED_TWICE))
    return _refused(dialect) if looks_like_sql or text.upper() == "NULL" else None


def _refused(dialect: str) -> str:
    return "SQLite stores that text in {names}" if dialect == "sqlite" else "the {direction} fails at {names}"


def _stored(text: str, inner: str) -> str | None:
    """A text column takes anything; told is what can hardly be meant."""
    if QUOTED_TWICE.fullmatch(text):
        return "its quotes get into {names}"
    return "the text itself gets into {names}" if KNOWN_SQL.fullmatch(inner) or text == "NULL" else None


def _of_boolean(text: str, dialect: str) -> str | None:
    """PostgreSQL reads it; to SQLite it is a text, which is true to SQLAlchemy and false to SQL."""
    if dialect == "postgresql":
        return None
    if dialect == "sqlite":
        return "SQLAlchemy reads True from {names}" if text.lower() == "false" else "SQL reads false from {names}"
    return _refused(dialect)


def _without_parentheses(text: str) -> str:
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


def _help(kind: Type, text: str, dialect: str) -> str:
    if text.upper() == "NULL":
        return "leave server_default= out: new rows get NULL without it"
    if twice := QUOTED_TWICE.fullmatch(text):
        value = twice[1].replace("''", "'")
        return f"SQLAlchemy quotes a string by itself:\nserver_default={quoted(value)}"
    return f"give SQL as SQL:\nserver_default={_as_sql(kind, text, dialect)}"


def _as_sql(kind: Type, text: str, dialect: str) -> str:
    inner = _without_parentheses(text)
    if BOOLEAN.fullmatch(text):
        return f"sa.{text.lower()}()"
    if kind.name.upper() in MOMENTS and (TIME.fullmatch(inner) or inner.lower() == "now"):
        return "sa.func.now()"
    if DAY.fullmatch(inner) or inner.lower() == "today":
        inner = "CURRENT_DATE"
    computed = "(" in inner or (inner == "CURRENT_DATE" and dialect != "sqlite")
    return f"sa.text({quoted(f'({inner})' if computed and dialect != 'postgresql' else inner)})"


RULE = Rule(
    id="quoted-server-default",
    group="data",
    severity=Severity.ERROR,
    summary="SQL given to `server_default=` as a plain string, which is a value to the database",
    subject=Migration,
    check=check,
    dialects=("postgresql", "mysql", "mariadb", "sqlite"),
)
