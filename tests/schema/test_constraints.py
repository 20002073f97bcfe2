"""Adding, dropping, renaming and validating constraints."""

import pytest
from msgspec.structs import replace

from migralint.objects import Check, Exclude, ForeignKey, Index, PrimaryKey, Unique
from migralint.operations import (
    AddConstraint,
    AlterColumn,
    DropColumn,
    DropConstraint,
    RenameConstraint,
    ValidateConstraint,
)
from migralint.schema.apply import Conflict
from tests.schema.given import after, integer, key, name, refused, schema, table

POSTS = table("posts", key(), integer("slug"), PrimaryKey(("id",), "posts_pkey"), Unique(("slug",), "uq_slug"))
TAGS = table("tags", integer("post_id"), ForeignKey(("post_id",), name("posts"), ("id",), "fk_post"))


def test_a_primary_key_makes_its_columns_not_null() -> None:
    add = AddConstraint(table=name("t"), constraint=PrimaryKey(("a",), "pk_t"))
    assert after(schema(table("t", integer("a"))), add) == schema(table("t", key("a"), PrimaryKey(("a",), "pk_t")))


def test_a_second_primary_key_is_refused() -> None:
    add = AddConstraint(table=name("posts"), constraint=PrimaryKey(("slug",), "pk"))
    assert refused(schema(POSTS), add) == Conflict("exists", "primary key of table posts")


def test_a_name_that_is_taken_is_refused() -> None:
    add = AddConstraint(table=name("posts"), constraint=Check("slug > 0", "uq_slug"))
    assert refused(schema(POSTS), add) == Conflict("exists", 'constraint "uq_slug" of table posts')
    assert refused(schema(POSTS), replace(add, if_not_exists=True)) is None
    assert refused(schema(POSTS), replace(add, constraint=Check("slug > 0", "ck_slug"))) is None
    assert refused(schema(POSTS), replace(add, in_batch=True), "sqlite") is None


def test_sqlite_refuses_what_only_a_batch_can_do() -> None:
    check = Check("slug > 0", "ck_slug")
    add = AddConstraint(table=name("posts"), constraint=check, source="op.create_check_constraint")
    words = 'SQLite cannot add check constraint "ck_slug" of posts'
    assert refused(schema(POSTS), add, "sqlite") == Conflict("refused", words, "batch")
    alter = AlterColumn(table=name("posts"), name="slug", nullable=False, source="op.alter_column")
    words = "SQLite cannot change the nullability of column posts.slug"
    assert refused(schema(POSTS), alter, "sqlite") == Conflict("refused", words, "batch")
    for operation in (add, alter):
        assert refused(schema(POSTS), replace(operation, recreates=True), "sqlite") is None
        assert refused(schema(POSTS), operation) is None


def test_a_foreign_key_may_be_named_like_an_index_and_a_unique_constraint_may_not() -> None:
    indexed = schema(table("t", integer("a"), Index("x", ("a",))))
    reference = AddConstraint(table=name("t"), constraint=ForeignKey(("a",), name("t"), ("a",), "x"))
    assert refused(indexed, reference) is None
    unique = AddConstraint(table=name("t"), constraint=Unique(("a",), "x"))
    assert refused(indexed, unique) == Conflict("exists", 'constraint "x" of table t')


def test_columns_and_tables_that_are_not_there_are_refused() -> None:
    unique = AddConstraint(table=name("posts"), constraint=Unique(("slag",), "uq"))
    assert refused(schema(POSTS), unique) == Conflict("missing", "column posts.slag")
    reference = ForeignKey(("slug",), name("users"), ("id",), "fk")
    add = AddConstraint(table=name("posts"), constraint=reference)
    assert refused(schema(POSTS), add) == Conflict("missing", "table users")
    assert refused(schema(POSTS, table("users", integer("uid"))), add) == Conflict("missing", "column users.id")
    assert refused(schema(POSTS, table("users", key())), add) is None


def test_an_index_becomes_a_constraint() -> None:
    indexed = schema(table("t", integer("a"), Index("ix", ("a",), unique=True)))
    add = AddConstraint(table=name("t"), constraint=Unique((), "uq_t_a"), using_index="ix")
    assert after(indexed, add) == schema(table("t", integer("a"), Unique(("a",), "uq_t_a")))
    nameless = replace(add, constraint=Unique(()))
    assert after(indexed, nameless) == schema(table("t", integer("a"), Unique(("a",), "ix")))
    assert refused(indexed, replace(add, using_index="iy")) == Conflict("missing", 'index "iy" of table t')


def test_a_constraint_without_name_cannot_be_dropped() -> None:
    drop = DropConstraint(table=name("posts"), name=None, kind="unique")
    assert refused(schema(POSTS), drop) == Conflict("missing", "a constraint without name")
    assert refused(schema(POSTS), replace(drop, kind="primary")) == Conflict("missing", "a constraint without name")


