"""What a finding of incomplete-downgrade says: the difference, and the code that takes it back."""

from pathlib import Path

import pytest

from migralint import app
from migralint.analysis.restoring.code import restoring
from migralint.findings import Finding
from migralint.loading import Where
from migralint.objects import Check, Index
from migralint.schema.compare import compare
from tests.schema.given import integer, schema, table

HEADER = "from alembic import op\nimport sqlalchemy as sa\n\nrevision = {!r}\ndown_revision = {!r}\n\n\n"
POSTS = """\
def upgrade():
    op.create_table(
        "posts",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("title", sa.String(50), server_default="untitled", nullable=False),
        sa.Column("user_id", sa.BigInteger(), sa.ForeignKey("users.id", ondelete="CASCADE")),
        sa.UniqueConstraint("title", name="uq_posts_title"),
    )
    op.create_index("ix_posts_user_id", "posts", ["user_id"])


def downgrade():
    op.drop_table("posts")
"""


def findings(
    folder: Path, upgrade: str, downgrade: str, dialect: str = "postgresql", posts: str = POSTS
) -> list[Finding]:
    """What the rules about downgrades say of a revision behind the one that makes `posts`."""
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    (folder / "migrations" / "env.py").write_text("")
    (versions / "0001_posts.py").write_text(HEADER.format("0001", None) + posts)
    body = f"def upgrade():\n    {upgrade}\n\n\ndef downgrade():\n    {downgrade}\n"
    (versions / "0002_change.py").write_text(HEADER.format("0002", "0001") + body)
    report = app.check(Where(paths=(folder,), project=folder, dialects=(dialect,)))
    return [finding for finding in report.findings if finding.rule in ("incomplete-downgrade", "missing-downgrade")]


@pytest.mark.parametrize(
    ("upgrade", "difference", "code"),
    [
        (
            'op.drop_column("posts", "title")',
            ["-", "-"],
            """op.add_column("posts", sa.Column("title", sa.String(50), server_default="untitled", nullable=False))
op.create_unique_constraint("uq_posts_title", "posts", ["title"])""",
        ),
        ('op.create_table("tags", sa.Column("id", sa.BigInteger()))', ["+"], 'op.drop_table("tags")'),
        ('op.add_column("posts", sa.Column("slug", sa.Text()))', ["+"], 'op.drop_column("posts", "slug")'),
        (
            'op.alter_column("posts", "title", type_=sa.Text(), existing_type=sa.String(50))',
            ["~"],
            'op.alter_column("posts", "title", type_=sa.String(50), existing_type=sa.Text())',
        ),
        (
            'op.alter_column("posts", "title", nullable=True)',
            ["~"],
            'op.alter_column("posts", "title", nullable=False, existing_type=sa.String(50))',
        ),
        (
            'op.drop_constraint("posts_user_id_fkey", "posts", type_="foreignkey")',
            ["-"],
            'op.create_foreign_key("posts_user_id_fkey", "posts", "users", ["user_id"], ["id"], ondelete="CASCADE")',
        ),
        (
            'op.drop_index("ix_posts_user_id", "posts")',
            ["-"],
            'op.create_index("ix_posts_user_id", "posts", ["user_id"])',
        ),
        (
            'op.create_index("ix_posts_title", "posts", ["title"], unique=True)',
            ["+"],
            'op.drop_index("ix_posts_title", "posts")',
        ),
    ],
)
def test_help_undoes_what_the_downgrade_forgets(tmp_path: Path, upgrade: str, difference: list[str], code: str) -> None:
    [finding] = findings(tmp_path, upgrade, "op.execute('SELECT 1')")
    marks = [note.mark for note in finding.problem.notes if note.mark]
    assert (marks, finding.problem.help.partition("\n")[2]) == (difference, code)


def test_an_index_is_made_again_with_all_that_it_had() -> None:
    index = Index("ix", ("lower(a)", "b"), method="gin", where="b > 0", expressions=(0,), orders=("", "DESC"))
    made, bare = table("t", integer("b"), index), table("t", integer("b"))
    [difference] = compare(schema(made), schema(bare))
    assert restoring(difference, schema(made), schema(bare), {}) == (
        'op.create_index("ix", "t", [sa.text("lower(a)"), sa.text("b DESC")], postgresql_using="gin", '
        'postgresql_where=sa.text("b > 0"))'
    )


def test_the_naming_convention_must_not_lengthen_the_name_of_a_check_again() -> None:
    made, bare = table("t", integer("a"), Check("a > 0", "ck_t_a")), table("t", integer("a"))
    [difference] = compare(schema(made), schema(bare))
    lengthens = {"ck": "ck_%(table_name)s_%(constraint_name)s"}
    code = 'op.create_check_constraint(op.f("ck_t_a"), "t", "a > 0")'
    assert restoring(difference, schema(made), schema(bare), lengthens) == code
    assert restoring(difference, schema(made), schema(bare), {}) == code.replace('op.f("ck_t_a")', '"ck_t_a"')


