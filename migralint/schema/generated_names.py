"""The names that each database generates for unnamed constraints, indexes and sequences."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import count
from typing import Final

from migralint.objects import Check, Constraint, Exclude, ForeignKey, Index, PrimaryKey, TableName, Unique

NAME_BYTES: Final = 63  # PostgreSQL's NAMEDATALEN - 1


def database_constraint_name(
    constraint: Constraint, table: TableName, dialect: str, taken: Collection[str]
) -> str | None:
    """None where the database gives no name that could be foretold (SQLite, SQL Server, Oracle)."""
    if dialect == "postgresql":
        return _postgresql_constraint(constraint, table.name, taken)
    if dialect in ("mysql", "mariadb"):
        return _mysql_constraint(constraint, table.name, dialect, taken)
    return None


def database_index_name(index: Index, table: TableName, dialect: str, taken: Collection[str]) -> str | None:
    if dialect == "postgresql":
        return numbered(table.name, _joined(_index_column_names(index)), "idx", taken)
    if dialect in ("mysql", "mariadb"):
        first = "functional_index" if 0 in index.expressions else index.columns[0]
        return mysql_key_name(first, taken)
    return None


def numbered(table: str, addition: str, label: str, taken: Collection[str]) -> str:
    """PostgreSQL's name for an object of a table, with the first number that makes it free."""
    labels = (label if number == 0 else f"{label}{number}" for number in count())
    return _first_free((make_object_name(table, addition, each) for each in labels), taken)


def make_object_name(table: str, addition: str, label: str) -> str:
    """PostgreSQL's `makeObjectName`: the longer of the two parts is cut until the whole fits in 63 bytes."""
    first, second = table.encode(), addition.encode()
    available = NAME_BYTES - len(label) - 1 - (1 if addition else 0)
    first_length, second_length = len(first), len(second)
    while first_length + second_length > available:
        if first_length > second_length:
            first_length -= 1
        else:
            second_length -= 1
    parts = [first[:first_length].decode(errors="ignore")]
    if addition:
        parts.append(second[:second_length].decode(errors="ignore"))
    return "_".join((*parts, label))


def mysql_key_name(first_column: str, taken: Collection[str]) -> str:
    if first_column not in taken and first_column.upper() != "PRIMARY":
        return first_column
    return _first_free((f"{first_column}_{number}" for number in count(2)), taken)


def _postgresql_constraint(constraint: Constraint, table: str, taken: Collection[str]) -> str:
    match constraint:
        case PrimaryKey():
            return numbered(table, "", "pkey", taken)
        case Unique(columns=columns):
            return numbered(table, _joined(columns), "key", taken)
        case ForeignKey(columns=columns):
            return numbered(table, _joined(columns), "fkey", taken)
        case Exclude(columns=columns):
            return numbered(table, _joined(columns), "excl", taken)
        case Check(columns=columns):
            mentioned = set(columns)
            return numbered(table, mentioned.pop() if len(mentioned) == 1 else "", "check", taken)


def _mysql_constraint(constraint: Constraint, table: str, dialect: str, taken: Collection[str]) -> str | None:
    match constraint:
        case PrimaryKey():
            return "PRIMARY"
        case Unique(columns=columns):
            return mysql_key_name(columns[0], taken) if columns else None
        case ForeignKey():
            return _after_highest(f"{table}_ibfk_", taken)
        case Check(column=str()) if dialect == "mariadb":
            return None
        case Check():
            return _counted("CONSTRAINT_" if dialect == "mariadb" else f"{table}_chk_", taken)
        case Exclude():
            return None


def _counted(prefix: str, taken: Collection[str]) -> str:
    return _first_free((f"{prefix}{number}" for number in count(1)), taken)


def _after_highest(prefix: str, taken: Collection[str]) -> str:
    numbers = [int(name[len(prefix) :]) for name in taken if re.fullmatch(re.escape(prefix) + r"\d+", name)]
    return f"{prefix}{max(numbers, default=0) + 1}"


def _first_free(names: Iterable[str], taken: Collection[str]) -> str:
    return next(name for name in names if name not in taken)


def _joined(columns: Iterable[str]) -> str:
    """PostgreSQL stops adding columns once the text has reached the length of a name."""
    text = ""
    for column in columns:
        text = f"{text}_{column}" if text else column
        if len(text.encode()) > NAME_BYTES:
            break
    return text


def _index_column_names(index: Index) -> list[str]:
    names: list[str] = []
    for place, column in enumerate(index.columns):
        name = _expression_name(column) if place in index.expressions else column
        names.append(_first_free((name if n == 0 else f"{name}{n}" for n in count()), names))
    return names


def _expression_name(expression: str) -> str:
    """A function call lends its name; any other expression is `expr`."""
    call = re.match(r"\(*\s*(\w+)\s*\(", expression)
    return call[1] if call else "expr"
