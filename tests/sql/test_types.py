"""Column types, spelled as SQLAlchemy spells them."""

import pytest

from migralint.objects import Type
from migralint.operations import AddColumn
from tests.sql.reading import read_one


def type_of(written: str, dialect: str) -> Type:
    operation = read_one(f"ALTER TABLE t ADD c {written}", dialect)
    assert isinstance(operation, AddColumn)
    return operation.column.type


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("int", "INTEGER"),
        ("int4", "INTEGER"),
        ("int8", "BIGINT"),
        ("smallserial", "SMALLINT"),
        ("varchar(50)", "VARCHAR(50)"),
        ("character varying(50)", "VARCHAR(50)"),
        ("varchar", "VARCHAR"),
        ("text", "TEXT"),
        ("bool", "BOOLEAN"),
        ("timestamp", "TIMESTAMP WITHOUT TIME ZONE"),
        ("timestamptz(3)", "TIMESTAMP(3) WITH TIME ZONE"),
        ("timestamp with time zone", "TIMESTAMP WITH TIME ZONE"),
        ("time", "TIME WITHOUT TIME ZONE"),
        ("float8", "DOUBLE PRECISION"),
        ("float4", "REAL"),
        ("decimal(6, 2)", "NUMERIC(6, 2)"),
        ("bytea", "BYTEA"),
        ("jsonb", "JSONB"),
        ("uuid", "UUID"),
        ("text[][]", "TEXT[][]"),
        ("char(3)", "CHAR(3)"),
        ("bit varying(8)", "BIT VARYING(8)"),
        ("interval", "INTERVAL"),
        ("interval day to second(3)", "INTERVAL(3) DAY TO SECOND"),
        ("tsvector", "TSVECTOR"),
    ],
)
def test_postgresql_has_one_name_for_each(written: str, spelled: str) -> None:
    assert str(type_of(written, "postgresql")) == spelled


def test_an_unknown_name_on_postgresql_may_be_an_enum() -> None:
    assert type_of('app."Mood"', "postgresql") == Type("Mood", enum="Mood", enum_schema="app")
    assert type_of("geometry(Point, 4326)", "postgresql") == Type("geometry", ("point", "4326"))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("int", Type("INTEGER")),
        ("int(11) unsigned", Type("INTEGER", ("11",), "UNSIGNED")),
        ("tinyint(1)", Type("TINYINT", ("1",))),
        ("double precision", Type("DOUBLE")),
        ("boolean", Type("BOOL")),
        ("mediumtext", Type("MEDIUMTEXT")),
        ("enum('a', 'it''s')", Type("ENUM", ("'a','it''s'",), values=("a", "it's"))),
        ("varchar(10) character set utf8mb4", Type("VARCHAR", ("10",))),
    ],
)
def test_mysql_spells_its_own(written: str, expected: Type) -> None:
    assert type_of(written, "mysql") == expected


@pytest.mark.parametrize(
    ("dialect", "written", "expected"),
    [
        ("sqlite", "unsigned big int NOT NULL", Type("UNSIGNED BIG INT")),
        ("sqlite", "varchar(20)", Type("VARCHAR", ("20",))),
        ("mssql", "nvarchar(max)", Type("NVARCHAR", ("max",))),
        ("mssql", "[int] NOT NULL", Type("INTEGER")),
        ("oracle", "VARCHAR2(10 CHAR)", Type("VARCHAR2", ("10 CHAR",))),
        ("oracle", "TIMESTAMP(6) WITH LOCAL TIME ZONE", Type("TIMESTAMP", ("6",), "WITH LOCAL TIME ZONE")),
    ],
)
def test_others_are_as_written(dialect: str, written: str, expected: Type) -> None:
    assert type_of(written, dialect) == expected
