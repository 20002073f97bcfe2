"""A schema as JSON, and the base schema files that people give."""

import json
from pathlib import Path

import pytest

from migralint.objects import (
    Check,
    Column,
    Computed,
    Default,
    EnumType,
    ForeignKey,
    Identity,
    Index,
    PrimaryKey,
    TableName,
    Type,
    Unique,
)
from migralint.project.errors import ProjectError
from migralint.schema import Schema, Table
from migralint.schema.json import read_schema, to_json

MOOD = EnumType("mood", ("sad", "ok"))
POSTS = Table(
    TableName("posts", "blog"),
    (
        Column("id", Type("INTEGER"), nullable=False, primary_key=True),
        Column("title", Type("VARCHAR", ("50",)), default=Default("''::character varying")),
        Column("mood", Type("mood", enum="mood", values=("sad", "ok"))),
    ),
    (
        PrimaryKey(("id",), "posts_pkey"),
        ForeignKey(("id",), TableName("users"), ("id",), "posts_fkey", on_delete="CASCADE"),
        Unique(("title",), "posts_title_key"),
        Check("id > 0", "posts_check"),
    ),
    (Index("ix_posts_title", ("title",), unique=True),),
)

DOCUMENT = {
    "version": 1,
    "revisions": ["2b"],
    "dialect": "postgresql",
    "tables": {
        "blog.posts": {
            "columns": [
                {"name": "id", "type": "INTEGER", "nullable": False, "default": None, "primary_key": True},
                {
                    "name": "title",
                    "type": "VARCHAR(50)",
                    "nullable": True,
                    "default": "''::character varying",
                    "primary_key": False,
                },
                {"name": "mood", "type": "mood", "nullable": True, "default": None, "primary_key": False},
            ],
            "primary_key": {"name": "posts_pkey", "columns": ["id"]},
            "foreign_keys": [
                {
                    "name": "posts_fkey",
                    "columns": ["id"],
                    "referred_table": "users",
                    "referred_columns": ["id"],
                    "ondelete": "CASCADE",
                }
            ],
            "unique": [{"name": "posts_title_key", "columns": ["title"]}],
            "indexes": [{"name": "ix_posts_title", "columns": ["title"], "unique": True}],
            "checks": [{"name": "posts_check", "sqltext": "id > 0"}],
        }
    },
    "enums": {"mood": ["sad", "ok"]},
    "complete": True,
}


def given(tmp_path: Path, document: object) -> Schema:
    file = tmp_path / "base.json"
    file.write_text(json.dumps(document))
    return read_schema(file)


def test_every_part_has_its_place() -> None:
    assert to_json(Schema.of([POSTS], [MOOD]), revisions=["2b"], dialect="postgresql") == DOCUMENT


def test_what_is_written_reads_back_the_same(tmp_path: Path) -> None:
    assert given(tmp_path, DOCUMENT) == Schema.of([POSTS], [MOOD])


RICH = Table(
    TableName("spans"),
    (
        Column("id", Type("BIGINT"), nullable=False, identity=Identity(always=True), comment="counted"),
        Column("length", Type("BIGINT"), computed=Computed("stop - start", stored=True)),
        Column("name", Type("TEXT"), collation="C"),
    ),
    (
        ForeignKey(
            ("id",), TableName("runs"), ("id",), "fk", on_delete="CASCADE", on_update="RESTRICT", deferrable=True
        ),
        Unique(("name",), "uq", deferrable=True, nulls_not_distinct=True),
    ),
    (
        Index("ix_name", ("lower(name)", "id"), where="id > 0", expressions=(0,), include=("length",)),
        Index("ix_words", ("name",), method="gin"),
    ),
)


