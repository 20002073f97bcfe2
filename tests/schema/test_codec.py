"""A schema survives being written down."""

import json

import pytest
from rpds import HashTrieSet

from migralint.objects import (
    Check,
    Column,
    Computed,
    Default,
    EnumType,
    Exclude,
    ForeignKey,
    Identity,
    Index,
    PrimaryKey,
    TableName,
    Type,
    Unique,
)
from migralint.schema import Schema, Table
from migralint.schema.codec import decode, encode


def test_every_part_of_a_schema_comes_back() -> None:
    table = Table(
        TableName("post", "app"),
        columns=(
            Column("id", Type("INTEGER"), nullable=False, identity=Identity(always=True), primary_key=True),
            Column("mood", Type("mood", enum="mood", values=("sad", "ok")), default=Default("'sad'", quoted=True)),
            Column("size", Type("NUMERIC", ("6", "2")), computed=Computed("1 + 1", stored=True), comment="in KB"),
        ),
        constraints=(
            PrimaryKey(("id",), "post_pkey"),
            Unique(("mood",), None),
            Check("id > 0", "c"),
            ForeignKey(("id",), TableName("user"), ("id",), on_delete="CASCADE"),
            Exclude("e"),
        ),
        indexes=(
            Index("ix", ("lower(mood)",), unique=True, where="id > 1", expressions=(0,)),
            Index("ix_size", ("size", "mood"), orders=("DESC", "COLLATE NOCASE")),
        ),
        complete=False,
        dropped_columns=HashTrieSet({"body", "age"}),
    )
    schema = Schema.of([table], [EnumType("mood", ("sad", "ok"))], complete=False).without_table(TableName("old"))
    again = decode(json.loads(json.dumps(encode(schema))))
    assert again == schema
    assert again.table(TableName("post", "app")) == table
    assert again.lacks_table(TableName("old"))


@pytest.mark.parametrize("junk", [["os", "system"], ["Column"], ["Schema", 1]])
def test_anything_else_is_refused(junk: list[object]) -> None:
    with pytest.raises(ValueError, match="no part of a schema"):
        decode(junk)
