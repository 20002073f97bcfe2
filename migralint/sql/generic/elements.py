"""The elements of a table: constraints and indexes, as CREATE TABLE and ALTER TABLE … ADD have them."""

from __future__ import annotations

from typing import TypeAlias

from msgspec.structs import replace

from migralint.objects import Check, Constraint, Exclude, Index, PrimaryKey, Unique
from migralint.sql.definition import Definition
from migralint.sql.generic.columns import column_definition
from migralint.sql.generic.cursor import Cursor, Unreadable
from migralint.sql.generic.references import deferrable, names_in_parentheses, on_conflict, references
from migralint.sql.index_order import index_order
from migralint.sql.tokens import MYSQL_FAMILY

Element: TypeAlias = Definition | Constraint | Index

CONSTRAINT_WORDS = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE"})
INDEX_WORDS = frozenset({"INDEX", "KEY", "FULLTEXT", "SPATIAL", "VECTOR"})
OPERATOR_WORDS = frozenset("AND BETWEEN GLOB IN IS ISNULL LIKE NOT NOTNULL OR REGEXP".split())
ORDER_WORDS = frozenset({"ASC", "DESC", "NULLS", "FIRST", "LAST"})


def element(cursor: Cursor) -> Element:
    if starts_index(cursor):
        return index(cursor)
    if cursor.peek().upper in CONSTRAINT_WORDS:
        return constraint(cursor)
    return column_definition(cursor)


def starts_index(cursor: Cursor) -> bool:
    words = INDEX_WORDS if cursor.dialect in MYSQL_FAMILY else {"INDEX"} if cursor.dialect == "mssql" else frozenset()
    return cursor.peek().upper in words


def constraint(cursor: Cursor) -> Constraint:
    name = None
    if cursor.take("CONSTRAINT"):
        cursor.if_not_exists()
        name = None if cursor.peek().upper in CONSTRAINT_WORDS else cursor.name()
    found = _constraint(cursor, name)
    deferred = deferrable(cursor)
    if deferred and isinstance(found, Unique):
        return replace(found, deferrable=True)
    if cursor.take("NOT", "VALID") and not isinstance(found, (PrimaryKey, Unique, Exclude)):
        return replace(found, valid=False)
    return found


def index(cursor: Cursor) -> Index:
    """MySQL's `INDEX name (columns)` within a table."""
    method = cursor.take_any({"FULLTEXT", "SPATIAL", "VECTOR"})
    unique = cursor.take("UNIQUE")
    cursor.take_any({"INDEX", "KEY"})
    cursor.if_not_exists()
    name = None if cursor.sees("(") or cursor.sees("USING") else cursor.name()
    if cursor.take("USING"):
        cursor.next()
    cursor.take_any({"CLUSTERED", "NONCLUSTERED"})
    return replace(index_on(cursor), name=name, unique=unique, method=method.lower() or None)


def index_on(cursor: Cursor) -> Index:
    """A nameless index on the names or expressions in the parentheses that come next."""
    columns: list[str] = []
    expressions: list[int] = []
    orders: list[str] = []
    for position, part in enumerate(cursor.parenthesised().parts()):
        if _is_column(part):
            columns.append(part.name())
            orders.append(_order(part))
        else:
            columns.append(part.until(ORDER_WORDS))
            expressions.append(position)
            orders.append("")
    return Index(None, tuple(columns), expressions=tuple(expressions), orders=tuple(orders) if any(orders) else ())


def _order(part: Cursor) -> str:
    return index_order(part.rest()) if part.dialect == "sqlite" else ""


def _is_column(part: Cursor) -> bool:
    """A name that stands alone, or has a prefix length, a collation, an operator class or an order behind it."""
    if part.peek().kind not in ("word", "name", "string"):
        return False
    following = part.peek(1)
    prefix_length = following.upper == "(" and part.peek(2).kind == "number" and part.peek(3).upper == ")"
    ordered = following.kind == "word" and following.upper not in OPERATOR_WORDS
    return len(part.tokens) == 1 or ordered or prefix_length


def _constraint(cursor: Cursor, name: str | None) -> Constraint:
    match cursor.next().upper:
        case "PRIMARY":
            cursor.expect("KEY")
            _skip_to_columns(cursor)
            return PrimaryKey(names_in_parentheses(cursor), name, on_conflict(cursor))
        case "UNIQUE":
            return _unique(cursor, name)
        case "FOREIGN":
            cursor.expect("KEY")
            cursor.if_not_exists()
            name = name if cursor.sees("(") else name or cursor.name()
            _skip_to_columns(cursor)
            columns = names_in_parentheses(cursor)
            cursor.expect("REFERENCES")
            return references(cursor, columns, name)
        case "CHECK":
            cursor.take("NOT", "FOR", "REPLICATION")
            inside = cursor.parenthesised()
            return Check(inside.rest(), name, _words(inside))
        case "EXCLUDE":
            cursor.rest()
            return Exclude(name)
        case word:
            raise Unreadable(f"{word or 'this'} is no constraint that is known")


def _unique(cursor: Cursor, name: str | None) -> Unique:
    cursor.take_any({"KEY", "INDEX"})
    cursor.if_not_exists()
    cursor.take_any({"CLUSTERED", "NONCLUSTERED"})
    nulls_not_distinct = cursor.take("NULLS", "NOT", "DISTINCT")
    if not cursor.sees("(") and not cursor.sees("USING"):
        name = cursor.name()
    _skip_to_columns(cursor)
    columns = names_in_parentheses(cursor)
    return Unique(columns, name, nulls_not_distinct=nulls_not_distinct, on_conflict=on_conflict(cursor))


def _skip_to_columns(cursor: Cursor) -> None:
    """Over CLUSTERED, USING BTREE and index names, which MySQL reads and forgets."""
    while not cursor.ended() and not cursor.sees("("):
        cursor.next()


def _words(expression: Cursor) -> tuple[str, ...]:
    """Names in an expression that are no functions and no keywords."""
    found = expression.tokens
    names = (
        token.value
        for token, following in zip(found, [*found[1:], None], strict=True)
        if token.kind in ("word", "name")
        and token.upper not in OPERATOR_WORDS
        and (following is None or following.upper != "(")
    )
    return tuple(dict.fromkeys(names))


OPERATOR_WORDS = frozenset(
    "AND OR NOT IN IS NULL BETWEEN LIKE REGEXP RLIKE TRUE FALSE CASE WHEN THEN ELSE END ESCAPE GLOB DIV MOD XOR".split()
)
