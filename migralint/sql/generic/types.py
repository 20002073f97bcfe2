"""Column types, as SQLAlchemy's compiler of the dialect spells them."""

from __future__ import annotations

from migralint.objects import UNKNOWN_TYPE, Type
from migralint.sql.generic.cursor import Cursor
from migralint.sql.tokens import MYSQL_FAMILY

ALIASES = {
    "INT": "INTEGER",
    "DEC": "DECIMAL",
    "CHARACTER": "CHAR",
    "CHARACTER VARYING": "VARCHAR",
    "CHAR VARYING": "VARCHAR",
    "NATIONAL CHARACTER": "NCHAR",
    "NATIONAL CHAR": "NCHAR",
    "NATIONAL VARCHAR": "NVARCHAR",
    "NATIONAL CHARACTER VARYING": "NVARCHAR",
}
ALIASES_BY_DIALECT = {
    "mysql": {"DOUBLE PRECISION": "DOUBLE", "BOOLEAN": "BOOL", "FIXED": "DECIMAL"},
    "postgresql": {
        "INT2": "SMALLINT",
        "INT4": "INTEGER",
        "INT8": "BIGINT",
        "SMALLSERIAL": "SMALLINT",
        "SERIAL": "INTEGER",
        "BIGSERIAL": "BIGINT",
        "FLOAT4": "REAL",
        "FLOAT8": "DOUBLE PRECISION",
        "BOOL": "BOOLEAN",
        "DECIMAL": "NUMERIC",
        "DEC": "NUMERIC",
        "TIMESTAMPTZ": "TIMESTAMP",
        "TIMETZ": "TIME",
    },
}
KNOWN_TO_POSTGRESQL = frozenset(
    "SMALLINT,INTEGER,BIGINT,REAL,DOUBLE PRECISION,NUMERIC,BOOLEAN,TEXT,VARCHAR,CHAR,BYTEA,JSON,JSONB,UUID,DATE,TIME,"
    "TIMESTAMP,INTERVAL,BIT,INET,CIDR,MACADDR,XML,MONEY,OID,TSVECTOR,TSQUERY,HSTORE,CITEXT".split(",")
)
SECOND_WORDS = frozenset({"PRECISION", "VARYING", "CHARACTER", "CHAR", "VARCHAR", "RAW"})
FIRST_WORDS = frozenset({"DOUBLE", "CHARACTER", "CHAR", "NATIONAL", "LONG", "BIT"})
MODIFIERS = frozenset({"UNSIGNED", "SIGNED", "ZEROFILL"})


def column_type(cursor: Cursor, stop: frozenset[str]) -> Type:
    """The type that comes next; `stop` are the keywords of a column definition that end it."""
    if cursor.ended() or cursor.peek().upper in stop:
        return UNKNOWN_TYPE if cursor.dialect != "sqlite" else Type("")
    written = _words(cursor, stop)
    name = _spelled(" ".join(written).upper(), cursor.dialect)
    if cursor.dialect == "postgresql" and name not in KNOWN_TO_POSTGRESQL:
        return _user_defined(cursor, written)
    values = _labels(cursor) if name in ("ENUM", "SET") and cursor.dialect in MYSQL_FAMILY else None
    arguments = (_quoted(values),) if values is not None else _arguments(cursor)
    suffix = _suffix(cursor, name, written[0].upper())
    return Type(name, arguments, suffix, _dimensions(cursor), values=values)


def _words(cursor: Cursor, stop: frozenset[str]) -> list[str]:
    words = list(cursor.dotted()[-1:])
    if cursor.dialect == "sqlite":
        while cursor.peek().kind == "word" and cursor.peek().upper not in stop:
            words.append(cursor.name())
        return words
    while words[0].upper() in FIRST_WORDS and cursor.peek().upper in SECOND_WORDS and cursor.peek().kind == "word":
        if cursor.sees("CHARACTER", "SET"):
            break
        words.append(cursor.name())
    return words


def _spelled(name: str, dialect: str) -> str:
    if dialect == "sqlite":
        return name
    own = ALIASES_BY_DIALECT.get("mysql" if dialect == "mariadb" else dialect, {})
    return own.get(name) or ALIASES.get(name, name)


def _user_defined(cursor: Cursor, written: list[str]) -> Type:
    arguments = _arguments(cursor)
    name = " ".join(written)
    return Type(name, arguments, dimensions=_dimensions(cursor), enum=None if arguments else name)


def _labels(cursor: Cursor) -> tuple[str, ...]:
    inside = cursor.parenthesised()
    return tuple(part.next().value for part in inside.parts())


def _quoted(labels: tuple[str, ...]) -> str:
    return ",".join("'" + label.replace("'", "''") + "'" for label in labels)


def _arguments(cursor: Cursor) -> tuple[str, ...]:
    if not cursor.sees("("):
        return ()
    return tuple(part.rest() for part in cursor.parenthesised().parts())


def _suffix(cursor: Cursor, name: str, written: str) -> str:
    words = []
    while word := cursor.take_any(MODIFIERS):
        words.append(word)
    for form in (("WITH", "LOCAL", "TIME", "ZONE"), ("WITH", "TIME", "ZONE"), ("WITHOUT", "TIME", "ZONE")):
        if cursor.take(*form):
            words += form
    if not words and cursor.dialect == "postgresql" and name in ("TIME", "TIMESTAMP"):
        words = ["WITH" if written.endswith("TZ") else "WITHOUT", "TIME", "ZONE"]
    return " ".join(word for word in words if word != "SIGNED")


def _dimensions(cursor: Cursor) -> int:
    dimensions = 0
    while cursor.take("["):
        while not cursor.take("]"):
            cursor.next()
        dimensions += 1
    return dimensions
