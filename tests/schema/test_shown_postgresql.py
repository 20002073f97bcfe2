"""Defaults as PostgreSQL shows them."""

import pytest

from migralint.objects import Column, Default, Type
from migralint.schema.shown import shown_default
from tests.schema.given import table


@pytest.mark.parametrize(
    ("kind", "sql", "shown"),
    [
        (Type("TIMESTAMP"), "now()", "now()"),
        (Type("TIMESTAMP"), "'now()'", "?"),
        (Type("TIMESTAMP", suffix="WITH TIME ZONE"), "'NOW()'", "?"),
        (Type("DATE"), "'today'", "?"),
        (Type("VARCHAR", ("20",)), "'now()'", "'now()'::character varying"),
        (Type("TIMESTAMP"), "'2024-01-01 00:00:00'", "'2024-01-01 00:00:00'::timestamp without time zone"),
    ],
)
def test_a_string_that_means_now_is_a_moment_that_nobody_knows(kind: Type, sql: str, shown: str) -> None:
    column = Column("c", kind, default=Default(sql))
    assert shown_default(table("t", column), column, "postgresql") == shown
