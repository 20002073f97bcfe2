"""The code that a finding about a rename suggests, run on real databases beside the drop and the addition.

It makes the same schema but for the order of columns, keeps every row, and its downgrade leads back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.dialects import mysql, postgresql

from migralint.analysis.renames import column_renames, table_renames
from migralint.analysis.renames.suggestions import column_rename_code, table_rename_code
from migralint.app import migration_of
from migralint.loading import Where
from tests.oracle.databases import Mariadb, Postgresql, Sqlite
from tests.oracle.reflect import reflected

USERS = """
    op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("body", sa.String(200), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_posts_author_id", ondelete="CASCADE"),
        sa.UniqueConstraint("title", "body", name="uq_posts_title_body"),
    )
    op.create_index("ix_posts_author_id", "posts", ["author_id"])
    op.create_index("ix_posts_body_title", "posts", ["body", "title"])
"""
TAGS = """
    op.create_table(
        "tags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tag_name", sa.String(50), nullable=False),
        sa.Column("color", sa.String(20), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_tags"),
        sa.UniqueConstraint("tag_name", name="uq_tags_tag_name"),
    )
    op.create_index("ix_tags_color", "tags", ["color"])
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("tag_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name="fk_posts_tag_id_tags"),
    )
"""
CASES = {
    "a column": (
        USERS,
        """
        op.drop_constraint("uq_posts_title_body", "posts", type_="unique")
        op.drop_index("ix_posts_body_title", "posts")
        op.add_column("posts", sa.Column("content", sa.String(200), nullable=True))
        op.create_index("ix_posts_content_title", "posts", ["content", "title"])
        op.create_unique_constraint("uq_posts_title_content", "posts", ["title", "content"])
        op.drop_column("posts", "body")
        """,
        "INSERT INTO posts (id, title, body) VALUES (1, 'a', 'kept')",
        "SELECT content FROM posts",
        "SELECT body FROM posts",
    ),
    "a column that grows": (
        USERS,
        """
        op.drop_constraint("uq_posts_title_body", "posts", type_="unique")
        op.drop_index("ix_posts_body_title", "posts")
        op.add_column("posts", sa.Column("body_text", sa.String(400), server_default="kept", nullable=True))
        op.drop_column("posts", "body")
        """,
        "INSERT INTO posts (id, title, body) VALUES (1, 'a', 'kept')",
        "SELECT body_text FROM posts",
        "SELECT body FROM posts",
    ),
    "a foreign key": (
        USERS,
        """
        op.add_column("posts", sa.Column("writer_id", sa.Integer(), nullable=True))
        op.drop_constraint("fk_posts_author_id", "posts", type_="foreignkey")
        op.drop_index("ix_posts_author_id", "posts")
        op.create_index("ix_posts_writer_id", "posts", ["writer_id"])
        op.create_foreign_key("fk_posts_writer_id", "posts", "users", ["writer_id"], ["id"], ondelete="CASCADE")
        op.drop_column("posts", "author_id")
        """,
        "INSERT INTO users (id) VALUES (7); INSERT INTO posts (id, title, author_id) VALUES (1, 'a', 7)",
        "SELECT writer_id FROM posts",
        "SELECT author_id FROM posts",
    ),
    "two columns with an index on both": (
        USERS,
        """
        op.drop_constraint("uq_posts_title_body", "posts", type_="unique")
        op.drop_index("ix_posts_body_title", "posts")
        op.add_column("posts", sa.Column("post_title", sa.String(80), server_default="", nullable=False))
        op.add_column("posts", sa.Column("post_body", sa.String(200), nullable=True))
        op.create_index("ix_posts_post_body_post_title", "posts", ["post_body", "post_title"])
        op.create_unique_constraint("uq_posts_post_title_post_body", "posts", ["post_title", "post_body"])
        op.drop_column("posts", "body")
        op.drop_column("posts", "title")
        """,
        "INSERT INTO posts (id, title, body) VALUES (1, 'first', 'kept')",
        "SELECT post_title || post_body FROM posts",
        "SELECT title || body FROM posts",
    ),
    "a table": (
        TAGS,
        """
        op.create_table(
            "labels",
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("label_name", sa.String(50), nullable=False),
            sa.Column("color", sa.String(20), nullable=True),
            sa.PrimaryKeyConstraint("id", name="pk_labels"),
            sa.UniqueConstraint("label_name", name="uq_labels_label_name"),
        )
        op.create_index("ix_labels_color", "labels", ["color"])
        op.drop_constraint("fk_posts_tag_id_tags", "posts", type_="foreignkey")
        op.create_foreign_key("fk_posts_tag_id_labels", "posts", "labels", ["tag_id"], ["id"])
        op.drop_index("ix_tags_color", "tags")
        op.drop_table("tags")
        """,
        "INSERT INTO tags (id, tag_name) VALUES (3, 'kept'); INSERT INTO posts (id, tag_id) VALUES (1, 3)",
        "SELECT label_name FROM labels JOIN posts ON tag_id = labels.id",
        "SELECT tag_name FROM tags JOIN posts ON tag_id = tags.id",
    ),
    "a table with other columns": (
        TAGS,
        """
        op.create_table(
            "tag",
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("tag_name", sa.String(50), nullable=False),
            sa.Column("color", sa.String(40), nullable=True),
            sa.Column("position", sa.Integer(), server_default="0", nullable=False),
            sa.PrimaryKeyConstraint("id", name="pk_tag"),
            sa.UniqueConstraint("tag_name", name="uq_tag_tag_name"),
        )
        op.drop_constraint("fk_posts_tag_id_tags", "posts", type_="foreignkey")
        op.create_foreign_key("fk_posts_tag_id_tag", "posts", "tag", ["tag_id"], ["id"], ondelete="CASCADE")
        op.drop_index("ix_tags_color", "tags")
        op.drop_table("tags")
        """,
        "INSERT INTO tags (id, tag_name) VALUES (3, 'kept'); INSERT INTO posts (id, tag_id) VALUES (1, 3)",
        "SELECT tag_name FROM tag JOIN posts ON tag_id = tag.id",
        "SELECT tag_name FROM tags JOIN posts ON tag_id = tags.id",
    ),
}
OWN_TABLE = '"posts", '
IN_BATCH = re.compile(r"op\.(drop_constraint|drop_column|create_unique_constraint|create_foreign_key)\((.*)\)")


@dataclass(frozen=True)
class Project:
    """Two revisions: what there is, and the change as autogenerate writes it."""

    folder: Path
    first: str
    change: str
    dialect: str

    def suggested(self) -> tuple[str, str]:
        """What the findings say for the upgrade and the downgrade; tables before their references."""
        versions = self.folder / "migrations" / "versions"
        versions.mkdir(parents=True)
        (self.folder / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
        head = "from alembic import op\nimport sqlalchemy as sa\nrevision = {!r}\ndown_revision = {!r}\n"
        for number, parent, body in (("1", None, self.first), ("2", "1", self.change)):
            code = f"{head.format(number, parent)}def upgrade():\n{indent(dedent(body), '    ')}"
            (versions / f"{number}.py").write_text(code)
        migration = migration_of(Where(project=self.folder, dialects=(self.dialect,)), "2")
        codes = [table_rename_code(migration, rename) for rename in table_renames(migration)]
        codes += [
            column_rename_code(migration, rename)
            for rename in sorted(column_renames(migration), key=lambda rename: rename.drop.span)
        ]
        assert codes
        return "\n".join(up for up, _ in codes), "\n".join(down for _, down in codes)


def in_batches(code: str) -> str:
    """The change as a project on SQLite has it: what `posts` needs a batch for in a batch of its own."""
    head = 'with op.batch_alter_table("posts") as batch_op: batch_op.'
    lines = ((IN_BATCH.fullmatch(line), line) for line in dedent(code).splitlines())
    return "\n".join(f"{head}{found[1]}({found[2].replace(OWN_TABLE, '')})" if found else line for found, line in lines)


def run(url: str, code: str) -> None:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        op = Operations(MigrationContext.configure(connection))
        exec(dedent(code), {"op": op, "sa": sa, "postgresql": postgresql, "mysql": mysql})


def values(url: str, query: str) -> list[object]:
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        return list(connection.exec_driver_sql(query).scalars())


def insert(url: str, statements: str) -> None:
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        for statement in statements.split(";"):
            connection.exec_driver_sql(statement)


def schema(url: str) -> list[str]:
    """Without the order of columns: a column that is added stands last."""
    return sorted(re.sub(r"^(\w+) \d\d ", r"\1 ", line) for line in reflected(url))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mariadb"])
def test_the_suggestion_makes_the_same_schema_and_keeps_the_rows(
    case: str, dialect: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    first, change, rows, query, query_before = CASES[case]
    if dialect == "sqlite":
        server: Sqlite | Postgresql | Mariadb = Sqlite(tmp_path)
        change = in_batches(change)
    else:
        kind = Postgresql if dialect == "postgresql" else Mariadb
        server = kind(request.getfixturevalue(dialect), f"renames_{abs(hash((case, dialect))) % 10**6}")
    up, down = Project(tmp_path / "project", first, change, dialect).suggested()
    plain, renamed = server.create(), server.create()
    run(plain, first)
    run(renamed, first)
    start = schema(renamed)
    insert(renamed, rows)
    kept = values(renamed, query_before)
    run(plain, change)
    run(renamed, up)
    assert schema(renamed) == schema(plain)
    assert values(renamed, query) == kept
    run(renamed, down)
    assert schema(renamed) == start
    assert values(renamed, query_before) == kept
