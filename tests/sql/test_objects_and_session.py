"""Other named objects, and statements without effect on the schema."""

import pytest

from migralint.objects import TableName
from migralint.operations import CreateObject, DropObject, Operation, RawSql
from migralint.sql import read_sql
from tests.sql.reading import read, read_one

POST = TableName("post")


@pytest.mark.parametrize(
    ("sql", "operation"),
    [
        ("CREATE OR REPLACE VIEW v AS SELECT 1", CreateObject(kind="view", name="v", or_replace=True)),
        (
            "CREATE MATERIALIZED VIEW IF NOT EXISTS s.m AS SELECT 1",
            CreateObject(kind="materialized view", name="s.m", if_not_exists=True),
        ),
        (
            "CREATE FUNCTION s.f(a int) RETURNS int AS $$ BEGIN; DROP TABLE x; END $$ LANGUAGE plpgsql",
            CreateObject(kind="function", name="s.f", plain=False),
        ),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", CreateObject(kind="function", name="f")),
        (
            "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN 1; END'",
            CreateObject(kind="function", name="f"),
        ),
        (
            "CREATE TRIGGER tr BEFORE INSERT ON post FOR EACH ROW EXECUTE FUNCTION f()",
            CreateObject(kind="trigger", name="tr", table=POST),
        ),
        ("CREATE SEQUENCE s START 5", CreateObject(kind="sequence", name="s")),
        ("CREATE EXTENSION IF NOT EXISTS pg_trgm", CreateObject(kind="extension", name="pg_trgm", if_not_exists=True)),
        ("CREATE SCHEMA blog", CreateObject(kind="schema", name="blog")),
        ("CREATE DOMAIN d AS int", CreateObject(kind="domain", name="d")),
        ("CREATE DOMAIN d AS int CHECK (VALUE > 0)", CreateObject(kind="domain", name="d", plain=False)),
        ("CREATE TYPE pair AS (a int, b int)", CreateObject(kind="type", name="pair")),
        ("CREATE POLICY p ON post USING (true)", CreateObject(kind="policy", name="p", table=POST)),
        ("CREATE RULE r AS ON DELETE TO post DO NOTHING", CreateObject(kind="rule", name="r", table=POST)),
        ("CREATE ROLE bob", CreateObject(kind="role", name="bob")),
        ("CREATE DATABASE shop", CreateObject(kind="database", name="shop")),
        ("DROP VIEW IF EXISTS v CASCADE", DropObject(kind="view", name="v", if_exists=True, cascade=True)),
        ("DROP FUNCTION s.f(int, text)", DropObject(kind="function", name="s.f")),
        ("DROP TRIGGER tr ON blog.post", DropObject(kind="trigger", name="tr", table=TableName("post", "blog"))),
        ("DROP SCHEMA blog CASCADE", DropObject(kind="schema", name="blog", cascade=True)),
        ("DROP DATABASE shop", DropObject(kind="database", name="shop")),
    ],
)
def test_postgresql_creates_and_drops(sql: str, operation: Operation) -> None:
    assert read_one(sql) == operation


def test_a_renamed_view_is_one_that_goes_and_one_that_comes() -> None:
    assert read("ALTER VIEW s.a RENAME TO b") == [
        DropObject(kind="view", name="s.a"),
        CreateObject(kind="view", name="s.b"),
    ]


@pytest.mark.parametrize(
    ("sql", "dialect"),
    [
        (
            "CREATE TRIGGER tr AFTER UPDATE ON post BEGIN UPDATE a SET b = CASE WHEN 1 THEN 2 END; DELETE FROM c; END",
            "sqlite",
        ),
        ("CREATE TRIGGER tr BEFORE INSERT ON post FOR EACH ROW BEGIN IF a THEN SET b = 1; END IF; END", "mysql"),
    ],
)
def test_the_body_of_a_trigger_is_part_of_it(sql: str, dialect: str) -> None:
    created, selected = read(f"{sql}; SELECT 1", dialect)
    assert created == CreateObject(kind="trigger", name="tr", table=POST)
    assert type(selected).__name__ == "Query"


