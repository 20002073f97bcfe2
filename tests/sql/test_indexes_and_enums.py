"""Indexes of every dialect, enums of PostgreSQL."""

from migralint.objects import EnumType, Index, TableName
from migralint.operations import (
    AddEnumValue,
    CreateEnum,
    CreateIndex,
    DropEnum,
    DropIndex,
    RenameEnum,
    RenameEnumValue,
    RenameIndex,
)
from tests.sql.reading import read, read_one

POST = TableName("post")


def test_an_index_is_created_with_all_its_parts() -> None:
    sql = """CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ix ON ONLY post USING gist (lower(a) DESC, b)
             INCLUDE (c) WHERE d IS NULL"""
    assert read_one(sql) == CreateIndex(
        table=POST,
        index=Index("ix", ("lower(a)", "b"), True, "d IS NULL", "gist", ("c",), (0,)),
        concurrently=True,
        if_not_exists=True,
        only=True,
    )


def test_an_order_of_postgresql_makes_an_expression() -> None:
    index = Index("ix", ("a DESC", "b ASC NULLS FIRST", "c DESC NULLS LAST", "d"), expressions=(0, 1, 2))
    sql = "CREATE INDEX ix ON post (a DESC, b NULLS FIRST, c DESC NULLS LAST, d ASC)"
    assert read_one(sql) == CreateIndex(table=POST, index=index)


def test_a_plain_index_has_only_columns() -> None:
    created = CreateIndex(table=POST, index=Index("ix", ("a", "b")))
    assert read_one("CREATE INDEX ix ON post USING btree (a text_pattern_ops, b ASC NULLS LAST)") == created
    assert read_one("CREATE INDEX ix ON post (a(10), b)", "mysql") == created
    assert read_one("CREATE NONCLUSTERED INDEX ix ON [post] ([a], [b] DESC)", "mssql") == created


def test_operator_classes_are_kept_as_alembic_is_told_them() -> None:
    created = read_one("CREATE INDEX ix ON post USING gin (a gin_trgm_ops, b public.gin_trgm_ops, c)")
    assert isinstance(created, CreateIndex)
    assert created.index.options == ('postgresql_ops={"a": "gin_trgm_ops", "b": "gin_trgm_ops"}',)


def test_what_stands_behind_the_columns_is_kept_on_sqlite() -> None:
    index = Index("ix", ("a", "b", "c"), orders=("COLLATE NOCASE", "DESC", ""))
    created = CreateIndex(table=POST, index=index)
    assert read_one("CREATE INDEX ix ON post (a COLLATE NOCASE, b DESC, c ASC)", "sqlite") == created


def test_an_index_on_an_expression_keeps_its_sql() -> None:
    assert read_one("CREATE INDEX ix ON post ((lower(a)), b) ", "mysql") == CreateIndex(
        table=POST, index=Index("ix", ("(lower(a))", "b"), expressions=(0,))
    )


def test_an_index_on_a_condition_is_one_on_an_expression() -> None:
    created = CreateIndex(table=POST, index=Index("ix", ("a IS NULL", "b"), expressions=(0,)))
    assert read_one("CREATE INDEX ix ON post (a IS NULL, b)", "sqlite") == created


def test_indexes_are_dropped_and_renamed() -> None:
    assert read("DROP INDEX CONCURRENTLY IF EXISTS blog.ix; ALTER INDEX ix RENAME TO iy") == [
        DropIndex(name="ix", schema="blog", concurrently=True, if_exists=True),
        RenameIndex(name="ix", new_name="iy"),
    ]
    assert read_one("DROP INDEX ix ON post", "mysql") == DropIndex(name="ix", table=POST)
    assert read_one("DROP INDEX post.ix", "mssql") == DropIndex(name="ix", table=POST)


def test_an_enum_is_created_changed_and_dropped() -> None:
    assert read(
        "CREATE TYPE app.mood AS ENUM ('sad', 'ok'); ALTER TYPE app.mood ADD VALUE IF NOT EXISTS 'happy' AFTER 'ok';"
        "ALTER TYPE mood ADD VALUE 'x' BEFORE 'ok'; ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';"
        "ALTER TYPE mood RENAME TO feeling; DROP TYPE IF EXISTS app.mood CASCADE"
    ) == [
        CreateEnum(enum=EnumType("mood", ("sad", "ok"), "app")),
        AddEnumValue(enum="mood", value="happy", schema="app", after="ok", if_not_exists=True),
        AddEnumValue(enum="mood", value="x", before="ok"),
        RenameEnumValue(enum="mood", value="ok", new_value="fine"),
        RenameEnum(name="mood", new_name="feeling"),
        DropEnum(name="mood", schema="app", if_exists=True, cascade=True),
    ]
