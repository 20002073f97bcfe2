"""`migralint check --base`: what is reported is new or edited since the work left the base branch."""

from pathlib import Path

import pytest

from tests.git.conftest import INI, VERSIONS, Check, Work, folder, project
from tests.repositories import Repository

ADD_NOT_NULL = "op.add_column('{}', sa.Column('email', sa.Text(), nullable=False))"


def test_an_unchanged_working_tree_has_nothing_to_check(work: Work, check: Check) -> None:
    done = check()
    assert (done.code, done.found, done.revisions) == (0, [], 0)


def test_an_untracked_revision_is_new(work: Work, check: Check) -> None:
    work.write("3c", after="2b", upgrade=ADD_NOT_NULL.format("t1a"))
    assert ("not-null-without-default", "3c.py") in [found[:2] for found in check().found]


def test_a_staged_revision_is_new(work: Work, check: Check) -> None:
    work.write("3c", after="2b")
    work.git("add", "--all")
    assert check().revisions == 1


def test_a_new_revision_that_is_edited_again_is_new_once(work: Work, check: Check) -> None:
    work.write("3c", after="2b")
    work.commit()
    work.replace("3c", "BigInteger", "Integer")
    work.commit()
    work.replace("3c", "Integer", "BigInteger")
    done = check()
    assert (done.revisions, done.found) == (1, [])


def test_what_the_base_has_is_not_reported(work: Work, check: Check) -> None:
    work.on_main(lambda: work.write("3c", after="2b", upgrade=ADD_NOT_NULL.format("t1a")))
    work.git("merge", "--quiet", "main")
    work.write("4d", after="3c")
    assert check().revisions == 1
    assert check().found == []
    assert "not-null-without-default" in check(base=None).rules


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def upgrade", "# a remark\ndef upgrade"),
        ('"""2b"""', '"""Make a table"""'),
        ("op.create_table('t2b', ", "op.create_table(\n        't2b',\n        "),
        ("'t2b'", '"t2b"'),
        ("down_revision = '1a'", "down_revision: str | None = '1a'"),
        ("down_revision = '1a'", "down_revision = ['1a']"),
        ("def upgrade():", 'def upgrade() -> None:\n    """Makes it."""'),
        ("import sqlalchemy as sa", "import sqlalchemy as sa\nfrom typing import Sequence, Union"),
        ("from alembic import op\nimport sqlalchemy as sa", "import sqlalchemy as sa\n\nfrom alembic import op"),
        ("    op.drop", "    pass\n    op.drop"),
    ],
    ids="comment docstring wrapping quotes annotation list function-docstring unused-import import-order pass".split(),
)
def test_a_revision_that_is_only_written_otherwise_is_not_edited(work: Work, check: Check, old: str, new: str) -> None:
    work.replace("2b", old, new)
    assert check().revisions == 0


def test_line_ends_and_a_byte_order_mark_are_no_edit(work: Work, check: Check) -> None:
    text = work.path("2b").read_bytes()
    work.path("2b").write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    assert check().revisions == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("BigInteger", "Integer"),
        ("op.drop_table", "op.execute('SELECT 1')\n    op.drop_table"),
        ("down_revision = '1a'", "down_revision = '1a'\nbranch_labels = ('blog',)"),
        ("from alembic import op", "from alembic import context as op"),
    ],
    ids=["upgrade", "downgrade", "label", "import"],
)
def test_a_revision_that_does_something_else_is_edited(work: Work, check: Check, old: str, new: str) -> None:
    work.replace("2b", old, new)
    assert check().revisions == 1


def test_a_table_of_a_new_revision_is_used_by_nobody_yet(work: Work, check: Check) -> None:
    work.write("3c", after="2b")
    work.write("4d", after="3c", upgrade="op.create_index('ix', 't3c', ['id'])", downgrade="op.drop_index('ix', 't3c')")
    assert check().found == []


