"""Alembic code is written as a script would have it."""

import pytest

from migralint.alembic_code.calls import sqlalchemy_type
from migralint.objects import Type


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Type("VARCHAR", ("80",)), "sa.String(80)"),
        (Type("TIMESTAMP", suffix="WITH TIME ZONE"), "sa.DateTime(timezone=True)"),
        (Type("TIMESTAMP", ("0",), suffix="WITH TIME ZONE"), "postgresql.TIMESTAMP(precision=0, timezone=True)"),
        (Type("TIME", ("3",), suffix="WITHOUT TIME ZONE"), "postgresql.TIME(precision=3)"),
        (Type("DATETIME", ("6",)), "mysql.DATETIME(fsp=6)"),
        (Type("DATETIME"), "sa.DateTime()"),
    ],
    ids=str,
)
def test_a_type_is_written_with_what_its_class_takes(kind: Type, code: str) -> None:
    assert sqlalchemy_type(kind) == code
