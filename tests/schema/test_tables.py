"""Creating, dropping and renaming tables."""

import pytest
from msgspec.structs import replace

from migralint.objects import Check, Column, ForeignKey, Index, PrimaryKey, Unique
from migralint.operations import (
    AddColumn,
    AlterTable,
    CreateAll,
    CreateIndex,
    CreateObject,
    CreateTable,
    DropAll,
    DropTable,
    Guard,
    RenameTable,
)
from migralint.schema.apply import Conflict
from tests.schema.given import INTEGER, after, integer, key, name, open_world, refused, schema, table

POSTS = table("posts", key(), PrimaryKey(("id",), "posts_pkey"))
TAGS = table(
    "tags",
    key(),
    integer("post_id"),
    PrimaryKey(("id",), "tags_pkey"),
    ForeignKey(("post_id",), name("posts"), ("id",), "tags_post_id_fkey"),
)


def test_columns_marked_as_primary_key_make_one() -> None:
    create = CreateTable(table=name("posts"), columns=(key(), integer("views")))
    assert after(schema(), create).table(name("posts")) == table(
        "posts", key(), integer("views"), PrimaryKey(("id",), "posts_pkey")
    )


def test_a_primary_key_of_its_own_wins_over_marked_columns_and_makes_its_columns_not_null() -> None:
    create = CreateTable(
        table=name("t"), columns=(integer("a"), integer("b")), constraints=(PrimaryKey(("a", "b"), "pk_t"),)
    )
    made = after(schema(), create).table(name("t"))
    assert made == table("t", key("a"), key("b"), PrimaryKey(("a", "b"), "pk_t"))


def test_a_primary_key_that_names_no_columns_takes_the_marked_ones_or_none() -> None:
    create = CreateTable(table=name("t"), columns=(key("a"), integer("b")), constraints=(PrimaryKey((), "pk_t"),))
    assert after(schema(), create).table(name("t")) == table("t", key("a"), integer("b"), PrimaryKey(("a",), "pk_t"))
    bare = replace(create, columns=(integer("b"),))
    assert after(schema(), bare).table(name("t")) == table("t", integer("b"))


def test_sqlite_keeps_primary_key_columns_as_declared() -> None:
    create = CreateTable(table=name("t"), columns=(integer("a"),), constraints=(PrimaryKey(("a",)),))
    made = after(schema(), create, dialect="sqlite").column(name("t"), "a")
    assert made == Column("a", INTEGER, nullable=True, primary_key=True)


def test_postgresql_merges_a_unique_constraint_into_the_primary_key_over_the_same_columns() -> None:
    create = CreateTable(
        table=name("t"), columns=(key(),), constraints=(Unique(("id",), "uq_t_id"), PrimaryKey(("id",)))
    )
    assert after(schema(), create).table(name("t")) == table("t", key(), PrimaryKey(("id",), "uq_t_id"))


def test_mysql_keeps_both() -> None:
    create = CreateTable(table=name("t"), columns=(key(),), constraints=(PrimaryKey(("id",)), Unique(("id",), "uq")))
    made = after(schema(), create, dialect="mysql").table(name("t"))
    assert made == table("t", key(), PrimaryKey(("id",), "PRIMARY"), Unique(("id",), "uq"))


def test_creating_a_table_that_exists_is_refused_and_changes_nothing() -> None:
    create = CreateTable(table=name("posts"), columns=(integer("other"),))
    assert refused(schema(POSTS), create) == Conflict("exists", "table posts")
    assert refused(schema(POSTS), replace(create, if_not_exists=True)) is None
    assert after(schema(POSTS), replace(create, if_not_exists=True)) == schema(POSTS)
    assert refused(schema(POSTS), replace(create, table=name("archive.posts"))) is None


def test_an_operation_that_may_not_run_is_never_refused() -> None:
    create = CreateTable(table=name("posts"), columns=(key(),))
    assert refused(schema(POSTS), replace(create, guard=Guard.CONDITIONAL)) is None
    assert refused(schema(POSTS), replace(create, guard=Guard.REPEATED)) is None


