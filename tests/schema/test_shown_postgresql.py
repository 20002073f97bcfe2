"""Types and defaults as PostgreSQL 18 shows them."""

import pytest

from migralint.objects import Column, Default, Type
from migralint.schema.json import from_json, to_json
from migralint.schema.shown import shown_default, shown_type
from migralint.schema.type_text import read_type
from tests.schema.given import INTEGER, schema, table


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("FLOAT", "DOUBLE PRECISION"),
        ("FLOAT(53)", "DOUBLE PRECISION"),
        ("FLOAT(25)", "DOUBLE PRECISION"),
        ("FLOAT(24)", "REAL"),
        ("DECIMAL(6, 2)", "NUMERIC(6, 2)"),
        ("BIGSERIAL", "BIGINT"),
        ("VARCHAR(50)", "VARCHAR(50)"),
        ("FLOAT[]", "DOUBLE PRECISION[]"),
        ("mood", "mood"),
    ],
)
def test_types_are_shown_under_their_own_names(written: str, shown: str) -> None:
    assert shown_type(read_type(written), "postgresql") == shown


@pytest.mark.parametrize(
    ("kind", "sql", "shown"),
    [
        ("BOOLEAN", "'0'", "false"),
        ("BOOLEAN", "'t'", "true"),
        ("BOOLEAN", "TRUE", "true"),
        ("INTEGER", "'5'", "5"),
        ("INTEGER", "5", "5"),
        ("BIGINT", "'0'", "'0'::bigint"),
        ("VARCHAR(20)", "'draft'", "'draft'::character varying"),
        ("TEXT", "'it''s'", "'it''s'::text"),
        ("JSONB", "'{}'", "'{}'::jsonb"),
        ("INTERVAL", "'0'", "'00:00:00'::interval"),
        ("INTERVAL", "'3725'", "'01:02:05'::interval"),
        ("UUID", "GEN_RANDOM_UUID()", "gen_random_uuid()"),
        ("TIMESTAMP WITHOUT TIME ZONE", "now()", "now()"),
        ("TIMESTAMP WITHOUT TIME ZONE", "current_timestamp", "CURRENT_TIMESTAMP"),
        ("TEXT[]", "'{}'", "'{}'::text[]"),
        ("VARCHAR", "'a'::character varying", "'a'::character varying"),
    ],
)
def test_a_constant_is_read_as_the_columns_type(kind: str, sql: str, shown: str) -> None:
    column = Column("a", read_type(kind), default=Default(sql))
    assert shown_default(table("t", column), column, "postgresql") == shown


def test_a_label_is_shown_with_its_enum() -> None:
    column = Column("a", Type("mood", enum="mood", values=("sad", "ok")), default=Default("'ok'"))
    assert shown_default(table("t", column), column, "postgresql") == "'ok'::mood"


def test_a_serial_column_shows_its_sequence_and_reads_back() -> None:
    posts = table("posts", Column("id", INTEGER, nullable=False, autoincrement=True))
    document = to_json(schema(posts), dialect="postgresql")
    [column] = document["tables"]["posts"]["columns"]  # type: ignore[index, call-overload]
    assert column["default"] == "nextval('posts_id_seq'::regclass)"
    read = from_json(document)
    assert next(iter(read.tables.values())).columns == posts.columns
    assert next(iter(read.tables.values())).id_sequence == "posts_id_seq"
    assert to_json(read, dialect="postgresql") == document


@pytest.mark.parametrize(
    ("kind", "sql", "shown"),
    [
        (Type("TIMESTAMP"), "now()", "now()"),
        (Type("TIMESTAMP"), "'now()'", "?"),
        (Type("TIMESTAMP", suffix="WITH TIME ZONE"), "'NOW()'", "?"),
        (Type("DATE"), "'today'", "?"),
        (Type("VARCHAR", ("20",)), "'now()'", "'now()'::character varying"),
        (Type("TIMESTAMP"), "'2024-01-01 00:00:00'", "'2024-01-01 00:00:00'::timestamp without time zone"),
    ],
)
def test_a_string_that_means_now_is_a_moment_that_nobody_knows(kind: Type, sql: str, shown: str) -> None:
    column = Column("c", kind, default=Default(sql))
    assert shown_default(table("t", column), column, "postgresql") == shown
