"""PostgreSQL's enum types."""

import pytest
from msgspec.structs import replace

from migralint.objects import Column, Default, EnumType, Type
from migralint.operations import (
    AddColumn,
    AddEnumValue,
    AlterColumn,
    CreateAll,
    CreateEnum,
    CreateObject,
    CreateTable,
    DropEnum,
    RawSql,
    RenameEnum,
    RenameEnumValue,
    Unread,
)
from migralint.schema.apply import Conflict
from tests.schema.given import after, integer, name, open_world, refused, schema, table

MOOD = EnumType("mood", ("sad", "happy"))
POSTS = table("posts", integer("id"), Column("m", Type("mood", enum="mood")))


def test_a_type_is_created_once() -> None:
    assert after(schema(), CreateEnum(enum=MOOD)) == schema(enums=(MOOD,))
    assert refused(schema(enums=(MOOD,)), CreateEnum(enum=MOOD)) == Conflict("exists", 'type "mood"', "type")
    assert refused(schema(enums=(MOOD,)), CreateEnum(enum=MOOD, check_first=True)) is None


def test_schemas_have_types_of_their_own() -> None:
    other = replace(MOOD, schema="app")
    both = after(schema(enums=(MOOD,)), CreateEnum(enum=other))
    assert both == schema(enums=(MOOD, other))
    assert after(both, DropEnum(name="mood", schema="app")) == schema(enums=(MOOD,))
    assert after(both, DropEnum(name="mood", schema="public")) == schema(enums=(other,))
    assert after(schema(enums=(other,)), DropEnum(name="mood")) == schema()


def test_a_column_needs_its_type() -> None:
    mood = Column("m", Type("mood", enum="mood", values=("sad",)))
    create = CreateTable(table=name("t"), columns=(mood,))
    alter = AlterColumn(table=name("posts"), name="id", type=mood.type)
    lacking = Conflict("missing", 'type "mood"', "type")
    assert refused(schema(), create) == refused(schema(table("posts", integer("id"))), alter) == lacking
    assert refused(schema(enums=(MOOD,)), create) is None
    assert refused(schema(), create, dialect="sqlite") is None


def test_a_type_is_surely_missing_only_where_the_history_starts_from_nothing() -> None:
    add = AddColumn(table=name("posts"), column=Column("m", Type("mood", enum="mood", values=("sad",))))
    made = after(open_world(), CreateTable(table=name("posts"), columns=(integer("id"),)))
    lacking = Conflict("missing", 'type "mood"', "type")
    assert refused(made, add) == lacking
    assert refused(open_world(), add) is None
    assert refused(after(made, DropEnum(name="old")), add) is None
    assert refused(after(made, CreateAll(metadata="Base.metadata")), add) is None
    assert refused(after(made, RawSql(text="DO $$ BEGIN CREATE TYPE … $$", command="DO", opaque=True)), add) is None
    assert refused(after(made, Unread(directive="op.execute", why="the text")), add) is None
    in_sql = replace(add, sql="ALTER TABLE posts ADD COLUMN m citext")
    assert refused(made, in_sql) is None


def test_other_databases_have_no_types_to_create_or_drop() -> None:
    assert after(schema(), CreateEnum(enum=MOOD), DropEnum(name="mood"), dialect="sqlite") == schema()


def test_a_type_that_is_not_there_cannot_be_dropped() -> None:
    assert after(schema(enums=(MOOD,)), DropEnum(name="mood")) == schema()
    assert refused(schema(), DropEnum(name="mood")) == Conflict("missing", 'type "mood"')
    assert refused(schema(), DropEnum(name="mood", if_exists=True)) is None
    dropped = after(open_world(), DropEnum(name="mood"))
    assert refused(dropped, DropEnum(name="mood")) == Conflict("missing", 'type "mood"')
    assert refused(after(dropped, CreateEnum(enum=MOOD)), DropEnum(name="mood")) is None


