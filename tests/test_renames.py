"""What makes two names alike, what an author says, and how several names are listed in a message."""

from pathlib import Path

import pytest

from migralint import app
from migralint.analysis.renames.evidence import Evidence, Piece
from migralint.analysis.renames.names import Likeness, alike, likeness, words
from migralint.analysis.renames.said import said_of
from migralint.analysis.renames.weights import EXCLUDED, SAYS_BOTH, SAYS_ONE, SAYS_RENAME
from migralint.analysis.statements import listed
from migralint.loading import Where
from migralint.revisions.revision import Docstring, Revision
from migralint.revisions.script import Script


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("worker_pool_queue_id", "work_pool_queue_id"),
        ("mail_address", "email_address"),
        ("usr_id", "user_id"),
        ("username", "user_name"),
        ("tag", "tags"),
    ],
)
def test_names_with_a_telling_word_or_the_same_spelling_are_alike(old: str, new: str) -> None:
    assert alike(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [("body", "content"), ("is_admin", "is_active"), ("tenant_id", "project_id"), ("first_name", "last_name")],
)
def test_names_that_share_an_everyday_word_only_are_not_alike(old: str, new: str) -> None:
    assert not alike(old, new)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("username", "user_name", Likeness.SAME),
        ("usr_desc", "user_description", Likeness.SAME),
        ("tag", "tags", Likeness.SAME),
        ("worker_pool_id", "work_pool_id", Likeness.ALIKE),
        ("name", "display_name", Likeness.LONGER),
        ("first_name", "last_name", Likeness.OPPOSITE),
        ("created_at", "updated_at", Likeness.OPPOSITE),
        ("tenant_id", "project_id", Likeness.NONE),
    ],
)
def test_names_are_the_same_alike_longer_or_opposite(old: str, new: str, found: Likeness) -> None:
    assert likeness(old, new) is found
    assert likeness(new, old) is found


@pytest.mark.parametrize(
    ("message", "old", "new", "weight"),
    [
        ("rename tenant to project", "tenant_id", "project_id", SAYS_BOTH),
        ("Rename deployment name to display_name", "name", "display_name", SAYS_BOTH),
        ("rename body", "body", "content", SAYS_ONE),
        ("rename some columns", "body", "content", SAYS_RENAME),
        ("replace body with content", "body", "content", SAYS_RENAME),
        ("replace flags with tags", "body", "content", 0),
        ("drop body, add content", "body", "content", 0),
    ],
)
def test_an_author_may_say_that_it_is_a_rename(message: str, old: str, new: str, weight: int) -> None:
    revision = Revision("1", Script(Path("1.py"), ""), docstring=Docstring(message))
    assert Evidence(tuple(said_of(revision, old, new))).score == weight


def test_a_file_name_and_a_comment_say_it_too() -> None:
    by_name = Revision("1", Script(Path("1_rename_body_to_content.py"), ""))
    assert list(said_of(by_name, "body", "content")) == [Piece(SAYS_BOTH, "the file's name says so")]
    text = "revision = 1\n# body was renamed, see the models\n"
    assert list(said_of(Revision("1", Script(Path("1.py"), text)), "body", "content")) == [
        Piece(SAYS_ONE, "a comment says rename")
    ]


def test_a_reason_without_words_counts_and_one_may_exclude() -> None:
    evidence = Evidence((Piece(2, "both are TEXT"), Piece(-1)))
    assert (evidence.score, evidence.reasons, evidence.possible) == (1, ("both are TEXT",), True)
    assert not evidence.with_piece(Piece(EXCLUDED)).possible


def test_words_of_a_name_are_singular_and_lower_case() -> None:
    assert words("workPool_Queues") == {"work", "pool", "queue"}
    assert words("categories") == {"category"}


def test_names_are_listed_as_far_as_they_fit() -> None:
    assert listed(["posts.body"]) == "posts.body"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a", "b", "a"]) == "a and b"
    assert listed(["flow_run.queue_id", "deployment.queue_id", "a", "worker.queue_id"], width=25) == (
        "flow_run.queue_id and 3 more"
    )


CREATED = """
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("body", sa.String(80), server_default="none", nullable=False),
    )
    op.create_index("ix_posts_body", "posts", ["body"])"""
CHANGED = """
    op.add_column("posts", sa.Column("content", sa.String(80), server_default="none", nullable=False))
    op.drop_index("ix_posts_body", "posts")
    op.create_index("ix_posts_content", "posts", ["content"])
    op.drop_column("posts", "body")"""


@pytest.mark.parametrize(
    ("dialect", "code"),
    [
        (
            "postgresql",
            """    op.alter_column("posts", "body", new_column_name="content")
    op.execute("ALTER INDEX ix_posts_body RENAME TO ix_posts_content")""",
        ),
        (
            "mysql",
            """    op.alter_column("posts", "body", new_column_name="content", existing_type=sa.String(80), existing_nullable=False, existing_server_default="none")
    op.execute("ALTER TABLE posts RENAME INDEX ix_posts_body TO ix_posts_content")""",  # noqa: E501
        ),
        (
            "sqlite",
            """    op.drop_index("ix_posts_body", "posts")
    op.alter_column("posts", "body", new_column_name="content")
    op.create_index("ix_posts_content", "posts", ["content"])""",
        ),
    ],
)
def test_the_help_writes_the_rename_out(tmp_path: Path, dialect: str, code: str) -> None:
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    head = "from alembic import op\nimport sqlalchemy as sa\nrevision = {!r}\ndown_revision = {!r}\ndef upgrade():{}\n"
    (versions / "1.py").write_text(head.format("1", None, CREATED))
    (versions / "2.py").write_text(head.format("2", "1", CHANGED))
    report = app.check(Where(project=tmp_path, dialects=(dialect,)))
    [found] = [finding for finding in report.findings if finding.rule == "column-renamed-by-drop-and-add"]
    told = found.problem.help.split("\ndowngrade:")[0]
    assert told == f"rename the column instead of dropping and adding it:\n{code}"
    assert found.problem.notes[0].message == (
        "content is added here; both are VARCHAR(80), both NOT NULL, both default to 'none', index ix_posts_content "
        "follows, no other column of the table is dropped or added"
    )


DOWN = """
    op.add_column("posts", sa.Column("body", sa.String(80), server_default="none", nullable=False))
    op.execute("UPDATE posts SET body = content")
    op.drop_column("posts", "content")"""


@pytest.mark.parametrize(
    ("downgrade", "reason"),
    [
        (DOWN, "the downgrade takes body from content"),
        (DOWN.replace('    op.execute("UPDATE posts SET body = content")\n', ""), "the downgrade adds it back"),
    ],
)
def test_the_downgrade_is_a_witness(tmp_path: Path, downgrade: str, reason: str) -> None:
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    head = "from alembic import op\nimport sqlalchemy as sa\nrevision = {!r}\ndown_revision = {!r}\ndef upgrade():{}\n"
    (versions / "1.py").write_text(head.format("1", None, CREATED))
    (versions / "2.py").write_text(head.format("2", "1", CHANGED) + f"def downgrade():{downgrade}\n")
    report = app.check(Where(project=tmp_path, dialects=("postgresql",)))
    [found] = [finding for finding in report.findings if finding.rule == "column-renamed-by-drop-and-add"]
    assert found.problem.notes[0].message.endswith(reason)
