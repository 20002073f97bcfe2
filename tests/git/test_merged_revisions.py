"""What the working tree does to revisions that the base branch has, and what databases make of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from click.testing import CliRunner
from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import OperationalError

from migralint.cli import main
from tests.git.conftest import VERSIONS, Check, Work

ENV = """\
from alembic import context
from sqlalchemy import create_engine

with create_engine(context.config.get_main_option("sqlalchemy.url")).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
EDITED = "merged-revision-edited"
DELETED = "merged-revision-deleted"
REPARENTED = "merged-revision-reparented"
OUTDATED = "outdated-parent"


@pytest.fixture
def upgrade(work: Work, monkeypatch: pytest.MonkeyPatch) -> Callable[[], set[str]]:
    """Upgrades a database, which all calls share, to the head of the working tree; gives its tables."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # it knows a script by its second and size: both stay
    url = f"sqlite:///{work.folder.parent}/blog.db"
    config = Config(work.folder / "alembic.ini")
    config.set_main_option("sqlalchemy.url", url)

    def run() -> set[str]:
        (work.folder / "migrations/env.py").write_text(ENV)
        command.upgrade(config, "heads")
        return set(inspect(create_engine(url)).get_table_names()) - {"alembic_version"}

    return run


def test_an_edit_is_missed_by_databases_that_are_past_it(
    work: Work, check: Check, upgrade: Callable[[], set[str]]
) -> None:
    upgrade()
    work.replace("2b", "op.create_table('t2b'", "op.create_table('other', sa.Column('id'))\n    op.create_table('t2b'")
    assert upgrade() == {"t1a", "t2b"}
    assert (EDITED, "2b.py", "2b is merged: databases that have run it never run what is edited here") in check().found


def test_an_edit_is_shown_where_it_begins(work: Work) -> None:
    work.replace("2b", "op.create_table('t2b'", "op.create_table('other', sa.Column('id'))\n    op.create_table('t2b'")
    words = ["check", "--base=main", f"--select={EDITED}"]
    assert CliRunner().invoke(main, words).stdout == (
        "migrations/versions/2b.py:11:5: warning[merged-revision-edited] "
        "2b is merged: databases that have run it never run what is edited here\n"
        "   |\n"
        "11 |     op.create_table('other', sa.Column('id'))\n"
        "   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  help: leave it as main has it, and put the edit into a new revision:\n"
        "        alembic revision -m ...  # Flask-Migrate: flask db revision -m ...\n"
        "  = migralint explain merged-revision-edited\n"
        "\n"
        "1 warning in 1 of 2 revisions\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("sa.BigInteger()", "sa.Integer()", 11),
        ("def upgrade():\n", "NAME = 'x'\n\n\ndef upgrade():\n", 10),
        ("    op.create_table('t2b', sa.Column('id', sa.BigInteger(), primary_key=True))", "    pass", 10),
        ("import sqlalchemy as sa\n", "import sqlalchemy.dialects.postgresql as sa\n", 4),
    ],
    ids=["operation", "constant", "nothing left", "import"],
)
def test_an_edit_stands_in_the_first_statement_that_differs(
    work: Work, check: Check, old: str, new: str, line: int
) -> None:
    work.replace("2b", old, new)
    output = CliRunner().invoke(main, ["check", "--base=main", f"--select={EDITED}", "--output-format=concise"]).stdout
    assert output.startswith(f"migrations/versions/2b.py:{line}:")


@pytest.mark.parametrize("change", ["comment", "downgrade", "import", "label", "broken"])
def test_what_databases_do_not_miss_is_no_edit(work: Work, check: Check, change: str) -> None:
    edits = {
        "comment": ("def upgrade", "# a remark\ndef upgrade"),
        "downgrade": ("def downgrade():\n    op", "from alembic import op as ops\n\n\ndef downgrade():\n    ops"),
        "import": ("sa\n\n", "sa\nfrom alembic import context\n\n"),
        "label": ("down_revision = '1a'", "down_revision = '1a'\nbranch_labels = ('blog',)"),
        "broken": ("def upgrade():", "def upgrade(:"),
    }
    work.replace("2b", *edits[change])
    assert EDITED not in check().rules


def test_what_mends_a_script_that_python_cannot_parse_is_no_edit(work: Work, check: Check) -> None:
    work.on_main(lambda: work.replace("2b", "def upgrade():", "def upgrade(:"))
    work.git("merge", "--quiet", "main")
    work.replace("2b", "def upgrade(:", "def upgrade():")
    assert check().found == []


def test_an_edit_may_be_suppressed_with_a_reason(work: Work, check: Check) -> None:
    work.replace("2b", "    op.create", f"    # migralint: ignore[{EDITED}] -- failed everywhere\n    op.create")
    work.replace("2b", "BigInteger", "Integer")
    assert check().code == 0


def test_a_deleted_revision_leaves_databases_behind(work: Work, check: Check, upgrade: Callable[[], set[str]]) -> None:
    upgrade()
    work.path("2b").unlink()
    with pytest.raises(CommandError, match="Can't locate revision identified by '2b'"):
        upgrade()
    assert check().found == [(DELETED, "2b.py", "2b is merged and gone: databases at it cannot be upgraded")]


def test_a_deleted_file_has_no_excerpt(work: Work) -> None:
    work.path("2b").unlink()
    assert CliRunner().invoke(main, ["check", "--base=main"]).stdout == (
        "migrations/versions/2b.py:1:1: error[merged-revision-deleted] "
        "2b is merged and gone: databases at it cannot be upgraded\n"
        "  help: restore it, and take back what it did in a new revision:\n"
        "        git checkout main -- :/migrations/versions/2b.py\n"
        "        to squash a history, keep the id of its last revision, and upgrade every database to that one before\n"
        "  note: main has 2b here (migrations/versions/2b.py)\n"
        "  = migralint explain merged-revision-deleted\n"
        "\n"
        "1 error in 0 of 1 revision\n"
    )


def test_the_command_of_the_help_restores_the_file(work: Work, check: Check) -> None:
    work.on_main(lambda: work.write("3c", after="2b", name="3c with 'quotes'"))
    work.git("merge", "--quiet", "main")
    work.path("3c with 'quotes'").unlink()
    output = CliRunner().invoke(main, ["check", "--base=main"]).stdout
    [line] = [line.strip() for line in output.splitlines() if "git checkout" in line]

    subprocess.run(["bash", "-c", line], cwd=work.folder / VERSIONS, check=True, capture_output=True)
    assert check().found == []


def test_a_child_of_a_deleted_revision_is_an_error_that_the_work_makes(work: Work, check: Check) -> None:
    work.path("1a").unlink()
    assert sorted(check().rules) == [DELETED, "unknown-parent"]


def test_a_deleted_revision_whose_child_follows_another_one_is_told_once(work: Work, check: Check) -> None:
    work.path("1a").unlink()
    work.replace("2b", "'1a'", "None")
    assert check().found == [(DELETED, "2b.py", "1a is merged and gone: databases at it cannot be upgraded")]


def test_a_squash_is_told_once(work: Work, check: Check) -> None:
    work.on_main(lambda: [work.write(f"{number}x", after="2b") for number in range(10, 14)])
    work.git("merge", "--quiet", "main")
    for path in (work.folder / VERSIONS).glob("*.py"):
        path.unlink()
    work.write("ff")
    assert check("--select=deploy,graph").found == [
        (DELETED, "ff.py", "10x, 11x, 12x, 13x, 1a and 2b are merged and gone: databases at them cannot be upgraded")
    ]


def test_what_the_base_has_deleted_too_is_not_missed(work: Work, check: Check) -> None:
    work.on_main(lambda: work.path("2b").unlink())
    work.path("2b").unlink()
    assert check().found == []


def test_a_revision_that_cannot_be_read_is_not_gone(work: Work, check: Check) -> None:
    work.path("2b").write_text("revision = '2b'\ndown_revision = (\n")
    assert check().rules == ["unreadable-script"]


def test_a_revision_may_move_to_another_folder_and_leave_deleted_ones(work: Work, check: Check) -> None:
    work.git("mv", "migrations", "database")
    (work.folder / "alembic.ini").write_text("[alembic]\nscript_location = database\n")
    (work.folder / "database/versions/2b.py").unlink()
    assert check().found == [(DELETED, "2b.py", "2b is merged and gone: databases at it cannot be upgraded")]


def test_projects_do_not_miss_each_others_revisions(work: Work, check: Check) -> None:
    other = Work(work.repository, work.folder / "billing")
    work.git("switch", "--quiet", "main")
    other.write("1x")
    other.write("2x", after="1x")
    (other.folder / "alembic.ini").write_bytes((work.folder / "alembic.ini").read_bytes())
    work.commit()
    other.path("2x").unlink()
    work.write("3c", after="2b")
    assert check("--project", work.folder / "alembic.ini").found == []
    assert check("--project", other.folder).rules == [DELETED]


def test_a_revision_before_a_merged_one_is_never_run(work: Work, check: Check, upgrade: Callable[[], set[str]]) -> None:
    upgrade()
    work.write("9e", after="1a")
    work.replace("2b", "down_revision = '1a'", "down_revision = '9e'")
    assert upgrade() == {"t1a", "t2b"}
    message = "2b is merged and follows another one now: databases at it never run 9e"
    assert check().found == [(REPARENTED, "2b.py", message)]


def test_a_dependency_of_a_merged_revision_is_never_run(
    work: Work, check: Check, upgrade: Callable[[], set[str]]
) -> None:
    upgrade()
    work.write("9e", after="1a")
    work.replace("2b", "down_revision = '1a'", "down_revision = '1a'\ndepends_on = '9e'")
    assert upgrade() == {"t1a", "t2b"}
    assert REPARENTED in check().rules


def test_a_revision_that_no_longer_comes_before_is_run_again(
    work: Work, check: Check, upgrade: Callable[[], set[str]]
) -> None:
    work.on_main(lambda: work.write("3c", after="2b"))
    work.git("merge", "--quiet", "main")
    upgrade()
    work.replace("3c", "down_revision = '2b'", "down_revision = '1a'")
    with pytest.raises(OperationalError, match="table t2b already exists"):
        upgrade()
    message = "3c is merged and follows another one now: databases at it run 2b again"
    assert (REPARENTED, "3c.py", message) in check().found


@pytest.mark.parametrize("header", ["['1a']", "('1a',)", "'1a'\ndepends_on = ('1a',)"])
def test_a_merged_revision_with_the_same_past_is_not_reparented(work: Work, check: Check, header: str) -> None:
    work.replace("2b", "down_revision = '1a'", f"down_revision = {header}")
    assert check().found == []


def test_a_reparenting_that_the_base_did_is_not_ours(work: Work, check: Check) -> None:
    def insert() -> None:
        work.write("9e", after="1a")
        work.replace("2b", "down_revision = '1a'", "down_revision = '9e'")

    work.on_main(insert)
    work.write("3c", after="2b")
    assert check().found == []


def test_two_heads_that_only_the_merge_makes_are_foreseen(
    work: Work, check: Check, upgrade: Callable[[], set[str]]
) -> None:
    work.on_main(lambda: work.write("3c", after="2b"))
    work.write("4d", after="2b")
    message = "4d does not follow 3c, which main has by now: two heads once merged"
    assert check().found == [(OUTDATED, "4d.py", message)]
    work.commit()
    work.git("merge", "--quiet", "main")
    assert check().rules == ["multiple-heads"]


def test_the_help_names_the_id_to_follow(work: Work) -> None:
    work.on_main(lambda: (work.write("3c", after="2b"), work.write("3d", after="3c")))
    work.write("4d", after="2b")
    work.write("5e", after="4d")
    output = CliRunner().invoke(main, ["check", "--base=main"]).stdout
    assert output.startswith("migrations/versions/4d.py:7:1: error[outdated-parent] 4d does not follow 3d, which main")
    assert (
        "  help: take the commits of main over, and let it follow its head in 4d.py:\n"
        '        down_revision = "3d"\n'
        "        or, where a database has run it already, merge the heads:\n"
        '        alembic merge -m "merge heads" 3d 5e  # Flask-Migrate: flask db merge\n'
    ) in output


def test_the_first_revisions_of_both_branches_are_two_heads_too(work: Work, check: Check) -> None:
    for name in ("1a", "2b"):
        work.path(name).unlink()
    work.commit()
    work.git("branch", "--force", "main")
    work.on_main(lambda: work.write("3c"))
    work.write("4d")
    assert check().rules == [OUTDATED]


def test_branch_labels_keep_heads_apart(work: Work, check: Check) -> None:
    work.on_main(lambda: work.replace("2b", "down_revision", "branch_labels = ('main',)\ndown_revision"))
    work.git("merge", "--quiet", "main")
    work.write("3c").write_text(work.path("3c").read_text() + "\nbranch_labels = ('billing',)\n")
    work.commit()
    work.on_main(lambda: work.write("4d", after="2b"))
    assert check().found == []


def test_as_many_heads_as_are_meant_are_no_surprise(work: Work, check: Check) -> None:
    (work.folder / "migralint.toml").write_text("heads = 2\n")
    work.commit()
    work.on_main(lambda: work.write("3c", after="2b"))
    work.write("4d", after="2b")
    assert check().found == []


def test_without_a_base_nothing_is_compared(work: Work, check: Check) -> None:
    work.replace("2b", "BigInteger", "Integer")
    assert check("--select=deploy", base=None).found == []