def test_a_table_of_an_edited_revision_is_used_already(work: Work, check: Check) -> None:
    work.replace("2b", "BigInteger()", "BigInteger(), sa.Identity()")
    work.write("3c", after="2b", upgrade="op.create_index('ix', 't2b', ['id'])", downgrade="op.drop_index('ix', 't2b')")
    assert "index-without-concurrently" in check().rules


def test_heads_that_the_work_makes_are_reported(work: Work, check: Check) -> None:
    work.write("3c", after="1a")
    assert check().rules == ["multiple-heads"]


def test_heads_that_the_base_has_are_not_reported(work: Work, check: Check) -> None:
    work.on_main(lambda: (work.write("3c", after="1a"), work.write("4d", after="1a")))
    work.git("merge", "--quiet", "main")
    assert check().found == []
    assert check(base=None).rules == ["multiple-heads"]


def test_a_merge_revision_that_joins_the_heads_of_the_base_is_clean(work: Work, check: Check) -> None:
    work.on_main(lambda: work.write("3c", after="1a"))
    work.git("merge", "--quiet", "main")
    work.write("4d", after=("2b", "3c"), upgrade="pass", downgrade="pass")
    done = check()
    assert (done.revisions, done.found) == (1, [])


def test_paths_narrow_it_further(work: Work, check: Check) -> None:
    work.write("3c", after="2b")
    new = work.write("4d", after="3c")
    assert check(new).revisions == 1
    assert check(work.path("1a")).revisions == 0
    assert check(work.folder / VERSIONS).revisions == 2


def test_start_after_still_hides(work: Work, check: Check) -> None:
    (work.folder / "migralint.toml").write_text('start-after = "2b"\n')
    work.replace("2b", "BigInteger", "Integer")
    done = check()
    assert (done.revisions, done.found) == (0, [])


def test_a_folder_of_scripts_may_be_renamed(work: Work, check: Check) -> None:
    work.git("mv", "migrations", "database")
    (work.folder / "alembic.ini").write_text(INI.replace("migrations", "database"))
    done = check()
    assert (done.revisions, done.found) == (0, [])


def test_a_script_may_be_renamed(work: Work, check: Check) -> None:
    work.git("mv", f"{VERSIONS}/2b.py", f"{VERSIONS}/2b_make_a_table.py")
    assert check().revisions == 0


def test_a_script_that_is_renamed_and_edited_is_edited(work: Work, check: Check) -> None:
    work.replace("2b", "BigInteger", "Integer")
    work.path("2b").rename(work.path("2b_make_a_table"))
    assert check().revisions == 1


@pytest.mark.parametrize("name", ["with space", "tag-ÄÖ-日本", "-leading", ":(top)magic", 'quote"', "tab\t"])
def test_file_names_may_be_anything(work: Work, check: Check, name: str) -> None:
    work.on_main(lambda: work.write("3c", after="2b", name=name))
    work.git("merge", "--quiet", "main")
    work.write("4d", after="3c", name=f"{name} 4")
    assert check().revisions == 1
    assert check(base="HEAD").revisions == 1


@pytest.mark.parametrize("name", ["with space", "new\nline", "--output=x"])
def test_folder_names_may_be_anything(work: Work, check: Check, name: str) -> None:
    other = project(work.repository, folder(work.folder / name))
    other.commit()
    other.write("3c", after="2b")
    assert check("--project", f"./{name}", base="HEAD").revisions == 1


def test_an_ignored_script_is_no_part_of_the_work(work: Work, check: Check) -> None:
    (work.folder / ".gitignore").write_text("*_local.py\n")
    work.write("3c", after="2b", name="3c_local")
    assert check().revisions == 0


def test_a_script_that_cannot_be_parsed_is_reported_where_it_is_new(work: Work, check: Check) -> None:
    work.on_main(lambda: work.path("bad").write_text("revision = 'bad'\ndef upgrade(:\n"))
    work.git("merge", "--quiet", "main")
    assert check().found == []
    work.path("worse").write_text("revision = \n")
    assert [found[:2] for found in check().found] == [("unreadable-script", "worse.py")]


