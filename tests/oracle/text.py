"""One spelling for what databases and scripts spell differently: types, expressions and defaults."""

from __future__ import annotations

import re
from functools import cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from migralint.schema.compare.equality import SYNONYMS


def type_text(spelled: str, dialect: str) -> str:
    """`timestamp without time zone` and `TIMESTAMP` are one type; SQLite keeps what it was given."""
    text = re.sub(r"\s*([(),])\s*", r"\1", " ".join(spelled.upper().split()))
    if dialect != "postgresql":
        return text
    name, bracket, rest = re.sub(r" ?WITHOUT TIME ZONE", "", text).partition("[")
    plain, parenthesis, arguments = name.partition("(")
    plain = SYNONYMS.get(plain, plain)
    return f"{plain}{parenthesis}{arguments}{bracket}{rest}"


@cache
def expression_text(spelled: str, dialect: str) -> str:
    """The expression without casts, needless parentheses and quotes, which PostgreSQL writes its own way."""
    try:
        tree = sqlglot.parse_one(spelled, read={"postgresql": "postgres"}.get(dialect, dialect))
    except SqlglotError:
        return " ".join(spelled.split()).lower()
    return tree.transform(_plain).sql(normalize_functions="lower", comments=False).lower()


def default_text(spelled: str, dialect: str) -> str:
    """`'0'`, `0` and `0::integer` are one default."""
    text = expression_text(spelled, dialect)
    return text[1:-1] if re.fullmatch(r"'(-?[\d.]+|true|false)'", text) else text


def _plain(node: exp.Expression) -> exp.Expression:
    match node:
        case exp.Paren() | exp.Cast():
            return _plain(node.this)
        case exp.Identifier(this=name):
            return exp.to_identifier(name.lower(), quoted=False)
        case exp.EQ(this=column, expression=exp.Any(this=labels)):
            array = next(labels.find_all(exp.Array), None) or labels
            return exp.In(this=_plain(column), expressions=[each.transform(_plain) for each in array.expressions])
        case exp.CurrentTimestamp() | exp.Anonymous(this="now"):
            return exp.Var(this="now()")
    return node