def test_a_view_of_mysql_is_found_behind_its_options() -> None:
    sql = "CREATE OR REPLACE ALGORITHM=MERGE DEFINER=`a`@`b` SQL SECURITY DEFINER VIEW v AS SELECT 1"
    assert read_one(sql, "mysql") == CreateObject(kind="view", name="v", or_replace=True)


@pytest.mark.parametrize(
    ("sql", "operation"),
    [
        ("COMMIT", RawSql(text="", command="COMMIT")),
        ("END", RawSql(text="", command="COMMIT")),
        ("BEGIN", RawSql(text="", command="BEGIN")),
        ("ROLLBACK TO SAVEPOINT a", RawSql(text="", command="ROLLBACK")),
        ("SET LOCAL lock_timeout = '2s'", RawSql(text="", command="SET")),
        ("LOCK TABLE post IN SHARE MODE", RawSql(text="", command="LOCK TABLE", table=POST)),
        ("GRANT SELECT ON post TO bob", RawSql(text="", command="GRANT", table=POST)),
        ("COMMENT ON COLUMN post.a IS 'x'", RawSql(text="", command="COMMENT ON", table=POST)),
        ("REINDEX TABLE CONCURRENTLY post", RawSql(text="", command="REINDEX", table=POST, concurrently=True)),
        ("REINDEX INDEX ix", RawSql(text="", command="REINDEX")),
        ("VACUUM (FULL) post", RawSql(text="", command="VACUUM FULL", table=POST)),
        ("ANALYZE post", RawSql(text="", command="ANALYZE", table=POST)),
        ("CLUSTER post USING ix", RawSql(text="", command="CLUSTER", table=POST)),
        (
            "REFRESH MATERIALIZED VIEW CONCURRENTLY m",
            RawSql(text="", command="REFRESH MATERIALIZED VIEW", table=TableName("m"), concurrently=True),
        ),
        ("DO $$ BEGIN DROP TABLE post; END $$", RawSql(text="", command="DO", opaque=True)),
        ("CALL p()", RawSql(text="", command="CALL", opaque=True)),
    ],
)
def test_postgresql_commands_are_named(sql: str, operation: RawSql) -> None:
    assert read_one(sql) == operation


@pytest.mark.parametrize(
    ("sql", "dialect", "command"),
    [
        ("PRAGMA foreign_keys=OFF", "sqlite", "PRAGMA"),
        ("BEGIN IMMEDIATE", "sqlite", "BEGIN"),
        ("SET FOREIGN_KEY_CHECKS=0", "mysql", "SET"),
        ("UNLOCK TABLES", "mysql", "UNLOCK TABLES"),
    ],
)
def test_commands_of_other_dialects_are_named(sql: str, dialect: str, command: str) -> None:
    assert read_one(sql, dialect) == RawSql(text="", command=command)


def test_mysql_locks_tables_one_by_one() -> None:
    assert read("LOCK TABLES a WRITE, b READ", "mysql") == [
        RawSql(text="", command="LOCK TABLE", table=TableName("a")),
        RawSql(text="", command="LOCK TABLE", table=TableName("b")),
    ]


def test_a_statement_keeps_its_own_text() -> None:
    first, second = read_sql(" COMMIT ; -- done\n SET a = 1;\n", "postgresql")
    assert (first.sql, second.sql) == ("COMMIT", "SET a = 1")
    assert isinstance(second, RawSql)
    assert (second.text, second.source) == ("SET a = 1", "SQL SET")


def test_the_first_operation_of_a_text_tells_how_many_statements_it_has() -> None:
    operations = read_sql(
        "ALTER TABLE post ADD a int, ADD b int; DELETE FROM post WHERE a = 1; -- the end;", "postgresql"
    )
    assert [operation.statements for operation in operations] == [2, 1, 1]
