"""Histories that start from tables which no revision made."""

from msgspec.structs import replace
from rpds import HashTrieSet

from migralint.objects import Column, Default, Type, Unique
from migralint.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    RenameColumn,
    RenameConstraint,
    RenameTable,
)
from migralint.schema import Table
from migralint.schema.apply import Conflict
from tests.schema.given import INTEGER, TEXT, after, integer, name, open_world, refused

POSTS = name("posts")
FOUND = Table(POSTS, complete=False)


def test_an_unknown_table_is_taken_as_found() -> None:
    added = after(open_world(), AddColumn(table=POSTS, column=integer("views")))
    assert added == open_world(replace(FOUND, columns=(integer("views"),)))


def test_a_column_of_it_can_be_dropped_once() -> None:
    drop = DropColumn(table=POSTS, name="body")
    dropped = after(open_world(), drop)
    assert dropped == open_world(replace(FOUND, dropped_columns=HashTrieSet({"body"})))
    assert refused(dropped, drop) == Conflict("missing", "column posts.body")
    assert refused(dropped, DropColumn(table=POSTS, name="title")) is None


def test_a_dropped_column_can_be_added_again() -> None:
    again = after(
        open_world(), DropColumn(table=POSTS, name="body"), AddColumn(table=POSTS, column=Column("body", TEXT))
    )
    assert again == open_world(replace(FOUND, columns=(Column("body", TEXT),)))


def test_a_column_is_added_once() -> None:
    add = AddColumn(table=POSTS, column=integer("views"))
    assert refused(after(open_world(), add), add) == Conflict("exists", "column posts.views")


def test_an_altered_column_is_known_as_far_as_it_is_declared() -> None:
    alter = AlterColumn(table=POSTS, name="body", nullable=False)
    nothing_declared = Column("body", Type("?"), nullable=False, default=Default("?"))
    assert after(open_world(), alter).column(POSTS, "body") == nothing_declared
    declared = replace(alter, existing_type=TEXT, existing_default=None)
    assert after(open_world(), declared).column(POSTS, "body") == Column("body", TEXT, nullable=False)


def test_a_renamed_column_leaves_its_old_name() -> None:
    rename = RenameColumn(table=POSTS, name="body", new_name="text")
    renamed = after(open_world(), rename)
    assert renamed.column(POSTS, "text") == Column("text", default=Default("?"))
    assert refused(renamed, rename) == Conflict("missing", "column posts.body")


def test_constraints_and_indexes_of_it_are_let_pass() -> None:
    found = open_world(FOUND)
    assert after(open_world(), DropConstraint(table=POSTS, name="uq")) == found
    assert after(open_world(), DropIndex(name="ix", table=POSTS)) == found
    assert after(open_world(), RenameConstraint(table=POSTS, name="uq", new_name="uq2")) == found
    assert refused(open_world(), AddConstraint(table=POSTS, constraint=Unique(("slug",), "uq"))) is None


def test_a_table_of_it_is_dropped_or_renamed_once() -> None:
    dropped = after(open_world(), DropTable(table=POSTS))
    assert refused(dropped, DropTable(table=POSTS)) == Conflict("missing", "table posts")
    rename = RenameTable(table=POSTS, new_table=name("articles"))
    renamed = after(open_world(), rename)
    assert renamed.tables[name("articles")] == replace(FOUND, name=name("articles"))
    assert refused(renamed, rename) == Conflict("missing", "table posts")


def test_a_created_table_is_wholly_known() -> None:
    created = after(open_world(), CreateTable(table=POSTS, columns=(Column("id", INTEGER),)))
    assert refused(created, DropColumn(table=POSTS, name="body")) == Conflict("missing", "column posts.body")


def test_a_table_whose_columns_could_not_be_read_is_not() -> None:
    created = after(open_world(), CreateTable(table=POSTS, complete=False))
    assert refused(created, DropColumn(table=POSTS, name="body")) is None
