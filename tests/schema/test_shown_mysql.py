"""Types and defaults as MySQL 8 and MariaDB 10.11 show them."""

import pytest

from migralint.dialects.target import Target
from migralint.objects import Column, Default, ForeignKey, PrimaryKey, Type
from migralint.schema.json import to_json
from migralint.schema.shown import shown_default, shown_type
from migralint.schema.type_text import read_type
from tests.schema.given import INTEGER, key, name, schema, table


@pytest.mark.parametrize(
    ("written", "mysql", "mariadb"),
    [
        ("INTEGER", "INTEGER", "INTEGER(11)"),
        ("BIGINT", "BIGINT", "BIGINT(20)"),
        ("SMALLINT UNSIGNED", "SMALLINT UNSIGNED", "SMALLINT(5) UNSIGNED"),
        ("BOOL", "TINYINT(1)", "TINYINT(1)"),
        ("INTEGER(5)", "INTEGER", "INTEGER(5)"),
        ("FLOAT(53)", "DOUBLE", "DOUBLE"),
        ("FLOAT", "FLOAT", "FLOAT"),
        ("NUMERIC", "DECIMAL(10, 0)", "DECIMAL(10, 0)"),
        ("NUMERIC(8)", "DECIMAL(8, 0)", "DECIMAL(8, 0)"),
        ("JSON", "JSON", "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"),
        (
            "VARCHAR(9) COLLATE utf8mb4_bin",
            "VARCHAR(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
            "VARCHAR(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
        ),
        ("VARCHAR(9)", "VARCHAR(9)", "VARCHAR(9)"),
    ],
)
def test_types_are_shown_as_the_server_keeps_them(written: str, mysql: str, mariadb: str) -> None:
    assert shown_type(read_type(written), "mysql") == mysql
    assert shown_type(read_type(written), "mariadb") == mariadb


@pytest.mark.parametrize(
    ("kind", "sql", "mysql", "mariadb"),
    [
        (INTEGER, "'5'", "'5'", "5"),
        (INTEGER, "5", "'5'", "5"),
        (Type("BOOL"), "true", "'1'", "1"),
        (Type("VARCHAR", ("9",)), "'5'", "'5'", "'5'"),
        (Type("VARCHAR", ("9",)), "NULL", None, None),
    ],
)
def test_mysql_quotes_the_default_of_a_number(kind: Type, sql: str, mysql: str | None, mariadb: str | None) -> None:
    column = Column("a", kind, default=Default(sql))
    assert shown_default(table("t", column), column, "mysql") == mysql
    assert shown_default(table("t", column), column, "mariadb") == mariadb


def test_mysql_tells_neither_the_name_of_a_primary_key_nor_restrict() -> None:
    reference = ForeignKey(("id",), name("u"), ("id",), "fk", on_delete="RESTRICT")
    document = to_json(schema(table("t", key(), PrimaryKey(("id",), "PRIMARY"), reference)), dialect="mysql")
    assert document["tables"]["t"]["primary_key"] == {"name": None, "columns": ["id"]}
    assert document["tables"]["t"]["foreign_keys"][0]["ondelete"] is None


def test_a_mysql_dialect_with_a_version_from_10_on_speaks_to_mariadb() -> None:
    servers = [Target("mysql").server, Target("mysql", (8, 4)).server, Target("mysql", (10, 11)).server]
    assert servers == ["mysql", "mysql", "mariadb"]
    assert Target("postgresql", (16,)).server == "postgresql"