def test_a_foreign_key_to_a_table_that_is_not_there_is_refused_except_on_sqlite() -> None:
    reference = ForeignKey(("post_id",), name("posts"), ("id",))
    create = CreateTable(table=name("tags"), columns=(integer("post_id"),), constraints=(reference,))
    assert refused(schema(), create) == Conflict("missing", "table posts")
    assert refused(schema(), create, "sqlite") is None
    assert refused(open_world(), create) is None


def test_a_foreign_key_to_the_table_itself_is_fine() -> None:
    create = CreateTable(
        table=name("nodes"),
        columns=(key(), integer("parent_id")),
        constraints=(ForeignKey(("parent_id",), name("nodes"), ("id",)),),
    )
    assert refused(schema(), create) is None


def test_an_integer_key_remembers_its_sequence_when_the_table_is_renamed() -> None:
    create = CreateTable(table=name("posts"), columns=(replace(key(), autoincrement=True),))
    made = after(schema(), create, RenameTable(table=name("posts"), new_table=name("articles")))
    articles = made.table(name("articles"))
    assert articles is not None
    assert articles.id_sequence == "posts_id_seq"


def test_a_partition_has_its_parents_columns_and_keys_of_its_own() -> None:
    parent = replace(
        table(
            "log",
            key(),
            PrimaryKey(("id",), "log_pkey"),
            Check("id > 0", "positive", ("id",)),
            Index("ix_log_id", ("id",)),
        ),
        partitioned=True,
    )
    create = CreateTable(table=name("log_2024"), partition_of=name("log"))
    assert after(schema(parent), create).table(name("log_2024")) == replace(
        table(
            "log_2024",
            key(),
            PrimaryKey(("id",), "log_2024_pkey"),
            Check("id > 0", "positive", ("id",)),
            Index("log_2024_id_idx", ("id",)),
        ),
        partition_of=name("log"),
    )


def test_dropping_a_partitioned_table_drops_its_partitions() -> None:
    parent, part = replace(table("log"), partitioned=True), replace(table("log_2024"), partition_of=name("log"))
    assert not after(schema(parent, part), DropTable(table=name("log"))).tables


def test_partitions_are_attached_and_detached() -> None:
    attach = AlterTable(table=name("log"), action="ATTACH PARTITION", other_table=name("old"))
    attached = after(schema(table("log"), table("old")), attach)
    assert attached.tables[name("old")].partition_of == name("log")
    detached = after(attached, replace(attach, action="DETACH PARTITION"))
    assert detached.tables[name("old")].partition_of is None
    assert refused(schema(table("log")), attach) == Conflict("missing", "table old")


def test_a_dropped_table_is_surely_gone() -> None:
    dropped = after(open_world(POSTS), DropTable(table=name("posts")))
    assert dropped.lacks_table(name("posts"))
    assert refused(dropped, DropTable(table=name("posts"))) == Conflict("missing", "table posts")
    assert refused(dropped, DropTable(table=name("posts"), if_exists=True)) is None


@pytest.mark.parametrize("dialect", ["postgresql", "mysql"])
def test_a_table_that_another_references_cannot_be_dropped(dialect: str) -> None:
    conflict = refused(schema(POSTS, TAGS), DropTable(table=name("posts")), dialect)
    assert conflict == Conflict("in-use", 'table posts is referenced by foreign key "tags_post_id_fkey" of tags')


def test_cascade_takes_the_foreign_key_along() -> None:
    dropped = after(schema(POSTS, TAGS), DropTable(table=name("posts"), cascade=True))
    assert dropped.tables[name("tags")].foreign_keys == ()


def test_a_table_that_only_references_itself_or_others_can_be_dropped() -> None:
    nodes = table("nodes", key(), integer("up"), ForeignKey(("up",), name("nodes"), ("id",), "fk"))
    assert refused(schema(nodes), DropTable(table=name("nodes"))) is None
    assert refused(schema(POSTS, TAGS), DropTable(table=name("tags"))) is None