def test_what_few_things_have_stands_only_there(tmp_path: Path) -> None:
    document = to_json(Schema.of([RICH]), dialect="postgresql")
    spans = document["tables"]["spans"]  # type: ignore[index, call-overload]
    identity, computed, name = spans["columns"]
    assert (identity["identity"], identity["comment"]) == ({"always": True}, "counted")
    assert computed["computed"] == {"sqltext": "stop - start", "persisted": True}
    assert name["collation"] == "C"
    assert not identity.keys() & {"computed", "collation", "autoincrement"}
    assert spans["indexes"][0] == {
        "name": "ix_name",
        "columns": [None, "id"],
        "unique": False,
        "expressions": ["lower(name)", "id"],
        "where": "id > 0",
        "include": ["length"],
    }
    assert spans["indexes"][1] == {"name": "ix_words", "columns": ["name"], "unique": False, "method": "gin"}
    assert given(tmp_path, document) == Schema.of([RICH])


def test_a_column_with_an_order_is_a_column(tmp_path: Path) -> None:
    table = Table(TableName("t"), (), (), (Index("ix", ("a", "b DESC NULLS LAST"), expressions=(1,)),))
    document = to_json(Schema.of([table]), dialect="postgresql")
    assert document["tables"]["t"]["indexes"] == [  # type: ignore[index, call-overload]
        {"name": "ix", "columns": ["a", "b"], "unique": False, "column_sorting": {"b": ["desc", "nulls_last"]}}
    ]
    assert given(tmp_path, document) == Schema.of([table])


def test_what_a_reflection_adds_is_passed_over(tmp_path: Path) -> None:
    column = {
        "name": "id",
        "type": "INTEGER",
        "nullable": False,
        "default": "nextval('t_id_seq'::regclass)",
        "primary_key": True,
        "autoincrement": True,
        "raw_type": "integer",
    }
    key = {"columns": ["id"], "name": None, "ondelete": None, "referred_columns": ["id"]}
    table = {
        "schema": None,
        "columns": [column],
        "primary_key": {"columns": ["id"], "name": None},
        "foreign_keys": [{**key, "referred_schema": "auth", "referred_table": "users"}],
        "indexes": [{"columns": ["id", None], "expressions": ["id", "lower(a)"], "name": "ix", "unique": False}],
    }
    schema = given(tmp_path, {"note": "before the first revision", "views": {}, "tables": {"t": table}})
    read = schema.table(TableName("t"))
    assert read is not None
    assert read.columns[0].autoincrement
    assert read.foreign_keys[0].referred_table == TableName("users", "auth")
    assert read.indexes == (Index("ix", ("id", "lower(a)"), expressions=(1,)),)


def test_a_base_schema_is_complete_unless_it_says_otherwise(tmp_path: Path) -> None:
    assert given(tmp_path, {"tables": {}}).complete
    assert not given(tmp_path, {"tables": {}, "complete": False}).complete


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ([], "the document is not an object"),
        ({"table": {}}, 'the document has no "tables"'),
        ({"tables": []}, "tables is not an object"),
        ({"tables": {"t": None}}, "t is not an object"),
        ({"tables": {"t": {"columns": "id"}}}, "t.columns is not a list"),
        ({"tables": {"t": {"columns": ["id"]}}}, "an item of t.columns is not an object"),
        ({"tables": {"t": {"columns": [{"name": "id"}]}}}, 't.columns.id has no text "type"'),
        ({"tables": {"t": {"unique": [{"columns": [None]}]}}}, "t.unique.columns is not a list of texts"),
        ({"tables": {}, "enums": {"mood": "sad"}}, "enums.mood is not a list of texts"),
    ],
)
def test_a_part_in_another_form_is_named(tmp_path: Path, document: object, why: str) -> None:
    with pytest.raises(ProjectError) as error:
        given(tmp_path, document)
    assert error.value.message == f"{tmp_path / 'base.json'}: the base schema cannot be used: {why}"


@pytest.mark.parametrize("text", ["", "{", "\xff", "[" * 100_000], ids=["empty", "cut", "latin-1", "deep"])
def test_a_file_that_is_no_json_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "base.json"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(ProjectError, match=r"base\.json: the base schema is not JSON: "):
        read_schema(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"base\.json: the base schema cannot be read: No such file"):
        read_schema(tmp_path / "base.json")