def test_drop_primary_key_as_sql_needs_no_name() -> None:
    drop = DropConstraint(table=name("t"), name=None, kind="primary", sql="ALTER TABLE t DROP PRIMARY KEY")
    keyed = schema(table("t", key(), PrimaryKey(("id",), "PRIMARY")))
    assert after(keyed, drop, dialect="mysql") == schema(table("t", integer("id", nullable=False)))
    bare = schema(table("t", integer("id")))
    assert refused(bare, drop, "mysql") == Conflict("missing", "primary key of table t")


def test_mysql_drops_the_primary_key_whatever_it_is_called() -> None:
    drop = DropConstraint(table=name("t"), name="pk_t", kind="primary")
    keyed = schema(table("t", key(), PrimaryKey(("id",), "PRIMARY")))
    assert refused(keyed, drop, "mysql") is None
    assert refused(keyed, drop, "postgresql") == Conflict("missing", 'constraint "pk_t" of table t')


def test_postgresql_looks_for_the_name_alone_and_mysql_for_the_kind_too() -> None:
    drop = DropConstraint(table=name("tags"), name="fk_post", kind="unique")
    assert refused(schema(POSTS, TAGS), drop) is None
    assert refused(schema(POSTS, TAGS), drop, "mysql") == Conflict("missing", 'constraint "fk_post" of table tags')
    assert refused(schema(POSTS, TAGS), replace(drop, kind="foreignkey"), "mysql") is None


@pytest.mark.parametrize("dialect", ["mysql", "mariadb", "sqlite"])
def test_a_unique_index_can_be_dropped_as_a_constraint(dialect: str) -> None:
    indexed = schema(table("t", integer("a"), Index("uq", ("a",), unique=True), Index("ix", ("a",))))
    drop = DropConstraint(table=name("t"), name="uq", kind="unique", in_batch=True)
    assert after(indexed, drop, dialect=dialect) == schema(table("t", integer("a"), Index("ix", ("a",))))
    assert refused(indexed, replace(drop, name="ix"), dialect) == Conflict("missing", 'constraint "ix" of table t')
    assert refused(indexed, drop, "postgresql") == Conflict("missing", 'constraint "uq" of table t')


def test_a_missing_constraint_is_refused() -> None:
    drop = DropConstraint(table=name("posts"), name="uq_slag")
    assert refused(schema(POSTS), drop) == Conflict("missing", 'constraint "uq_slag" of table posts')
    assert refused(schema(POSTS), replace(drop, if_exists=True)) is None
    assert refused(schema(), drop) == Conflict("missing", "table posts")


def test_a_key_that_foreign_keys_need_goes_only_with_cascade() -> None:
    drop = DropConstraint(table=name("posts"), name="posts_pkey")
    needed = Conflict("in-use", 'primary key "posts_pkey" of posts is needed by foreign key "fk_post" of tags')
    assert refused(schema(POSTS, TAGS), drop) == needed
    assert after(schema(POSTS, TAGS), replace(drop, cascade=True)).tables[name("tags")].foreign_keys == ()
    assert refused(schema(POSTS, TAGS), replace(drop, name="uq_slug")) is None


def test_a_foreign_key_may_stand_on_another_key_over_the_same_columns() -> None:
    posts = table("posts", key(), PrimaryKey(("id",), "posts_pkey"), Unique(("id",), "uq_id"))
    assert refused(schema(posts, TAGS), DropConstraint(table=name("posts"), name="uq_id")) is None


def test_a_system_name_on_sql_server_means_the_only_unnamed_constraint_of_its_kind() -> None:
    unnamed = schema(table("t", integer("a"), Unique(("a",)), Check("a > 0")))
    drop = DropConstraint(table=name("t"), name="UQ__t__3BD0198E", kind="unique")
    assert after(unnamed, drop, dialect="mssql") == schema(table("t", integer("a"), Check("a > 0")))


def test_a_constraint_is_renamed() -> None:
    rename = RenameConstraint(table=name("posts"), name="uq_slug", new_name="posts_slug_key")
    renamed = after(schema(POSTS), rename).tables[name("posts")]
    assert renamed.uniques == (Unique(("slug",), "posts_slug_key"),)
    assert refused(schema(POSTS), replace(rename, name="uq_slag")) == Conflict(
        "missing", 'constraint "uq_slag" of table posts'
    )
    assert refused(schema(POSTS), replace(rename, new_name="posts_pkey")) == Conflict(
        "exists", 'constraint "posts_pkey" of table posts'
    )


