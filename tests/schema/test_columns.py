"""Adding, dropping, altering and renaming columns."""

import pytest
from msgspec.structs import replace

from migralint.objects import Check, Column, Computed, Default, ForeignKey, Identity, Index, PrimaryKey, Type, Unique
from migralint.operations import AddColumn, AlterColumn, DropColumn, RenameColumn
from migralint.schema.apply import Conflict
from tests.schema.given import INTEGER, TEXT, after, integer, key, name, refused, schema, table

POSTS = table("posts", key(), integer("views"), PrimaryKey(("id",), "posts_pkey"))


def test_a_column_comes_with_its_constraints_and_indexes() -> None:
    add = AddColumn(
        table=name("posts"),
        column=integer("slug"),
        constraints=(Unique(("slug",)),),
        indexes=(Index(None, ("slug",)),),
    )
    assert after(schema(POSTS), add).table(name("posts")) == table(
        "posts",
        key(),
        integer("views"),
        integer("slug"),
        PrimaryKey(("id",), "posts_pkey"),
        Unique(("slug",), "posts_slug_key"),
        Index("ix_posts_slug", ("slug",)),
    )


def test_a_column_that_exists_is_not_added_again() -> None:
    add = AddColumn(table=name("posts"), column=Column("views", TEXT))
    assert refused(schema(POSTS), add) == Conflict("exists", "column posts.views")
    assert after(schema(POSTS), replace(add, if_not_exists=True)) == schema(POSTS)
    assert refused(schema(), replace(add, if_not_exists=True)) == Conflict("missing", "table posts")


def test_alembic_adds_a_primary_key_column_without_the_key_while_sql_means_it() -> None:
    add = AddColumn(table=name("t"), column=key())
    bare = schema(table("t", integer("a")))
    assert after(bare, add).table(name("t")) == table("t", integer("a"), integer("id", nullable=False))
    by_sql = replace(add, sql="ALTER TABLE t ADD COLUMN id int PRIMARY KEY")
    assert after(bare, by_sql).table(name("t")) == table("t", integer("a"), key(), PrimaryKey(("id",), "t_pkey"))


def test_adding_a_column_does_not_create_its_enum_type() -> None:
    mood = Type("mood", enum="mood", values=("sad",), creates_enum=True)
    add = AddColumn(table=name("posts"), column=Column("mood", mood))
    assert refused(schema(POSTS), add) == Conflict("missing", 'type "mood"', "type")


def test_a_column_that_references_nothing_is_refused() -> None:
    reference = ForeignKey(("views",), name("users"), ("id",))
    add = AddColumn(table=name("posts"), column=integer("user_id"), constraints=(reference,))
    assert refused(schema(POSTS), add) == Conflict("missing", "table users")
    assert refused(schema(POSTS, table("users", integer("uid"))), add) == Conflict("missing", "column users.id")
    assert refused(schema(POSTS, table("users", key())), add) is None


def test_dropping_a_column_that_is_not_there_is_refused() -> None:
    drop = DropColumn(table=name("posts"), name="view")
    assert refused(schema(POSTS), drop) == Conflict("missing", "column posts.view")
    assert refused(schema(POSTS), replace(drop, if_exists=True)) is None
    assert refused(schema(POSTS), replace(drop, name="views")) is None
    assert refused(schema(), drop) == Conflict("missing", "table posts")


WIDE = table(
    "t",
    integer("a"),
    integer("b"),
    Unique(("a", "b"), "uq"),
    Check("a > b", "ck", ("a", "b")),
    Check("b > 0", "ck_b", ("b",)),
    Index("ix_a", ("a",)),
    Index("ix_b", ("b",)),
    Index("ix_b_a", ("b", "a")),
    Index("ix_b_if_a", ("b",), where="a IS NULL"),
    Index("ix_lower_a", ("lower(a)",), expressions=(0,)),
    Index("ix_lower_ab", ("lower(ab)",), expressions=(0,)),
)


def test_on_postgresql_constraints_and_indexes_go_with_the_column() -> None:
    assert after(schema(WIDE), DropColumn(table=name("t"), name="a")).table(name("t")) == table(
        "t",
        integer("b"),
        Check("b > 0", "ck_b", ("b",)),
        Index("ix_b", ("b",)),
        Index("ix_lower_ab", ("lower(ab)",), expressions=(0,)),
    )


