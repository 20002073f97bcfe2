"""Defaults that call functions which SQLite does not have. Seen on SQLite 3.40."""

import pytest
from msgspec.structs import replace

from migralint.objects import Column, Default, Type
from migralint.operations import AddColumn, ChangeData
from migralint.schema.apply import Conflict
from tests.schema.given import integer, name, refused, schema, table

MADE = Column("made_at", Type("DATETIME"), default=Default("now()"))
POSTS = schema(table("post", integer("n"), MADE))
INSERT = ChangeData(kind="insert", table=name("post"), columns=("n",), columns_known=True, sql="INSERT INTO post (n) …")
TOLD = Conflict("refused", "SQLite has no function now(), which column post.made_at defaults to")


def test_a_new_column_of_a_batch_needs_its_default_at_once() -> None:
    add = AddColumn(table=name("post"), column=MADE, recreates=True)
    assert refused(schema(table("post", integer("n"))), add, "sqlite") == TOLD
    assert refused(schema(table("post", integer("n"))), replace(add, recreates=False), "sqlite") is None


@pytest.mark.parametrize("sql", ["CURRENT_TIMESTAMP", "(datetime('now'))", "'now()'", "our_slug()", "(renow())", "?"])
def test_sqlites_own_and_the_applications_functions_are_left_alone(sql: str) -> None:
    add = AddColumn(table=name("post"), column=replace(MADE, default=Default(sql)), recreates=True)
    assert refused(schema(table("post", integer("n"))), add, "sqlite") is None


def test_an_insert_needs_the_defaults_of_what_it_leaves_out() -> None:
    assert refused(POSTS, INSERT, "sqlite") == TOLD
    assert refused(POSTS, replace(INSERT, columns=("n", "MADE_AT")), "sqlite") is None
    assert refused(POSTS, replace(INSERT, columns=(), columns_known=False), "sqlite") is None
    assert refused(POSTS, replace(INSERT, kind="update"), "sqlite") is None
    assert refused(POSTS, replace(INSERT, sql=None), "sqlite") is None  # SQLAlchemy may know a default of its own
    assert refused(POSTS, INSERT) is None
