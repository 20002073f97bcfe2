"""Statements about rows fail where a table or a column that they name is surely not there, and nowhere else."""

from __future__ import annotations

import pytest

from migralint.operations import DropTable, RenameTable
from migralint.schema import Schema
from migralint.sql import read_sql
from tests.schema.given import after, integer, key, name, open_world, refused, schema, table

SHOP = schema(table("tags", key(), integer("kind")), table("posts", key(), integer("tag_id")))
RENAMED = after(SHOP, RenameTable(table=name("tags"), new_table=name("labels")))


def conflict(before: Schema, sql: str, dialect: str = "postgresql") -> str | None:
    [operation] = read_sql(sql, dialect)
    found = refused(before, operation, dialect)
    return None if found is None else str(found)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("DELETE FROM tags", "table tags does not exist"),
        ("INSERT INTO posts (id) SELECT id FROM tags", "table tags does not exist"),
        ("SELECT * FROM posts JOIN tags ON true", "table tags does not exist"),
        ("UPDATE labels SET colour = 1", "column labels.colour does not exist"),
        ("INSERT INTO labels (id, colour) VALUES (1, 2)", "column labels.colour does not exist"),
        ("UPDATE labels SET kind = colour", "column labels.colour does not exist"),
        ("DELETE FROM labels WHERE colour = 1", "column labels.colour does not exist"),
        ("DELETE FROM labels AS l WHERE l.colour = 1", "column labels.colour does not exist"),
        ('DELETE FROM labels WHERE kind = "NEW"', "column labels.NEW does not exist"),
    ],
)
def test_what_is_not_there(sql: str, expected: str) -> None:
    assert conflict(RENAMED, sql) == expected


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM labels",
        "DELETE FROM labels WHERE ctid IN ('(0,1)') AND kind = 'NEW'::int",
        "UPDATE labels AS l SET kind = l.kind WHERE labels IS NOT NULL",
        "UPDATE labels SET kind = v.colour FROM (VALUES (1, 2)) AS v (id, colour) WHERE v.id = labels.id",
        "DELETE FROM labels USING generate_series(1, 2) AS colour WHERE id = colour",
        "UPDATE labels SET kind = (SELECT count(*) FROM posts WHERE tag_id = labels.id)",
        "INSERT INTO labels (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET kind = excluded.kind",
        "WITH tags AS (SELECT 1 AS colour) UPDATE labels SET kind = colour FROM tags",
        "SELECT relname FROM pg_class",
        "SELECT table_name FROM information_schema.tables",
    ],
)
def test_what_only_looks_so(sql: str) -> None:
    assert conflict(RENAMED, sql) is None


@pytest.mark.parametrize("made", ["CREATE VIEW tags AS SELECT 1", "CREATE TEMPORARY TABLE tags (id INTEGER)"])
def test_another_relation_may_have_the_name_of_a_table_that_went(made: str) -> None:
    assert conflict(after(RENAMED, *read_sql(made, "postgresql")), "SELECT * FROM tags") is None


def test_a_table_that_no_revision_made_may_have_any_column() -> None:
    assert conflict(open_world(), "UPDATE settings SET colour = 1 WHERE shade = 2") is None
    assert conflict(after(open_world(), DropTable(table=name("settings"))), "DELETE FROM settings") is not None


@pytest.mark.parametrize("dialect", ["sqlite", "mysql"])
def test_other_databases_know_names_in_any_letters(dialect: str) -> None:
    assert conflict(RENAMED, "UPDATE Labels SET Kind = 1", dialect) is None
    assert conflict(RENAMED, "UPDATE labels SET KIND = 1", dialect) is None
    assert conflict(RENAMED, 'DELETE FROM labels WHERE kind = "NEW"', dialect) is None
    assert conflict(RENAMED, "UPDATE labels SET colour = 1", dialect) == "column labels.colour does not exist"
