"""Whether PostgreSQL must compute a column's default for every row."""

from __future__ import annotations

import re

from migralint.dialects.postgresql.server import Server
from migralint.objects import Column, Default
from migralint.schema import Schema

VOLATILE_FUNCTIONS = frozenset(
    "random random_normal clock_timestamp timeofday nextval setval currval lastval gen_random_uuid uuidv4 uuidv7 "
    "uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 gen_random_bytes gen_salt txid_current pg_sleep "
    "pg_current_xact_id".split()
)
STRING = re.compile(r"'(?:[^']|'')*'")
CALL = re.compile(r'([\w."]+)\s*\(')
NULL = re.compile(r"\(*NULL(?:::.*)?\)*", re.IGNORECASE)


def is_null(default: Default | None) -> bool:
    """Whether new rows get NULL."""
    return default is None or (not default.quoted and NULL.fullmatch(default.sql.strip()) is not None)


def computes_every_row(column: Column, schema: Schema, server: Server) -> bool:
    """Whether a new column is stored in every row at once: one value cannot stand for all."""
    if column.autoincrement or column.identity is not None or is_constrained_domain(column.type.name, schema):
        return True
    if column.computed is not None:
        return column.computed.stored is not False
    default = column.default
    if default is None or is_null(default) or not default.known:
        return False
    return server.may_precede(11) or (not default.quoted and is_volatile(default.sql, schema, server))


def is_constrained_domain(name: str, schema: Schema) -> bool:
    return schema.objects.get(("domain", name)) is False


def is_volatile(sql: str, schema: Schema, server: Server) -> bool:
    """A function that no revision made and that PostgreSQL does not have is taken as stable."""
    called = (name.replace('"', "").lower() for name in CALL.findall(STRING.sub("''", sql)))
    return any(
        name.rpartition(".")[2] in VOLATILE_FUNCTIONS or schema.objects.get(("function", name)) is False
        for name in called
    )