def test_on_mysql_the_column_leaves_the_keys_that_hold_others() -> None:
    made = table(
        "t", integer("a"), integer("b"), Unique(("a", "b"), "uq"), Index("ix_a", ("a",)), Index("ix", ("b", "a"))
    )
    assert after(schema(made), DropColumn(table=name("t"), name="a"), dialect="mysql").table(name("t")) == table(
        "t", integer("b"), Unique(("b",), "uq"), Index("ix", ("b",))
    )


def test_on_mysql_the_column_of_a_foreign_key_cannot_go() -> None:
    tags = table("tags", integer("post_id"), ForeignKey(("post_id",), name("posts"), ("id",), "fk"))
    drop = DropColumn(table=name("tags"), name="post_id")
    used = Conflict("in-use", 'column tags.post_id is used by foreign key "fk" of tags')
    assert refused(schema(POSTS, tags), drop, "mysql") == used
    assert refused(schema(POSTS, tags), drop, "postgresql") is None


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Index("ix", ("a",)), 'index "ix" of t'),
        (Unique(("a",)), "unique constraint of t"),
        (PrimaryKey(("a",)), "primary key of t"),
        (ForeignKey(("a",), name("u"), ("id",), "fk"), 'foreign key "fk" of t'),
    ],
)
def test_sqlite_drops_no_column_that_is_used(part: Index | Unique | PrimaryKey | ForeignKey, words: str) -> None:
    used = schema(table("t", integer("a"), integer("b"), part))
    drop = DropColumn(table=name("t"), name="a")
    assert refused(used, drop, "sqlite") == Conflict("in-use", f"column t.a is used by {words}")
    assert refused(used, replace(drop, name="b"), "sqlite") is None


def test_a_column_that_other_tables_reference_goes_only_with_cascade() -> None:
    tags = table("tags", integer("post_id"), ForeignKey(("post_id",), name("posts"), ("id",), "fk"))
    drop = DropColumn(table=name("posts"), name="id")
    used = Conflict("in-use", 'column posts.id is referenced by foreign key "fk" of tags')
    assert refused(schema(POSTS, tags), drop) == used
    cascaded = after(schema(POSTS, tags), replace(drop, cascade=True))
    assert cascaded == schema(table("posts", integer("views")), table("tags", integer("post_id")))


def test_the_rest_of_a_dropped_key_is_no_key() -> None:
    pair = table("t", key("a"), key("b"), PrimaryKey(("a", "b"), "t_pkey"))
    dropped = after(schema(pair), DropColumn(table=name("t"), name="a"))
    assert dropped == schema(table("t", integer("b", nullable=False)))


def test_each_change_of_a_column_leaves_the_others_alone() -> None:
    column = Column("a", TEXT, nullable=False, default=Default("'x'"), comment="c")
    alter = AlterColumn(table=name("t"), name="a")
    changes = {
        replace(alter, type=INTEGER): replace(column, type=INTEGER),
        replace(alter, nullable=True): replace(column, nullable=True),
        replace(alter, default=None): replace(column, default=None),
        replace(alter, default=Default("'y'")): replace(column, default=Default("'y'")),
        replace(alter, comment=None): replace(column, comment=None),
        replace(alter, identity=Identity()): replace(column, identity=Identity()),
        alter: column,
    }
    for operation, expected in changes.items():
        assert after(schema(table("t", column)), operation) == schema(table("t", expected))


def test_altering_a_column_that_is_not_there_is_refused() -> None:
    assert refused(schema(POSTS), AlterColumn(table=name("posts"), name="view", nullable=False)) == Conflict(
        "missing", "column posts.view"
    )


MYSQL_COLUMN = Column("a", INTEGER, nullable=False, default=Default("5"), comment="c", autoincrement=True)


def test_modify_on_mysql_loses_what_it_does_not_state() -> None:
    alter = AlterColumn(table=name("t"), name="a", type=TEXT, existing_type=INTEGER)
    assert after(schema(table("t", MYSQL_COLUMN)), alter, dialect="mysql") == schema(table("t", Column("a", TEXT)))


def test_modify_on_mysql_keeps_what_is_declared_as_existing() -> None:
    alter = AlterColumn(
        table=name("t"),
        name="a",
        type=TEXT,
        existing_nullable=False,
        existing_default=Default("5"),
        existing_comment="c",
        existing_autoincrement=True,
    )
    altered = after(schema(table("t", MYSQL_COLUMN)), alter, dialect="mysql")
    assert altered == schema(table("t", replace(MYSQL_COLUMN, type=TEXT)))


