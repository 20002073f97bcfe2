"""INSERT, UPDATE, DELETE, MERGE, TRUNCATE, COPY and SELECT."""

import pytest

from migralint.objects import TableName
from migralint.operations import ChangeData, Query
from tests.sql.reading import read, read_one

POST, PERSON = TableName("post"), TableName("person")
EVERY_DIALECT = pytest.mark.parametrize("dialect", ["postgresql", "mysql", "sqlite", "mssql", "oracle"])


@EVERY_DIALECT
def test_an_update_says_what_it_writes_and_reads(dialect: str) -> None:
    sql = "UPDATE post SET a = b + 1, c = (SELECT name FROM person) WHERE d IS NULL"
    assert read_one(sql, dialect) == ChangeData(
        kind="update",
        table=POST,
        columns=("a", "c"),
        read_columns=("b", "name", "d"),
        has_where=True,
        reads=(PERSON,),
        columns_known=True,
    )


@EVERY_DIALECT
def test_a_delete_without_where_is_of_every_row(dialect: str) -> None:
    assert read_one("DELETE FROM post", dialect) == ChangeData(kind="delete", table=POST, columns_known=True)


@EVERY_DIALECT
def test_a_where_within_a_subquery_is_not_the_statements(dialect: str) -> None:
    operation = read_one("UPDATE post SET a = (SELECT name FROM person WHERE id = 1)", dialect)
    assert isinstance(operation, ChangeData)
    assert not operation.has_where


@EVERY_DIALECT
def test_an_insert_writes_the_columns_it_names(dialect: str) -> None:
    assert read("INSERT INTO post (a, b) VALUES (1, 2); INSERT INTO post (a) SELECT name FROM person", dialect) == [
        ChangeData(kind="insert", table=POST, columns=("a", "b"), columns_known=True),
        ChangeData(
            kind="insert", table=POST, columns=("a",), read_columns=("name",), reads=(PERSON,), columns_known=True
        ),
    ]


@EVERY_DIALECT
def test_an_insert_without_names_writes_columns_that_are_not_known(dialect: str) -> None:
    assert read_one("INSERT INTO post VALUES (1, 2)", dialect) == ChangeData(kind="insert", table=POST)


@EVERY_DIALECT
def test_a_merge_writes_in_both_of_its_branches(dialect: str) -> None:
    operation = read_one(
        "MERGE INTO post USING person ON (post.id = person.id) WHEN MATCHED THEN UPDATE SET a = person.name "
        "WHEN NOT MATCHED THEN INSERT (id, b) VALUES (person.id, 1)",
        dialect,
    )
    assert isinstance(operation, ChangeData)
    assert (operation.kind, operation.table, operation.columns) == ("merge", POST, ("a", "id", "b"))
    assert operation.reads == (PERSON,)


@EVERY_DIALECT
def test_a_select_only_reads(dialect: str) -> None:
    assert read_one("SELECT a FROM post JOIN blog.person ON 1 = 1", dialect) == Query(
        reads=(POST, TableName("person", "blog"))
    )


def test_common_table_expressions_are_no_tables_but_may_write() -> None:
    sql = "WITH gone AS (DELETE FROM post WHERE a = 1 RETURNING b) INSERT INTO archive (b) SELECT b FROM gone"
    assert read(sql) == [
        ChangeData(kind="delete", table=POST, read_columns=("a", "b"), has_where=True, columns_known=True),
        ChangeData(
            kind="insert",
            table=TableName("archive"),
            columns=("b",),
            read_columns=("b", "a"),
            columns_known=True,
        ),
    ]


def test_truncate_names_every_table() -> None:
    assert read("TRUNCATE post, person CASCADE") == [
        ChangeData(kind="truncate", table=POST, cascade=True),
        ChangeData(kind="truncate", table=PERSON, cascade=True),
    ]
    assert read_one("TRUNCATE TABLE post", "mysql") == ChangeData(kind="truncate", table=POST)


def test_copy_writes_or_reads() -> None:
    assert read("COPY post (a) FROM '/tmp/x'; COPY post TO '/tmp/x'") == [
        ChangeData(kind="insert", table=POST, columns=("a",), columns_known=True),
        Query(reads=(POST,)),
    ]


def test_an_update_of_joined_tables_writes_the_one_that_set_names() -> None:
    operation = read_one("UPDATE post JOIN person p ON post.user_id = p.id SET p.name = post.a", "mysql")
    assert isinstance(operation, ChangeData)
    assert (operation.table, operation.columns, operation.reads) == (PERSON, ("name",), (POST,))


def test_an_alias_stands_for_its_table() -> None:
    operation = read_one("UPDATE p SET a = 1 FROM post p JOIN person ON p.user_id = person.id", "mssql")
    assert isinstance(operation, ChangeData)
    assert (operation.table, operation.reads) == (POST, (PERSON,))


@pytest.mark.parametrize(
    ("sql", "dialect"),
    [
        ("REPLACE INTO post (a) VALUES (1)", "mysql"),
        ("INSERT OR REPLACE INTO post (a) VALUES (1)", "sqlite"),
        ("INSERT IGNORE INTO post (a) VALUES (1)", "mysql"),
        ("INSERT INTO post (a) VALUES (1) ON CONFLICT DO NOTHING", "postgresql"),
    ],
)
def test_every_spelling_of_insert_is_one(sql: str, dialect: str) -> None:
    assert read_one(sql, dialect) == ChangeData(kind="insert", table=POST, columns=("a",), columns_known=True)


def test_expressions_nested_too_deep_for_the_parser_are_read_by_the_other() -> None:
    assert read_one(f"SELECT {' || '.join(['a'] * 80)} FROM post") == Query(reads=(POST,))
