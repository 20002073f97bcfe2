"""How a schema is taken apart into facts: what counts, and which spellings mean the same."""

import pytest

from benchmarks.schema_facts import expression, facts_of

TABLE = {
    "columns": [
        {"name": "id", "type": "INTEGER", "nullable": False, "default": "nextval('posts_id_seq'::regclass)"},
        {"name": "author_id", "type": "INTEGER"},
    ],
    "primary_key": {"name": "posts_pkey", "columns": ["id"]},
    "foreign_keys": [
        {"name": "b", "columns": ["author_id"], "referred_table": "users", "referred_columns": ["id"]},
        {
            "name": "a",
            "columns": ["author_id"],
            "referred_table": "users",
            "referred_columns": ["id"],
            "ondelete": "CASCADE",
        },
    ],
    "unique": [{"name": "posts_author_id_key", "columns": ["author_id"]}],
    "indexes": [{"name": "ix", "columns": [None], "expressions": ["lower(title)"], "where": "(id > 0)"}],
    "checks": [{"name": "positive", "sqltext": "id > 0"}],
}


def test_every_part_of_a_table_is_a_fact() -> None:
    assert facts_of({"tables": {"posts": TABLE}, "enums": {"mood": ["sad", "ok"]}}, "postgresql") == {
        ("enum", "mood"): ("sad", "ok"),
        ("table", "posts"): True,
        ("column order", "posts"): ("id", "author_id"),
        ("column", "posts.id"): True,
        ("type", "posts.id"): "INTEGER",
        ("nullable", "posts.id"): False,
        ("default", "posts.id"): "nextval('posts_id_seq'::regclass)",
        ("column", "posts.author_id"): True,
        ("type", "posts.author_id"): "INTEGER",
        ("nullable", "posts.author_id"): True,
        ("primary key", "posts"): ("posts_pkey", "id"),
        ("foreign key", "posts(author_id) -> users(id)"): ("a", "CASCADE"),
        ("foreign key", "posts(author_id) -> users(id) #2"): ("b", None),
        ("unique", "posts(author_id)"): "posts_author_id_key",
        ("index", "posts.ix"): (("lower(title)",), False, "gt(id, 0)", None, ()),
        ("check", "posts.positive"): "gt(id, 0)",
    }


def test_on_mysql_a_unique_constraint_is_an_index() -> None:
    key = {"name": "uq", "columns": ["id"]}
    shown = {"columns": [], "unique": [key], "indexes": [{**key, "unique": True}]}
    made = {"columns": [], "unique": [key]}
    assert facts_of({"tables": {"t": shown}}, "mysql") == facts_of({"tables": {"t": made}}, "mysql")


@pytest.mark.parametrize(
    ("dialect", "shown", "written"),
    [
        ("postgres", "a::text = ANY (ARRAY['x'::character varying, 'y'::text]::text[])", "a IN ('x', 'y')"),
        ("postgres", "a::text <> ALL (ARRAY['x'::character varying, 'y'::text]::text[])", "a NOT IN ('x', 'y')"),
        ("postgres", "kind::text = 'table'::text", "kind in ('table')"),
        ("postgres", "a = 1 AND b = 2 OR c IS NULL", "((a = 1) AND (b = 2)) OR (c IS NULL)"),
        ("postgres", "a AND b AND c", "a AND (b AND c)"),
        ("postgres", "(created_by ->> 'id'::text)", "created_by ->> 'id'"),
        ("postgres", "'{}'::jsonb", "'{}'"),
        ("postgres", "a <> b", "a != b"),
        ("mysql", "`vlan` >= 1 and `vlan` <= 4094", "vlan >= 1 AND vlan <= 4094"),
        ("sqlite", "strftime('%Y', 'now')", "(strftime('%Y', 'now'))"),
    ],
)  # fmt: skip
def test_spellings_that_mean_the_same(dialect: str, shown: str, written: str) -> None:
    assert expression(shown, dialect) == expression(written, dialect)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a = 1 OR b = 2 AND c", "(a = 1 OR b = 2) AND c"),
        ("a - (b - c)", "a - b - c"),
        ("'0'", "0"),
        ("true", "false"),
        ("a IN ('x')", "a NOT IN ('x')"),
        ("a IS NULL", "a IS NOT NULL"),
    ],
)
def test_spellings_that_do_not(one: str, other: str) -> None:
    assert expression(one, "postgres") != expression(other, "postgres")
