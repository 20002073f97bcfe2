"""When two spellings of a type, a default or an expression mean the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from migralint.objects import Column, Default, Type

SYNONYMS: Final[Mapping[str, str]] = {
    "INT": "INTEGER",
    "INT4": "INTEGER",
    "SERIAL": "INTEGER",
    "INT8": "BIGINT",
    "BIGSERIAL": "BIGINT",
    "INT2": "SMALLINT",
    "SMALLSERIAL": "SMALLINT",
    "BOOL": "BOOLEAN",
    "DECIMAL": "NUMERIC",
    "CHARACTER VARYING": "VARCHAR",
    "CHARACTER": "CHAR",
    "DOUBLE": "DOUBLE PRECISION",
    "FLOAT8": "DOUBLE PRECISION",
    "FLOAT4": "REAL",
    "TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE",
}


# The size of MySQL's integers says how they are printed.
WITH_DISPLAY_WIDTH: Final = frozenset(("TINYINT", "SMALLINT", "MEDIUMINT", "INT", "INTEGER", "BIGINT"))

_OF_LENGTH_ONE: Final = frozenset({"BIT", "CHAR"})  # where none is told
_TRUTH_TYPES: Final = frozenset({"BOOLEAN", "BOOL"})
_TRUTHS: Final[Mapping[str, str]] = {"0": "false", "1": "true", "f": "false", "t": "true"}
_LENGTH: Final = re.compile(r"(?P<name>VARCHAR|TEXT)(?:\((?P<length>\d+)\))?")
_LIST: Final = re.compile(r"((?:\bin\s*\(|\barray\s*\[)\s*)([^()\[\]]*)")  # of constants, whose order says nothing
_CAST: Final = re.compile(
    r"::(?:double precision|character varying|time(?:stamp)? with(?:out)? time zone|[a-z_][\w.]*)(?:\(\d+\))?(?:\[\])?"
)
_TABLE: Final = re.compile(r'"?\b[a-z_]\w*"?\.(?=["a-z_])')
_NOT_IN: Final = re.compile(r"\bnot\s*\(?\s*([\w\"]+)\s+in\b")
# MySQL: a collation belongs to one character set, whose name it begins with.
_IMPLIED: Final = re.compile(r"CHARACTER SET (\w+) (?=COLLATE \1_)")
_TRUTH_TEST: Final = re.compile(r"not (?P<denied>[\w.]+)|(?P<name>[\w.]+)(?: (?:=|is) (?P<truth>true|false))?")
STRINGS: Final = frozenset({"CHAR", "TEXT", "VARCHAR"})


def same_type(a: Type, b: Type) -> bool:
    """A type or a collation that could not be read equals any; a named enum equals by its name, whatever its labels."""
    if not (a.known and b.known):
        return True
    if a.enum is not None and b.enum is not None:
        return (a.enum.lower(), a.dimensions) == (b.enum.lower(), b.dimensions)
    if "?" in a.suffix + b.suffix:  # a collation
        a, b = replace(a, suffix=""), replace(b, suffix="")
    return _plain(a) == _plain(b) or (a.dimensions == b.dimensions and _is_double(a) and _is_double(b))


def _is_double(kind: Type) -> bool:
    """`FLOAT`, `FLOAT(25)` and `DOUBLE PRECISION` are one type to whom knows that name, which MySQL shortens."""
    if kind.name.upper() not in ("FLOAT", "FLOAT8", "DOUBLE PRECISION"):
        return False
    return all(argument.isdigit() and int(argument) > 24 for argument in kind.arguments)


def _plain(kind: Type) -> Type:
    name = _IMPLIED.sub("", f"{kind.name} {kind.suffix}".upper()).replace("WITHOUT TIME ZONE", "").strip()
    arguments = tuple(argument.replace(" ", "") for argument in kind.arguments)
    if kind.name.upper() in WITH_DISPLAY_WIDTH:
        name, arguments = ("BOOL" if (name, arguments) == ("TINYINT", ("1",)) else name), ()
    name = SYNONYMS.get(name, name)
    if arguments[1:] == ("0",) and name == "NUMERIC":
        arguments = arguments[:1]
    elif arguments == ("1",) and name in _OF_LENGTH_ONE:
        arguments = ()
    values = None if kind.name.upper() in STRINGS else kind.values  # those of an Enum that is a string are its check's
    return Type(name, arguments, dimensions=kind.dimensions, values=values)


def widens(before: str, after: str) -> bool:
    """Whether a type holds every value of the other, both in their text form: `VARCHAR(50)` → `VARCHAR(80)`, `TEXT`."""
    old, new = _LENGTH.fullmatch(before), _LENGTH.fullmatch(after)
    if old is None or new is None:
        return False
    if new["name"] == "TEXT" or new["length"] is None:
        return True
    return old["length"] is not None and old["name"] == new["name"] and int(old["length"]) <= int(new["length"])


def same_default(a: Column, b: Column) -> bool:
    """A default that could not be read equals any, and the sequence behind an id is no default."""
    if not (_readable(a.default) and _readable(b.default)):
        return True
    texts = (_default_text(a.default), _default_text(b.default))
    if a.type.name.upper() in _TRUTH_TYPES:
        texts = (_truth(texts[0]), _truth(texts[1]))
    return texts[0] == texts[1]


def _truth(text: str | None) -> str | None:
    return text and _TRUTHS.get(text.strip("'").lower(), text)


def _readable(default: Default | None) -> bool:
    return default is None or default.known


def _default_text(default: Default | None) -> str | None:
    """`'0'`, `0` and `0::integer` are one default, as are `now()` and `CURRENT_TIMESTAMP`."""
    if default is None or default.sql.lower().startswith("nextval("):
        return None
    text = re.sub(r"::[\w .\"\[\](),]+$", "", _without_parentheses(default.sql.strip()))
    text = _without_parentheses(text)
    if re.fullmatch(r"'(-?[\d.]+|true|false)'", text, re.IGNORECASE):
        text = text[1:-1]
    if text.startswith("'"):
        return text
    text = text.lower()
    return {"now()": "current_timestamp", "current_timestamp()": "current_timestamp", "null": None}.get(text, text)


def same_sql(a: str | None, b: str | None) -> bool:
    """Expressions compare without regard to white space, parentheses, casts, quotes and tables of names, letter case.

    `a IN (2, 1)` is `a = ANY (ARRAY[1, 2])`, as PostgreSQL shows it, and `!=` is `<>`.
    """
    if "?" in (a, b):
        return True
    return _expression(a or "") == _expression(b or "")


def same_condition(a: str | None, b: str | None) -> bool:
    """The same of a WHERE, to which `old IS FALSE`, `old = false` and `NOT old` are one: NULL is not true."""
    return same_sql(_with_truths(a), _with_truths(b))


def _with_truths(sql: str | None) -> str | None:
    if sql is None or re.search(r"\b(or|between)\b", sql, re.IGNORECASE):
        return sql
    return " and ".join(map(_truth_told, re.split(r"\band\b", sql.lower())))


def _truth_told(part: str) -> str:
    test = _TRUTH_TEST.fullmatch(" ".join(re.sub(r'[()"]', " ", part).replace("=", " = ").split()))
    if test is None:
        return part
    return f"{test['denied']} = false" if test["denied"] else f"{test['name']} = {test['truth'] or 'true'}"


def _expression(sql: str) -> str:
    without_casts = _CAST.sub("", sql.lower())
    without_casts = _LIST.sub(_in_order, _NOT_IN.sub(r"\1 not in", _TABLE.sub("", without_casts)))
    bare = re.sub(r'[\s()"`\[\]]+', "", without_casts)
    return bare.replace("!=", "<>").replace("=anyarray", "in").replace("<>allarray", "notin")


def _in_order(constants: re.Match[str]) -> str:
    return constants[1] + ",".join(sorted(each.strip() for each in constants[2].split(",")))


def _without_parentheses(text: str) -> str:
    while text.startswith("(") and text.endswith(")") and _closes_at_end(text):
        text = text[1:-1].strip()
    return text


def _closes_at_end(text: str) -> bool:
    depth = 0
    for place, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0:
            return place == len(text) - 1
    return False
