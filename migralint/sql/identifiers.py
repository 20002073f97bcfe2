"""Names as SQL writes them."""

from __future__ import annotations

import re

from migralint.objects import TableName

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
# Names that every identifier preparer of SQLAlchemy quotes.
RESERVED_WORDS = frozenset(
    "all analyse analyze and any array as asc both case cast check collate column constraint create current_user "
    "default desc distinct do else end except fetch for foreign from grant group having in initially intersect into "
    "is lateral leading limit localtime localtimestamp not null offset on only or order placing primary references "
    "returning select session_user some symmetric table then to trailing true false union unique user using variadic "
    "when where window with".split()
)


def identifier(name: str, dialect: str = "postgresql") -> str:
    """The name, in quotes where it is reserved or not plain lower case."""
    if _PLAIN.fullmatch(name) and name not in RESERVED_WORDS:
        return name
    quote = "`" if dialect in ("mysql", "mariadb") else '"'
    return f"{quote}{name.replace(quote, quote * 2)}{quote}"


def table_identifier(table: TableName, dialect: str = "postgresql") -> str:
    parts = (table.schema, table.name) if table.schema else (table.name,)
    return ".".join(identifier(part, dialect) for part in parts)
