"""Renames of real projects, written as autogenerate would write them: found by what the revision tells."""

import ast
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from benchmarks.rename_rewriting import rewritten
from benchmarks.renames import Score, names, scored
from migralint.app import migration_of
from migralint.loading import Where
from migralint.operations import RenameColumn, RenameTable

# A table that is created anew under its own name: `drop-table` tells of that.
SAME_NAME = ("worker", "worker")


@pytest.mark.corpus
@pytest.mark.parametrize("mute", [False, True])
def test_real_renames_are_found_and_nothing_else_is(mute: bool) -> None:
    every = Score("all", [each for name in names() for each in scored(name, mute=mute).judged])
    assert every.false == []
    assert every.recall >= 0.9
    missed = {each.pair[1:] for each in every.missed}
    assert missed == {SAME_NAME}


def project(folder: Path, upgrade: str) -> Where:
    """Two revisions: a table, and what is done to it."""
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    created = """
        op.create_table(
            "posts",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("body", sa.Text(), nullable=False),
        )
        op.create_index("ix_posts_body", "posts", ["body"])"""
    for number, body in enumerate((created, upgrade), 1):
        lines = dedent(body).strip().replace("\n", "\n    ")
        (versions / f"{number}.py").write_text(
            f'from alembic import op\nimport sqlalchemy as sa\nrevision = "{number}"\n'
            f"down_revision = {str(number - 1) if number > 1 else None!r}\n\ndef upgrade():\n    {lines}\n"
        )
    return Where(project=folder, dialects=("postgresql",))


@pytest.fixture
def generated(tmp_path: Path) -> Callable[[str, type], str]:
    def upgrade(body: str, kind: type[RenameColumn] | type[RenameTable]) -> str:
        migration = migration_of(project(tmp_path, body), "2")
        tree = ast.parse(rewritten(migration.revision.script.text, [migration.upgrade], kind))
        [function] = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        return "\n".join(map(ast.unparse, function.body))

    return upgrade


def test_a_renamed_column_becomes_an_addition_and_a_drop(generated: Callable[[str, type], str]) -> None:
    assert generated('op.alter_column("posts", "body", new_column_name="content")', RenameColumn) == (
        "op.add_column('posts', sa.Column('content', sa.Text(), nullable=False))\n"
        "op.drop_index('ix_posts_body', 'posts')\n"
        "op.create_index('ix_posts_content', 'posts', ['content'])\n"
        "op.drop_column('posts', 'body')"
    )


def test_a_renamed_table_becomes_a_new_one_and_a_drop(generated: Callable[[str, type], str]) -> None:
    assert generated('op.rename_table("posts", "notes")', RenameTable) == (
        "op.create_table('notes', sa.Column('id', sa.Integer(), nullable=False), "
        "sa.Column('body', sa.Text(), nullable=False), sa.PrimaryKeyConstraint('id', name='posts_pkey'))\n"
        "op.drop_table('posts')\n"
        "op.create_index('ix_posts_body', 'notes', ['body'])"
    )


def test_what_the_upgrade_made_itself_stays_as_it_is(generated: Callable[[str, type], str]) -> None:
    body = """
        op.add_column("posts", sa.Column("new", sa.Text()))
        op.alter_column("posts", "new", new_column_name="content")"""
    assert generated(body, RenameColumn) == (
        "op.add_column('posts', sa.Column('new', sa.Text()))\n"
        "op.alter_column('posts', 'new', new_column_name='content')"
    )