def test_a_composite_type_is_dropped_by_the_same_statement() -> None:
    assert after(schema(), CreateObject(kind="type", name="pair"), DropEnum(name="pair")) == schema()


def test_a_type_that_a_column_has_goes_only_with_cascade() -> None:
    used = Conflict("in-use", 'type "mood" is used by column posts.m')
    assert refused(schema(POSTS, enums=(MOOD,)), DropEnum(name="mood")) == used
    cascaded = after(schema(POSTS, enums=(MOOD,)), DropEnum(name="mood", cascade=True))
    assert cascaded == schema(table("posts", integer("id")))


def test_a_default_keeps_the_type_of_its_column_from_being_dropped() -> None:
    column = Column("m", Type("mood", enum="mood"), default=Default("'sad'"))
    before = schema(table("posts", column), enums=(MOOD,))
    to_text = AlterColumn(table=name("posts"), name="m", type=Type("TEXT"))
    words = 'type "mood" is used by the default of column posts.m'
    assert refused(after(before, to_text), DropEnum(name="mood")) == Conflict("in-use", words)
    without_default = replace(to_text, default=None)
    assert refused(after(before, without_default), DropEnum(name="mood")) is None


@pytest.mark.parametrize(
    ("before", "after_value", "values"),
    [
        (None, None, ("sad", "happy", "ok")),
        ("happy", None, ("sad", "ok", "happy")),
        (None, "sad", ("sad", "ok", "happy")),
    ],
)
def test_a_value_stands_where_it_is_put(before: str | None, after_value: str | None, values: tuple[str, ...]) -> None:
    add = AddEnumValue(enum="mood", value="ok", before=before, after=after_value)
    assert after(schema(enums=(MOOD,)), add) == schema(enums=(EnumType("mood", values),))


def test_a_value_is_added_once_to_a_type_that_is_there() -> None:
    add = AddEnumValue(enum="mood", value="sad")
    assert refused(schema(enums=(MOOD,)), add) == Conflict("exists", 'value "sad" of type "mood"')
    assert refused(schema(enums=(MOOD,)), replace(add, if_not_exists=True)) is None
    assert refused(schema(), add) == Conflict("missing", 'type "mood"')
    assert refused(schema(enums=(MOOD,)), replace(add, value="ok", after="glad")) == Conflict(
        "missing", 'value "glad" of type "mood"'
    )


def test_nothing_is_said_of_values_that_could_not_be_read() -> None:
    unread = schema(enums=(EnumType("mood"),))
    assert after(unread, AddEnumValue(enum="mood", value="ok")) == unread
    assert after(unread, RenameEnumValue(enum="mood", value="sad", new_value="blue")) == unread
    found = after(open_world(), AddEnumValue(enum="mood", value="ok"))
    assert found.enums.get("mood") == EnumType("mood")


def test_a_value_is_renamed() -> None:
    rename = RenameEnumValue(enum="mood", value="sad", new_value="blue")
    assert after(schema(enums=(MOOD,)), rename) == schema(enums=(EnumType("mood", ("blue", "happy")),))
    assert refused(schema(enums=(MOOD,)), replace(rename, value="bad")) == Conflict(
        "missing", 'value "bad" of type "mood"'
    )
    assert refused(schema(enums=(MOOD,)), replace(rename, new_value="happy")) == Conflict(
        "exists", 'value "happy" of type "mood"'
    )


def test_columns_follow_a_renamed_type() -> None:
    rename = RenameEnum(name="mood", new_name="feeling")
    assert after(schema(POSTS, enums=(MOOD,)), rename) == schema(
        table("posts", integer("id"), Column("m", Type("feeling", enum="feeling"))),
        enums=(EnumType("feeling", ("sad", "happy")),),
    )
    assert refused(schema(), rename) == Conflict("missing", 'type "mood"')
    taken = schema(enums=(MOOD, EnumType("feeling")))
    assert refused(taken, rename) == Conflict("exists", 'type "feeling"')