def test_sqlite_drops_a_referenced_table_and_leaves_the_foreign_key() -> None:
    dropped = after(schema(POSTS, TAGS), DropTable(table=name("posts")), dialect="sqlite")
    assert dropped.tables[name("tags")] == TAGS


def test_foreign_keys_follow_a_renamed_table_while_names_stay() -> None:
    renamed = after(schema(POSTS, TAGS), RenameTable(table=name("posts"), new_table=name("articles")))
    assert renamed.tables[name("articles")] == replace(POSTS, name=name("articles"))
    assert renamed.tables[name("tags")].foreign_keys == (
        ForeignKey(("post_id",), name("articles"), ("id",), "tags_post_id_fkey"),
    )
    assert renamed.lacks_table(name("posts"))


def test_innodb_renames_the_foreign_keys_that_it_named() -> None:
    tags = table(
        "tags",
        integer("a"),
        ForeignKey(("a",), name("posts"), ("id",), "tags_ibfk_1"),
        ForeignKey(("a",), name("posts"), ("id",), "fk_mine"),
    )
    renamed = after(schema(POSTS, tags), RenameTable(table=name("tags"), new_table=name("labels")), dialect="mysql")
    assert [c.name for c in renamed.tables[name("labels")].constraints] == ["labels_ibfk_1", "fk_mine"]


def test_renaming_needs_the_old_name_and_not_the_new_one() -> None:
    assert refused(schema(POSTS), RenameTable(table=name("post"), new_table=name("articles"))) == Conflict(
        "missing", "table post"
    )
    assert refused(schema(POSTS, TAGS), RenameTable(table=name("posts"), new_table=name("tags"))) == Conflict(
        "exists", "table tags"
    )


def test_names_of_a_table_that_was_renamed_away_are_not_given_again() -> None:
    create = CreateTable(table=name("posts"), columns=(replace(key(), autoincrement=True),))
    old = replace(POSTS, id_sequence="posts_id_seq")
    rebuilt = after(schema(old), RenameTable(table=name("posts"), new_table=name("posts_old")), create)
    assert rebuilt.tables[name("posts")].constraints == (PrimaryKey(("id",), "posts_pkey1"),)
    assert rebuilt.tables[name("posts")].id_sequence == "posts_id_seq1"


def test_what_is_done_to_a_view_is_let_pass() -> None:
    seen = after(schema(), CreateObject(kind="materialized view", name="totals"))
    assert after(seen, CreateIndex(table=name("totals"), index=Index("ix_totals", ("a",)))).tables == seen.tables
    assert refused(seen, AddColumn(table=name("totals"), column=integer("a"))) is None
    assert refused(seen, AddColumn(table=name("total"), column=integer("a"))) == Conflict("missing", "table total")


def test_a_temporary_table_is_no_part_of_the_schema_but_may_be_used() -> None:
    seen = after(schema(), CreateTable(table=name("scratch"), columns=(integer("a"),), temporary=True))
    assert not seen.tables
    assert refused(seen, AddColumn(table=name("scratch"), column=integer("b"))) is None
    dropped = after(seen, DropTable(table=name("scratch")))
    assert refused(dropped, DropTable(table=name("scratch"))) == Conflict("missing", "table scratch")


def test_create_all_opens_the_world() -> None:
    made = after(schema(POSTS), DropTable(table=name("posts")), CreateAll(metadata="db.metadata"))
    assert not made.complete
    assert not made.lacks_table(name("posts"))


def test_create_all_of_named_tables_takes_them_as_found() -> None:
    made = after(schema(POSTS), CreateAll(metadata="Base.metadata", tables=(name("posts"), name("tags"))))
    assert made == schema(POSTS, table("tags", complete=False))


def test_drop_all_leaves_nothing_known() -> None:
    assert after(schema(POSTS), DropAll(metadata="db.metadata")) == open_world()
    named = after(schema(POSTS, TAGS), DropAll(metadata="db.metadata", tables=(name("tags"),)))
    assert named.tables == schema(POSTS).tables