def test_a_script_without_header_is_reported_where_it_is_new(work: Work, check: Check) -> None:
    work.path("notes").write_text("def upgrade():\n    pass\n")
    assert check().rules == ["missing-revision-id"]
    assert check("--base=HEAD").rules == ["missing-revision-id"]
    work.commit()
    assert check(base="HEAD").rules == []


def test_the_project_may_lie_in_a_folder_of_the_repository(tmp_path: Path, check: Check, work: Work) -> None:
    deep = project(work.repository, folder(work.folder / "services/billing"))
    deep.commit()
    deep.write("3c", after="2b")
    assert check("--project", deep.folder, base="HEAD").revisions == 1


def test_two_projects_of_one_repository_are_kept_apart(work: Work, check: Check) -> None:
    work.git("switch", "--quiet", "main")
    first, second = (project(work.repository, folder(work.folder / name)) for name in ("first", "second"))
    work.commit()
    first.path("2b").unlink()
    second.write("3c", after="2b")
    assert check("second").revisions == 1
    assert check("first", "second").revisions == 1


def test_a_multidb_project_is_checked_for_each_database(work: Work, check: Check) -> None:
    (work.folder / "alembic.ini").write_text(f"{INI}databases = users, posts\n")
    work.path("3c").write_text(
        "from alembic import op\nimport sqlalchemy as sa\n\nrevision = '3c'\ndown_revision = '2b'\n\n\n"
        "def upgrade(engine_name):\n    globals()[f'upgrade_{engine_name}']()\n\n\n"
        "def downgrade(engine_name):\n    globals()[f'downgrade_{engine_name}']()\n\n\n"
        "def upgrade_users():\n    pass\n\n\ndef downgrade_users():\n    pass\n\n\n"
        "def upgrade_posts():\n    op.drop_column('posts', 'body')\n\n\n"
        "def downgrade_posts():\n    op.add_column('posts', sa.Column('body', sa.Text()))\n"
    )
    assert {file for _, file, _ in check().found} == {"3c.py"}


def test_a_submodule_has_branches_of_its_own(work: Work, tmp_path: Path, check: Check) -> None:
    outer = Repository.init(folder(tmp_path / "outer"))
    outer.commit()
    work.git("switch", "--quiet", "main")
    outer.git("submodule", "--quiet", "add", work.folder.as_uri(), "blog")
    outer.commit()
    inner = Work(outer, outer.folder / "blog")
    inner.write("3c", after="2b")
    assert check("--project", inner.folder, base="origin/main").revisions == 1


def test_a_worktree_is_compared_like_any_other(work: Work, tmp_path: Path, check: Check) -> None:
    work.git("worktree", "add", "--quiet", "-b", "other", str(tmp_path / "tree"), "main")
    other = Work(work.repository, tmp_path / "tree")
    other.write("3c", after="2b")
    assert check("--project", other.folder).revisions == 1
    assert check("--project", work.folder).revisions == 0


def test_a_hook_may_say_where_its_repository_is(
    work: Work, tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.git("worktree", "add", "--quiet", "-b", "other", str(tmp_path / "tree"), "main")
    other = Work(work.repository, tmp_path / "tree")
    other.write("3c", after="2b")
    monkeypatch.chdir(other.folder)
    monkeypatch.setenv("GIT_DIR", str(work.folder / ".git/worktrees/tree"))
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert check().revisions == 1
    monkeypatch.chdir(other.folder / "migrations")
    assert check().revisions == 1


def test_a_detached_head_is_compared_like_any_other(work: Work, check: Check) -> None:
    work.write("3c", after="2b")
    work.commit()
    work.git("switch", "--quiet", "--detach", "HEAD")
    assert check().revisions == 1


def test_a_linked_script_is_followed(work: Work, check: Check) -> None:
    (work.folder / "linked").mkdir()
    work.write("3c", after="2b").rename(work.folder / "linked/3c.py")
    work.path("3c").symlink_to("../../linked/3c.py")
    work.commit()
    assert check(base="HEAD").revisions == 0
    assert check(base="main").revisions == 1