def test_validating_makes_a_constraint_valid() -> None:
    unproved = table("t", integer("a"), Check("a > 0", "ck", valid=False), Exclude("ex", ("a",)))
    validate = ValidateConstraint(table=name("t"), name="ck")
    assert after(schema(unproved), validate).tables[name("t")].checks == (Check("a > 0", "ck"),)
    assert refused(schema(unproved), replace(validate, name="ex")) is None
    assert refused(schema(unproved), replace(validate, name="kc")) == Conflict("missing", 'constraint "kc" of table t')


def test_innodb_makes_an_index_for_a_foreign_key_that_has_none() -> None:
    add = AddConstraint(table=name("tags"), constraint=ForeignKey(("post_id",), name("posts"), ("id",), "fk"))
    bare = schema(POSTS, table("tags", integer("post_id")))
    assert after(bare, add, dialect="mysql").tables[name("tags")].indexes == (Index("fk", ("post_id",)),)
    nameless = replace(add, constraint=ForeignKey(("post_id",), name("posts"), ("id",)))
    assert after(bare, nameless, dialect="mysql").tables[name("tags")].indexes == (Index("post_id", ("post_id",)),)
    indexed = schema(POSTS, table("tags", integer("post_id"), integer("n"), Index("ix", ("post_id", "n"))))
    assert after(indexed, add, dialect="mysql").tables[name("tags")].indexes == (Index("ix", ("post_id", "n")),)
    assert after(bare, add, dialect="postgresql").tables[name("tags")].indexes == ()


@pytest.mark.parametrize(
    ("sql", "generated"),
    [
        ("a > 0", "t_a_check"),
        ("a > 0 AND a < 9", "t_a_check"),
        ('"a" IS NOT NULL', "t_a_check"),
        ("a > b", "t_check"),
        ("length('a') > 0", "t_check"),
        ("a IN ('b', 'it''s b')", "t_a_check"),
        ("b(a) > 0", "t_a_check"),
        ("a::b > 0", "t_a_check"),
    ],
)
def test_an_unnamed_check_is_named_after_the_only_column_that_it_mentions(sql: str, generated: str) -> None:
    before = schema(table("t", integer("a"), integer("b")))
    made = after(before, AddConstraint(table=name("t"), constraint=Check(sql)))
    again = after(made, AddConstraint(table=name("t"), constraint=Check(sql)))
    assert [check.name for check in again.tables[name("t")].checks] == [generated, f"{generated}1"]


def test_a_check_goes_with_its_column() -> None:
    before = schema(table("t", integer("a"), integer("b")))
    made = after(before, AddConstraint(table=name("t"), constraint=Check("a > b", "ck")))
    assert after(made, DropColumn(table=name("t"), name="b")) == schema(table("t", integer("a")))


PARENT = table(
    "parents", key(), *map(integer, "abcd"), PrimaryKey(("id",), "pk"), Unique(("a", "b"), "uq"),
    Index("ix_c", ("c", "a"), unique=True), Index("ix_d", ("d",), unique=True, where="d > 0"), Index("ix_b", ("b",)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("dialect", "columns", "conflict"),
    [
        ("postgresql", ("id",), None),
        ("postgresql", (), None),
        ("postgresql", ("b", "a"), None),
        ("postgresql", ("c", "a"), None),
        ("postgresql", ("a",), 'foreign key "fk" of children needs a unique key on parents(a)'),
        ("postgresql", ("c",), 'foreign key "fk" of children needs a unique key on parents(c)'),
        ("postgresql", ("d",), 'foreign key "fk" of children needs a unique key on parents(d)'),
        ("postgresql", ("b",), 'foreign key "fk" of children needs a unique key on parents(b)'),
        ("mysql", ("a",), None),
        ("mysql", ("b",), None),
        ("mysql", ("b", "id"), None),
        ("mysql", ("b", "d"), 'foreign key "fk" of children needs an index on parents(b, d)'),
        ("mysql", ("b", "a"), 'foreign key "fk" of children needs an index on parents(b, a)'),
        ("sqlite", ("d",), None),
    ],
)
def test_a_foreign_key_needs_a_key_that_it_can_refer_to(
    dialect: str, columns: tuple[str, ...], conflict: str | None
) -> None:
    children = table("children", integer("x"), integer("y"))
    added = ForeignKey(("x", "y")[: len(columns) or 1], name("parents"), columns, "fk")
    found = refused(schema(PARENT, children), AddConstraint(table=name("children"), constraint=added), dialect)
    assert (None if found is None else str(found)) == conflict


def test_a_table_that_no_revision_made_may_have_any_key() -> None:
    found = table("parents", integer("a"), complete=False)
    add = AddConstraint(table=name("children"), constraint=ForeignKey(("x",), name("parents"), ("a",), "fk"))
    assert refused(schema(found, table("children", integer("x"))), add) is None
