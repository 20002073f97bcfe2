"""InnoDB's indexes for foreign keys: what it makes, keeps, replaces and refuses to drop. Seen on MariaDB 10.11."""

import pytest
from msgspec.structs import replace

from migralint.objects import ForeignKey, Index, PrimaryKey, Unique
from migralint.operations import (
    AddConstraint,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    Operation,
)
from migralint.schema.apply import Conflict
from tests.schema.given import after, integer, key, name, refused, schema, table

REFERENCE = ForeignKey(("a",), name("u"), ("id",), "fk")
USERS = table("u", key(), PrimaryKey(("id",), "PRIMARY"))
TAGS = table("tags", integer("a"), integer("b"), REFERENCE, Index("fk", ("a",), generated=True))
BOTH = schema(USERS, TAGS)


def indexes(*operations: Operation) -> list[Index]:
    return list(after(BOTH, *operations, dialect="mysql").tables[name("tags")].indexes)


def test_a_foreign_key_gets_an_index_named_like_itself_or_like_its_column() -> None:
    unnamed = replace(REFERENCE, name=None)
    for reference, made in ((REFERENCE, "fk"), (unnamed, "a"), (replace(unnamed, name="t_ibfk_1"), "t_ibfk_1")):
        create = CreateTable(table=name("t"), columns=(integer("a"),), constraints=(reference,))
        created = after(schema(USERS), create, dialect="mysql").tables[name("t")]
        assert created.indexes == (Index(made, ("a",)),)
        alter = AddConstraint(table=name("t"), constraint=reference)
        altered = after(schema(USERS, table("t", integer("a"))), alter, dialect="mysql").tables[name("t")]
        assert altered.indexes == (Index(made, ("a",)),)


def test_the_index_stays_when_its_foreign_key_goes_and_gives_way_to_the_next() -> None:
    drop = DropConstraint(table=name("tags"), name="fk", kind="foreignkey")
    assert indexes(drop) == [Index("fk", ("a",))]
    assert indexes(drop, AddConstraint(table=name("tags"), constraint=replace(REFERENCE, name="fk2"))) == [
        Index("fk2", ("a",))
    ]
    assert indexes(drop, CreateIndex(table=name("tags"), index=Index("ix_ab", ("a", "b")))) == [
        Index("ix_ab", ("a", "b"))
    ]


def test_an_authors_index_replaces_the_generated_one_where_it_begins_with_its_columns() -> None:
    assert indexes(CreateIndex(table=name("tags"), index=Index("ix_a", ("a",)))) == [Index("ix_a", ("a",))]
    assert indexes(AddConstraint(table=name("tags"), constraint=Unique(("a", "b"), "uq"))) == []
    assert indexes(CreateIndex(table=name("tags"), index=Index("ix_ba", ("b", "a")))) == [
        Index("fk", ("a",)),
        Index("ix_ba", ("b", "a")),
    ]


def test_an_index_that_a_foreign_key_needs_cannot_be_dropped() -> None:
    tags = replace(TAGS, indexes=(Index("ix_a", ("a",)),))
    drop = DropIndex(name="ix_a", table=name("tags"))
    needed = Conflict("in-use", 'index "ix_a" of tags is needed by foreign key "fk" of tags')
    assert refused(schema(USERS, tags), drop, "mysql") == needed
    spare = replace(tags, indexes=(*tags.indexes, Index("ix_ab", ("a", "b"))))
    assert refused(schema(USERS, spare), drop, "mysql") is None
    assert refused(schema(USERS, replace(tags, complete=False)), drop, "mysql") is None
    assert refused(schema(USERS, tags), drop, "postgresql") is None


def test_the_key_that_other_tables_refer_to_cannot_be_dropped() -> None:
    users = table("u", key(), PrimaryKey(("id",), "PRIMARY"), Unique(("id",), "uq_id"))
    primary = DropConstraint(table=name("u"), name="pk", kind="primary")
    assert refused(BOTH, primary, "mysql") == Conflict(
        "in-use", 'primary key "PRIMARY" of u is needed by foreign key "fk" of tags'
    )
    assert refused(schema(users, TAGS), primary, "mysql") is None
    assert refused(schema(users, TAGS), DropIndex(name="uq_id", table=name("u")), "mysql") is None


def test_a_statement_may_drop_a_key_and_add_another() -> None:
    users = table("u", key(), PrimaryKey(("id",), "PRIMARY"))
    sql = "ALTER TABLE u DROP PRIMARY KEY, ADD PRIMARY KEY (id, a)"
    drop = DropConstraint(table=name("u"), name=None, kind="primary", sql=sql)
    assert refused(schema(users, TAGS), drop, "mysql") is None
    assert refused(schema(users, TAGS), replace(drop, sql="ALTER TABLE u DROP PRIMARY KEY"), "mysql") is not None


def test_a_column_that_counts_needs_its_key() -> None:
    counting = replace(key(), autoincrement=True)
    drop = DropConstraint(table=name("u"), name="pk", kind="primary")
    assert refused(schema(table("u", counting, PrimaryKey(("id",), "PRIMARY"))), drop, "mysql") == Conflict(
        "in-use", 'primary key "PRIMARY" of u is needed by the AUTO_INCREMENT of column id'
    )
    assert refused(schema(table("u", key(), PrimaryKey(("id",), "PRIMARY"))), drop, "mysql") is None


@pytest.mark.parametrize(("dialect", "shrinks"), [("mysql", True), ("mariadb", False)])
def test_only_mysql_takes_a_column_out_of_a_unique_key(dialect: str, shrinks: bool) -> None:
    tags = schema(table("tags", integer("a"), integer("b"), Unique(("a", "b"), "uq"), Index("ix", ("a", "b"))))
    drop = DropColumn(table=name("tags"), name="a")
    conflict = Conflict("in-use", 'column tags.a is used by unique constraint "uq" of tags')
    assert refused(tags, drop, dialect) == (None if shrinks else conflict)