def test_the_next_upgrade_may_find_a_value_that_no_downgrade_takes_away(tmp_path: Path) -> None:
    upgrade = """op.execute("ALTER TYPE mood ADD VALUE 'don''t know'")"""
    mood = """def upgrade():\n    op.execute("CREATE TYPE mood AS ENUM ('sad')")\n"""
    [_, finding] = findings(tmp_path, upgrade, "pass", posts=mood)
    assert finding.problem.help == (
        "PostgreSQL takes no value away; let the next upgrade find it there:\n"
        """op.execute("ALTER TYPE mood ADD VALUE IF NOT EXISTS 'don''t know'")"""
    )


def test_sqlite_needs_a_batch(tmp_path: Path) -> None:
    [finding] = findings(
        tmp_path, 'op.add_column("posts", sa.Column("slug", sa.Text()))', "op.execute('SELECT 1')", "sqlite"
    )
    assert finding.problem.help == (
        "undo all of the upgrade in downgrade():\n"
        'with op.batch_alter_table("posts") as batch_op:\n    batch_op.drop_column("slug")'
    )


def test_a_batch_of_the_downgrade_loses_the_order_of_an_index(tmp_path: Path) -> None:
    [finding] = findings(
        tmp_path,
        'op.add_column("posts", sa.Column("slug", sa.Text()))\n'
        '    op.drop_index("ix_posts_user_id")\n'
        '    op.create_index("ix_posts_user_id", "posts", ["user_id"])\n'
        '    op.create_index("ix_posts_title", "posts", [sa.text("title COLLATE NOCASE")])',
        'with op.batch_alter_table("posts") as batch_op:\n'
        '        batch_op.drop_column("slug")\n'
        '        batch_op.drop_index("ix_posts_title")',
        "sqlite",
        POSTS.replace('["user_id"]', '[sa.text("user_id DESC"), "id"]'),
    )
    assert finding.problem.message == 'downgrade() leaves index "ix_posts_user_id" of table posts changed'
    assert [(note.mark, note.message) for note in finding.problem.notes] == [
        ("~", 'index "ix_posts_user_id" of table posts: INDEX (user_id DESC, id) -> INDEX (user_id)')
    ]
    assert finding.problem.help == (
        "undo all of the upgrade in downgrade():\n"
        'op.drop_index("ix_posts_user_id", "posts")\n'
        'op.create_index("ix_posts_user_id", "posts", [sa.text("user_id DESC"), "id"])'
    )


def test_the_difference_tells_the_line_that_it_comes_from_and_what_fails_next(tmp_path: Path) -> None:
    [finding] = findings(tmp_path, 'op.add_column("posts", sa.Column("slug", sa.Text()))', "pass")
    assert (str(finding.severity), finding.problem.message) == (
        "warning",
        "downgrade() is empty: column posts.slug stays",
    )
    assert [(note.mark, note.message, note.span and note.span.line) for note in finding.problem.notes] == [
        ("+", "column posts.slug: TEXT", 9),
        (None, "the next upgrade fails here: column posts.slug already exists", 9),
    ]


def test_a_wider_column_is_only_worth_knowing(tmp_path: Path) -> None:
    upgrade = 'op.alter_column("posts", "title", type_=sa.String(80), existing_type=sa.String(50))'
    [finding] = findings(tmp_path, upgrade, "op.execute('SELECT 1')")
    assert str(finding.severity) == "info"
    assert finding.problem.message == "downgrade() leaves column posts.title as VARCHAR(80), not VARCHAR(50)"


@pytest.mark.parametrize(("having", "told"), [(2, 0), (3, 7)])
def test_four_in_five_without_a_downgrade_are_a_decision(tmp_path: Path, having: int, told: int) -> None:
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    (versions.parent / "env.py").write_text("")
    for number in range(10):
        body = f"def upgrade():\n    op.create_table('t{number}', sa.Column('id', sa.BigInteger(), primary_key=True))\n"
        back = f"\n\ndef downgrade():\n    op.drop_table('t{number}')\n" if number < having else ""
        header = HEADER.format(f"{number:04}", f"{number - 1:04}" if number else None)
        (versions / f"{number:04}_t.py").write_text(header + body + back)
    report = app.check(Where(paths=(tmp_path,), project=tmp_path, dialects=("postgresql",)))
    assert [finding.rule for finding in report.findings] == ["missing-downgrade"] * told
