"""Creating, dropping and renaming indexes."""

import pytest
from msgspec.structs import replace

from migralint.objects import Index, Unique
from migralint.operations import CreateIndex, CreateObject, DropIndex, RenameIndex
from migralint.schema.apply import Conflict
from tests.schema.given import after, integer, name, open_world, refused, schema, table

POSTS = table("posts", integer("a"), integer("b"), Unique(("a",), "uq_a"), Index("ix_b", ("b",)))


def test_an_index_needs_a_free_name_and_its_columns() -> None:
    create = CreateIndex(table=name("posts"), index=Index("ix_a", ("a", "lower(z)"), expressions=(1,)))
    assert after(schema(POSTS), create).tables[name("posts")].index("ix_a") == create.index
    assert refused(schema(POSTS), replace(create, index=Index("ix_b", ("a",)))) == Conflict(
        "exists", 'index "ix_b" of table posts'
    )
    assert refused(schema(POSTS), replace(create, index=Index("ix_b", ("a",)), if_not_exists=True)) is None
    assert refused(schema(POSTS), replace(create, index=Index("ix_z", ("z",)))) == Conflict("missing", "column posts.z")


def test_a_unique_constraint_takes_an_index_name_except_on_sqlite() -> None:
    create = CreateIndex(table=name("posts"), index=Index("uq_a", ("a",)))
    assert refused(schema(POSTS), create) == Conflict("exists", 'index "uq_a" of table posts')
    assert refused(schema(POSTS), create, "sqlite") is None


def test_an_index_is_dropped_by_its_name_alone() -> None:
    dropped = after(schema(POSTS), DropIndex(name="ix_b"))
    assert dropped == schema(table("posts", integer("a"), integer("b"), Unique(("a",), "uq_a")))
    assert refused(dropped, DropIndex(name="ix_b")) == Conflict("missing", 'index "ix_b"')
    assert refused(dropped, DropIndex(name="ix_b", if_exists=True)) is None
    assert refused(dropped, DropIndex(name="ix_b", table=name("posts"))) == Conflict(
        "missing", 'index "ix_b" of table posts'
    )


def test_the_table_given_matters_only_where_the_database_looks_there() -> None:
    two = schema(POSTS, table("tags", integer("a")))
    drop = DropIndex(name="ix_b", table=name("tags"))
    assert after(two, drop).tables[name("posts")].indexes == ()
    assert refused(two, drop, "mysql") == Conflict("missing", 'index "ix_b" of table tags')


def test_an_index_without_name_cannot_be_dropped() -> None:
    assert refused(schema(POSTS), DropIndex(name=None, table=name("posts"))) == Conflict(
        "missing", "an index without name"
    )


@pytest.mark.parametrize(
    ("dialect", "conflict"),
    [
        ("postgresql", Conflict("in-use", 'index "uq_a" is needed by unique constraint "uq_a" of posts')),
        ("sqlite", Conflict("missing", 'index "uq_a" of table posts')),
        ("mysql", None),
    ],
)
def test_the_index_of_a_unique_constraint_is_dropped_only_on_mysql(dialect: str, conflict: Conflict | None) -> None:
    assert refused(schema(POSTS), DropIndex(name="uq_a", table=name("posts")), dialect) == conflict


def test_an_index_may_belong_to_a_table_that_is_not_known() -> None:
    assert refused(open_world(POSTS), DropIndex(name="ix_c")) is None
    assert refused(open_world(POSTS), DropIndex(name="ix_c", table=name("posts"))) == Conflict(
        "missing", 'index "ix_c" of table posts'
    )


def test_an_index_is_renamed_and_takes_its_constraint_along() -> None:
    renamed = after(
        schema(POSTS), RenameIndex(name="ix_b", new_name="ix_bb"), RenameIndex(name="uq_a", new_name="uq_aa")
    )
    assert renamed == schema(
        table("posts", integer("a"), integer("b"), Unique(("a",), "uq_aa"), Index("ix_bb", ("b",)))
    )
    assert refused(schema(POSTS), RenameIndex(name="ix_c", new_name="ix_d")) == Conflict("missing", 'index "ix_c"')
    assert refused(schema(POSTS), RenameIndex(name="ix_c", new_name="ix_d", if_exists=True)) is None
    assert refused(schema(POSTS), RenameIndex(name="ix_b", new_name="uq_a")) == Conflict(
        "exists", 'index "uq_a" of table posts'
    )


def test_the_index_of_a_materialized_view_is_found_again() -> None:
    seen = after(
        schema(),
        CreateObject(kind="materialized view", name="totals"),
        CreateIndex(table=name("totals"), index=Index("ix_totals", ("a",))),
        DropIndex(name="ix_totals"),
    )
    assert refused(seen, DropIndex(name="ix_totals")) == Conflict("missing", 'index "ix_totals"')
