"""Views, sequences, schemas and the like."""

from msgspec.structs import replace

from migralint.objects import EnumType
from migralint.operations import ChangeData, CreateObject, DropObject, DropTable, RawSql, RenameTable
from migralint.schema.apply import Conflict
from tests.schema.given import after, integer, name, open_world, refused, schema, table


def test_a_view_is_created_once_and_dropped_once() -> None:
    create = CreateObject(kind="view", name="v")
    seen = after(schema(), create)
    assert refused(seen, create) == Conflict("exists", 'view "v"')
    assert refused(seen, replace(create, or_replace=True)) is None
    dropped = after(seen, DropObject(kind="view", name="v"))
    assert dropped == schema()
    assert refused(dropped, DropObject(kind="view", name="v")) == Conflict("missing", 'view "v"')
    assert refused(dropped, DropObject(kind="view", name="v", if_exists=True)) is None
    assert refused(open_world(), DropObject(kind="view", name="v")) is None


def test_functions_are_overloaded_and_triggers_have_names_per_table() -> None:
    for kind in ("function", "trigger"):
        create = CreateObject(kind=kind, name="f")
        assert refused(after(schema(), create), create) is None
        assert refused(schema(), DropObject(kind=kind, name="f")) is None


def test_a_renamed_view_is_known_by_its_new_name() -> None:
    seen = after(schema(), CreateObject(kind="view", name="v"), RenameTable(table=name("v"), new_table=name("w")))
    assert refused(seen, DropObject(kind="view", name="w")) is None
    assert refused(seen, DropObject(kind="view", name="v")) == Conflict("missing", 'view "v"')


def test_a_schema_goes_with_its_tables_and_types_only_by_cascade() -> None:
    mood = EnumType("mood", schema="archive")
    before = schema(table("archive.posts", integer("id")), table("posts", integer("id")), enums=(mood,))
    drop = DropObject(kind="schema", name="archive")
    assert refused(before, drop) == Conflict("in-use", 'schema "archive" holds table archive.posts')
    dropped = after(before, replace(drop, cascade=True))
    assert dropped.tables == schema(table("posts", integer("id"))).tables
    assert not dropped.enums
    assert refused(dropped, DropTable(table=name("archive.posts"))) == Conflict("missing", "table archive.posts")


def test_data_and_other_sql_change_no_schema() -> None:
    before = open_world()
    assert after(before, ChangeData(kind="update", table=name("posts"))) is before
    assert after(before, RawSql(text="SET lock_timeout = 0", command="SET")) is before


def test_an_id_draws_from_its_sequence_under_the_new_name() -> None:
    votes = replace(table("votes", integer("id")), id_sequence="ballots_id_seq")
    rename = (
        DropObject(kind="sequence", name="ballots_id_seq"),
        CreateObject(kind="sequence", name="votes_id_seq", renamed_from="ballots_id_seq"),
    )
    assert after(schema(votes), *rename).tables[name("votes")].id_sequence == "votes_id_seq"