def test_a_change_of_the_default_alone_is_no_modify() -> None:
    alter = AlterColumn(table=name("t"), name="a", default=None, existing_type=INTEGER)
    altered = after(schema(table("t", MYSQL_COLUMN)), alter, dialect="mysql")
    assert altered == schema(table("t", replace(MYSQL_COLUMN, default=None)))
    as_sql = replace(alter, restates=True)
    lost = after(schema(table("t", MYSQL_COLUMN)), as_sql, dialect="mysql")
    assert lost == schema(table("t", Column("a", INTEGER)))


def test_a_key_column_stays_not_null_through_modify() -> None:
    alter = AlterColumn(table=name("posts"), name="id", type=Type("BIGINT"))
    altered = after(schema(POSTS), alter, dialect="mysql").column(name("posts"), "id")
    assert altered == replace(key(), type=Type("BIGINT"))


def test_constraints_indexes_and_foreign_keys_follow_a_renamed_column() -> None:
    users = table(
        "users",
        key(),
        integer("boss"),
        PrimaryKey(("id",), "users_pkey"),
        ForeignKey(("boss",), name("users"), ("id",), "fk_boss"),
        Check("id > 0", "ck", ("id",)),
        Index("ix", ("id", "lower(id)"), expressions=(1,)),
    )
    posts = table("posts", integer("id"), ForeignKey(("id",), name("users"), ("id",), "fk_user"))
    renamed = after(schema(users, posts), RenameColumn(table=name("users"), name="id", new_name="uid"))
    assert renamed == schema(
        table(
            "users",
            key("uid"),
            integer("boss"),
            PrimaryKey(("uid",), "users_pkey"),
            ForeignKey(("boss",), name("users"), ("uid",), "fk_boss"),
            Check("uid > 0", "ck", ("uid",)),
            Index("ix", ("uid", "lower(uid)"), expressions=(1,)),
        ),
        table("posts", integer("id"), ForeignKey(("id",), name("users"), ("uid",), "fk_user")),
    )


def test_expressions_follow_a_renamed_column() -> None:
    before = table(
        "posts",
        Column("title", TEXT),
        Column("short", TEXT, computed=Computed("left(title, 9)")),
        Check("title <> 'title' AND \"title\" <> title(short)", "ck_title", ("title", "short")),
        Index("ix_title", ("lower(title)",), where="title IS NOT NULL", expressions=(0,)),
    )
    renamed = after(schema(before), RenameColumn(table=name("posts"), name="title", new_name="name"))
    assert renamed.table(name("posts")) == table(
        "posts",
        Column("name", TEXT),
        Column("short", TEXT, computed=Computed("left(name, 9)")),
        Check("name <> 'title' AND \"name\" <> title(short)", "ck_title", ("name", "short")),
        Index("ix_title", ("lower(name)",), where="name IS NOT NULL", expressions=(0,)),
    )


def test_an_identity_is_added_once() -> None:
    before = schema(table("posts", Column("id", INTEGER, identity=Identity())))
    add = AlterColumn(table=name("posts"), name="id", identity=Identity(always=True), adds_identity=True)
    assert refused(before, add) == Conflict("exists", "identity of column posts.id")
    assert refused(before, replace(add, adds_identity=False)) is None
    assert refused(schema(table("posts", integer("id"))), add) is None


def test_renaming_a_column_needs_the_old_name_and_not_the_new_one() -> None:
    rename = RenameColumn(table=name("posts"), name="view", new_name="seen")
    assert refused(schema(POSTS), rename) == Conflict("missing", "column posts.view")
    assert refused(schema(POSTS), replace(rename, name="views", new_name="id")) == Conflict("exists", "column posts.id")
    assert refused(schema(POSTS), replace(rename, name="views")) is None


def test_a_default_keeps_the_type_that_it_was_set_under() -> None:
    size = Column("size", INTEGER, default=Default("0"))
    to_text = AlterColumn(table=name("posts"), name="size", type=TEXT)
    changed = after(schema(table("posts", size)), to_text).column(name("posts"), "size")
    assert changed is not None and changed.default_type == INTEGER
    again = replace(to_text, type=Type("VARCHAR"), default=Default("'0'"))
    renewed = after(schema(table("posts", changed)), again).column(name("posts"), "size")
    assert renewed is not None and renewed.default_type is None
