"""Bind parameters, parts that are not known, and text that is no SQL."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.objects import UNKNOWN_TYPE, Column, Default, TableName, Type
from migralint.operations import AddColumn, ChangeData, CreateTable, Query, RawSql, Unread
from migralint.sql import UNKNOWN_PLACEHOLDER, read_sql
from migralint.sql.text import read_text
from tests.sql.reading import read, read_one

POST = TableName("post")
DIALECTS = ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"]
UPDATED = ChangeData(
    kind="update", table=POST, columns=("a",), read_columns=("id",), has_where=True, columns_known=True
)


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "sqlite", "mssql", "oracle"])
@pytest.mark.parametrize("parameter", [":value", "%(value)s", "%s", "?", "':value'", "'10:30'"])
def test_bind_parameters_are_no_obstacle(dialect: str, parameter: str) -> None:
    assert read_one(f"UPDATE post SET a = {parameter} WHERE id = 1", dialect) == UPDATED


def test_a_parameter_after_in_is_a_list() -> None:
    assert read_one("UPDATE post SET a = 1 WHERE id IN :ids") == UPDATED
    assert read_one("UPDATE post SET a = 1 WHERE id NOT IN :i", "mysql") == UPDATED


def test_casts_and_slices_are_no_parameters() -> None:
    assert read_one("UPDATE post SET a = '1'::text || (x)::text WHERE id = (y)[1:2]") != UPDATED
    assert read_one("UPDATE post SET a = $1 WHERE id = 1") == UPDATED


def test_an_escaped_colon_is_a_colon() -> None:
    assert read_one(r"""ALTER TABLE post ADD a jsonb DEFAULT '{"b"\:true}'""") == AddColumn(
        table=POST, column=Column("a", Type("JSONB"), default=Default("""'{"b":true}'"""))
    )


def test_a_default_that_is_a_parameter_is_not_known() -> None:
    column = Column("a", Type("INTEGER"), default=Default("?"))
    assert read_one("ALTER TABLE post ADD a int DEFAULT :value", "mysql") == AddColumn(table=POST, column=column)


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "sqlite"])
def test_a_name_that_is_not_known_makes_the_operation_unread(dialect: str) -> None:
    (operation,) = read_sql("ALTER TABLE post ADD migralint_unknown1 int", dialect)
    assert operation == Unread(
        directive="SQL ALTER TABLE",
        why="part of the statement is not known",
        table=POST,
        source="SQL ALTER TABLE",
        sql="ALTER TABLE post ADD migralint_unknown1 int",
    )


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE migralint_unknown ADD a int",
        "DROP TABLE migralint_unknown",
        "CREATE INDEX ix_migralint_unknown1_a ON post (a)",
        "ALTER TABLE post DROP CONSTRAINT migralint_unknown",
        "ALTER TABLE post ADD FOREIGN KEY (a) REFERENCES migralint_unknown (id)",
        "UPDATE migralint_unknown SET a = 1",
        "ALTER TABLE post migralint_unknown",
        "migralint_unknown",
    ],
)
def test_no_part_of_an_operation_is_guessed(sql: str) -> None:
    for dialect in DIALECTS:
        (operation,) = read(sql, dialect)
        assert isinstance(operation, Unread)
        assert operation.why == "part of the statement is not known"


def test_values_and_conditions_may_be_unknown() -> None:
    assert read_one("UPDATE post SET a = migralint_unknown1 WHERE id = migralint_unknown2") == UPDATED
    assert read_one("SELECT a FROM migralint_unknown, post") == Query(reads=(POST,))
    assert read_one("INSERT INTO post (a) VALUES migralint_unknown") == ChangeData(
        kind="insert", table=POST, columns=("a",), columns_known=True
    )


def test_types_and_defaults_may_be_unknown() -> None:
    assert read_one("ALTER TABLE post ADD a migralint_unknown1 DEFAULT migralint_unknown2") == AddColumn(
        table=POST, column=Column("a", UNKNOWN_TYPE, default=Default("?"))
    )


def test_what_the_server_cannot_parse_is_unread() -> None:
    assert read("ALTER TABLE post MODIFY a int; COMMIT") == [
        Unread(directive="SQL", why='syntax error at or near "MODIFY"', table=POST, refused=True),
        RawSql(text="", command="COMMIT"),
    ]
    assert read_one("FROBNICATE post", "mysql") == Unread(
        directive="SQL", why="FROBNICATE is no statement that is known"
    )


@pytest.mark.parametrize("dialect", DIALECTS)
def test_comments_and_blanks_are_no_statement(dialect: str) -> None:
    assert read_sql("  -- nothing\n /* at all */ ; ", dialect) == ()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_nul_character_is_unread(dialect: str) -> None:
    assert read_one("SELECT \0", dialect) == Unread(directive="SQL", why="it holds a NUL character")


def test_postgresql_is_read_where_its_parser_has_no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    sql = "CREATE TABLE \"Post\" (Id int8 PRIMARY KEY, status mood NOT NULL DEFAULT 'sad', at timestamptz, UNIQUE (at))"
    with_parser = read_sql(sql, "postgresql")
    read_text.cache_clear()
    monkeypatch.setitem(sys.modules, "postgast", None)
    without_parser = read_sql(sql, "postgresql")
    read_text.cache_clear()
    assert isinstance(with_parser[0], CreateTable)
    assert without_parser == with_parser


WORDS = (
    "ALTER CREATE DROP TABLE INDEX ADD COLUMN CONSTRAINT post a int NOT NULL DEFAULT UPDATE SET WHERE INSERT INTO "
    "VALUES SELECT FROM BEGIN END TRIGGER ON RENAME TO MODIFY EXEC sp_rename IN "
    "( ) , ; ' \" ` [ ] $$ -- /* : :x ? % . 1 \ud800"
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from([*WORDS.split(), UNKNOWN_PLACEHOLDER]), max_size=25).map(" ".join),
    st.sampled_from(DIALECTS),
)
def test_no_words_raise(text: str, dialect: str) -> None:
    assert all(operation.sql is not None for operation in read_sql(text, dialect))


@settings(max_examples=200, deadline=None)
@given(st.text(), st.sampled_from(DIALECTS))
def test_no_text_raises(text: str, dialect: str) -> None:
    read_sql(text, dialect)
