"""Types and defaults as MySQL's and MariaDB's SHOW CREATE TABLE spells them, types in SQLAlchemy's capitals.

MariaDB tells the display width of every integer, MySQL 8 only that of TINYINT(1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from migralint.objects import Column, Type

NAMES: Final[Mapping[str, str]] = {
    "INT": "INTEGER",
    "NUMERIC": "DECIMAL",
    "DEC": "DECIMAL",
    "DOUBLE PRECISION": "DOUBLE",
    "REAL": "DOUBLE",
    "CHARACTER": "CHAR",
    "CHARACTER VARYING": "VARCHAR",
}
WIDTHS: Final[Mapping[str, tuple[str, str]]] = {  # signed, unsigned
    "TINYINT": ("4", "3"),
    "SMALLINT": ("6", "5"),
    "MEDIUMINT": ("9", "8"),
    "INTEGER": ("11", "10"),
    "BIGINT": ("20", "20"),
}
SIZES: Final[Mapping[str, tuple[str, ...]]] = {  # what stands where the script gives no size
    "DECIMAL": ("10", "0"),
    "CHAR": ("1",),
    "BINARY": ("1",),
    "BIT": ("1",),
}
NUMBERS: Final = frozenset((*WIDTHS, "DECIMAL", "FLOAT", "DOUBLE"))
MARIADB_JSON: Final = Type("LONGTEXT", suffix="CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")


def shown_type(kind: Type, dialect: str) -> Type:
    name = NAMES.get(kind.name.upper(), kind.name)
    if name in ("BOOL", "BOOLEAN"):
        return Type("TINYINT", ("1",))
    if name in WIDTHS:
        return replace(kind, name=name, arguments=_width(name, kind, dialect))
    if name == "FLOAT" and len(kind.arguments) == 1 and kind.arguments[0].isdigit():
        return replace(kind, name="FLOAT" if int(kind.arguments[0]) <= 24 else "DOUBLE", arguments=())
    if name == "JSON" and dialect == "mariadb":
        return MARIADB_JSON
    arguments = kind.arguments or SIZES.get(name, ())
    if name == "DECIMAL" and len(arguments) == 1:
        arguments = (*arguments, "0")
    return replace(kind, name=name, arguments=arguments, suffix=_with_character_set(kind.suffix))


def _width(name: str, kind: Type, dialect: str) -> tuple[str, ...]:
    if dialect != "mariadb":
        return kind.arguments if "ZEROFILL" in kind.suffix or (name, *kind.arguments) == ("TINYINT", "1") else ()
    return kind.arguments or (WIDTHS[name]["UNSIGNED" in kind.suffix],)


def _with_character_set(suffix: str) -> str:
    """A collation belongs to one character set, which begins its name."""
    found = re.match(r"COLLATE (\w+?)_", suffix)
    return f"CHARACTER SET {found[1]} {suffix}" if found else suffix


def shown_default(column: Column, dialect: str) -> str | None:
    if column.default is None or column.default.sql.upper() == "NULL":
        return None
    sql = {"true": "1", "false": "0"}.get(column.default.sql.lower(), column.default.sql)
    if shown_type(column.type, dialect).name not in NUMBERS:
        return sql
    number = re.fullmatch(r"'?(-?[\d.]+)'?", sql)
    return (number[1] if dialect == "mariadb" else f"'{number[1]}'") if number else sql
