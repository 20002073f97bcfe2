"""Which type changes rewrite a table on PostgreSQL, in the types' spelling of migrations."""

from __future__ import annotations

import pytest

from migralint.dialects.postgresql import effect_of
from migralint.dialects.postgresql.types import Change, type_change
from migralint.interpreter.step import Step
from migralint.objects import Check, Column, EnumType, ForeignKey, Index, PrimaryKey, TableName, Type
from migralint.operations import AlterColumn
from migralint.schema import Schema, Table
from migralint.schema.type_text import read_type

POSTS, USERS = TableName("posts"), TableName("users")
MOOD = EnumType("mood", ("glad", "sad"))
ENUMS = Schema.of([], [MOOD])


def change(old: str, new: str) -> Change:
    known = {"mood": MOOD}
    return type_change(read_type(old, known), read_type(new, known), ENUMS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("VARCHAR(50)", "VARCHAR(100)"),
        ("VARCHAR(50)", "VARCHAR"),
        ("VARCHAR(50)", "TEXT"),
        ("TEXT", "VARCHAR"),
        ("CHARACTER VARYING(50)", "VARCHAR(50)"),
        ("NUMERIC(10, 2)", "NUMERIC(12, 2)"),
        ("NUMERIC(10, 2)", "NUMERIC"),
        ("NUMERIC(10)", "NUMERIC(10, 0)"),
        ("TIMESTAMP(3) WITHOUT TIME ZONE", "TIMESTAMP WITHOUT TIME ZONE"),
        ("TIMESTAMP WITH TIME ZONE", "TIMESTAMP(6) WITH TIME ZONE"),
        ("TIME(0) WITHOUT TIME ZONE", "TIME(3) WITHOUT TIME ZONE"),
        ("INTERVAL (3)", "INTERVAL (6)"),
        ("BIT VARYING(16)", "BIT VARYING(32)"),
        ("CIDR", "INET"),
        ("FLOAT", "FLOAT(53)"),
        ("FLOAT", "DOUBLE PRECISION"),
        ("INTEGER", "INT"),
        ("mood", "mood"),
        ("VARCHAR(50)[]", "VARCHAR(50)[]"),
    ],
)
def test_a_change_in_the_catalogue_alone_is_free(old: str, new: str) -> None:
    assert change(old, new) is Change.FREE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("VARCHAR(50)", "VARCHAR(20)"),
        ("VARCHAR", "VARCHAR(50)"),
        ("TEXT", "VARCHAR(200)"),
        ("VARCHAR(50)", "CHAR(50)"),
        ("CHAR(10)", "CHAR(20)"),
        ("CHAR(10)", "TEXT"),
        ("SMALLINT", "INTEGER"),
        ("INTEGER", "BIGINT"),
        ("BIGINT", "INTEGER"),
        ("INTEGER", "NUMERIC"),
        ("REAL", "DOUBLE PRECISION"),
        ("FLOAT(24)", "FLOAT"),
        ("NUMERIC(10, 2)", "NUMERIC(9, 2)"),
        ("NUMERIC(10, 2)", "NUMERIC(12, 4)"),
        ("NUMERIC", "NUMERIC(10, 2)"),
        ("TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMP(3) WITHOUT TIME ZONE"),
        ("DATE", "TIMESTAMP WITHOUT TIME ZONE"),
        ("JSON", "JSONB"),
        ("TEXT", "JSONB"),
        ("VARCHAR(36)", "UUID"),
        ("INET", "CIDR"),
        ("mood", "VARCHAR(20)"),
        ("VARCHAR(20)", "mood"),
        ("VARCHAR(50)[]", "TEXT[]"),
        ("INTEGER", "INTEGER[]"),
    ],
)
def test_a_change_of_the_stored_bytes_rewrites(old: str, new: str) -> None:
    assert change(old, new) is Change.REWRITES


def test_an_unknown_or_foreign_type_is_not_judged() -> None:
    assert change("?", "BIGINT") is Change.UNKNOWN
    assert change("geometry(POINT,4326)", "geometry(POINT,3857)") is Change.UNKNOWN
    assert change("TEXT", "vector") is Change.UNKNOWN


def test_a_zone_depends_on_the_session() -> None:
    assert change("TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMP WITH TIME ZONE") is Change.ZONED


def test_a_collation_orders_the_index_anew() -> None:
    assert change("VARCHAR(50)", 'VARCHAR(50) COLLATE "C"') is Change.REINDEXES


@pytest.mark.parametrize("using", ["title", "title::text", "(title)::text", "CAST(title AS text)", '"title"::TEXT'])
def test_a_plain_cast_in_using_is_free(using: str) -> None:
    assert rewrites("VARCHAR(50)", "TEXT", using) == ()


@pytest.mark.parametrize(
    "using", ["trim(title)", "title || ''", "title::varchar(20)", "other::text", "title::int::text"]
)
def test_an_expression_in_using_rewrites(using: str) -> None:
    assert rewrites("VARCHAR(50)", "TEXT", using) == (POSTS,)


def rewrites(old: str, new: str, using: str) -> tuple[TableName, ...]:
    schema = Schema.of([Table(POSTS, (Column("title", read_type(old)), Column("other", Type("TEXT"))))])
    operation = AlterColumn(table=POSTS, name="title", type=read_type(new), using=using)
    return effect_of(Step(operation, schema, schema), (16,)).rewrites


def test_a_declared_type_stands_in_for_an_unknown_one() -> None:
    operation = AlterColumn(table=POSTS, name="votes", type=Type("BIGINT"), existing_type=Type("INTEGER"))
    unknown = AlterColumn(table=POSTS, name="votes", type=Type("BIGINT"))
    assert effect_of(Step(operation, Schema(), Schema()), ()).rewrites == (POSTS,)
    assert effect_of(Step(unknown, Schema(), Schema()), ()).rewrites == ()


def test_a_key_column_locks_and_reads_the_tables_that_point_to_it() -> None:
    users = Table(USERS, (Column("id", Type("INTEGER")),), (PrimaryKey(("id",), "users_pkey"),))
    author = ForeignKey(("author_id",), USERS, ("id",), "fk_author")
    posts = Table(POSTS, (Column("author_id", Type("INTEGER")),), (author,))
    schema = Schema.of([users, posts])
    operation = AlterColumn(table=USERS, name="id", type=Type("BIGINT"))
    effect = effect_of(Step(operation, schema, schema), (16,))
    assert [(str(lock.table), lock.mode) for lock in effect.locks] == [
        ("users", "ACCESS EXCLUSIVE"),
        ("posts", "ACCESS EXCLUSIVE"),
    ]
    assert effect.rewrites == (USERS,)
    assert effect.scans == (USERS, POSTS)
    assert effect.rebuilds == ("users_pkey",)


def test_a_free_change_still_checks_and_indexes_what_mentions_the_column() -> None:
    lower = Index("ix_lower", ("lower(title)",), expressions=(0,))
    partial = Index("ix_partial", ("id",), where="title <> ''")
    plain = Index("ix_title", ("title",))
    check = Check("length(title) > 3", "ck_title", ("title",))
    columns = (Column("id", Type("INTEGER")), Column("title", Type("VARCHAR", ("50",))))
    schema = Schema.of([Table(POSTS, columns, (check,), (lower, partial, plain))])
    operation = AlterColumn(table=POSTS, name="title", type=Type("VARCHAR", ("80",)))
    effect = effect_of(Step(operation, schema, schema), (16,))
    assert (effect.rewrites, effect.scans, effect.rebuilds) == ((), (POSTS,), ("ix_lower", "ix_partial"))
