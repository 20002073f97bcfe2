"""The first words of a statement: what kind of statement it is."""

from __future__ import annotations

from itertools import islice

from migralint.sql.tokens import Token

MODIFIERS = frozenset(
    "OR REPLACE TEMP TEMPORARY GLOBAL LOCAL UNLOGGED UNIQUE FULLTEXT SPATIAL BITMAP CLUSTERED NONCLUSTERED "
    "CONSTRAINT RECURSIVE IGNORE ONLINE OFFLINE TRUSTED PROCEDURAL VIRTUAL EDITIONABLE NONEDITIONABLE FORCE "
    "COLUMNSTORE AGGREGATE INVISIBLE".split()
)
FIRST_OF_TWO = frozenset("MATERIALIZED FOREIGN EVENT DEFAULT ACCESS TEXT USER OPERATOR PUBLIC LARGE".split())
SECOND_OF_TWO = frozenset(
    "VIEW TABLE TRIGGER PRIVILEGES METHOD SEARCH MAPPING CLASS FAMILY SYNONYM OBJECT DATA".split()
)
SPELLED_OUT = {
    "LOCK": "LOCK TABLE",
    "REFRESH": "REFRESH MATERIALIZED VIEW",
    "COMMENT": "COMMENT ON",
    "START": "BEGIN",
    "END": "COMMIT",
    "ABORT": "ROLLBACK",
    "UNLOCK": "UNLOCK TABLES",
    "OPTIMIZE": "OPTIMIZE TABLE",
    "REPAIR": "REPAIR TABLE",
    "EXECUTE": "EXECUTE",
    "EXEC": "EXECUTE",
    "ANALYSE": "ANALYZE",
}


def statement_kind(found: tuple[Token, ...]) -> str:
    words = [token.upper for token in islice(found, 24) if token.kind in ("word", "symbol")]
    first = words[0] if words else ""
    if first in {"CREATE", "ALTER", "DROP"}:
        return f"{first} {_object(words[1:])}".rstrip()
    if first == "VACUUM" and "FULL" in words[1:]:
        return "VACUUM FULL"
    if first == "RENAME" and words[1:2] in (["TABLE"], ["TABLES"]):
        return "RENAME TABLE"
    return SPELLED_OUT.get(first, first)


def _object(words: list[str]) -> str:
    """The kind of object after CREATE, ALTER or DROP."""
    position = 0
    while position < len(words) and words[position] in MODIFIERS:
        position += 1
    if words[position : position + 1] in (["DEFINER"], ["ALGORITHM"], ["SQL"], ["ARRAY"]):  # MySQL's, before the kind
        kinds = {"VIEW", "FUNCTION", "PROCEDURE", "TRIGGER", "EVENT"}
        return next((word for word in words if word in kinds), "OTHER")
    two = words[position : position + 2]
    if len(two) == 2 and two[0] in FIRST_OF_TWO and two[1] in SECOND_OF_TWO:
        return " ".join(two)
    return two[0] if two else ""
