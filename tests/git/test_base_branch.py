"""Which commit `--base` means, and what is said where it means none."""

from pathlib import Path

import pytest

from tests.git.conftest import Check, Work, folder, project
from tests.repositories import Repository


@pytest.fixture
def clone(work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    """A clone of `work`, whose branch has a revision of its own."""
    work.write("3c", after="2b")
    work.commit()
    monkeypatch.chdir(tmp_path)
    return Work(Repository.clone(work.folder, tmp_path / "clone", "--branch=work"), tmp_path / "clone")


def cut_off(work: Work, tmp_path: Path, *, depth: int) -> Work:
    """What a pipeline fetches: the branch alone to this depth, and the tip of `main`."""
    repository = Repository.clone(work.folder, tmp_path / "shallow", f"--depth={depth}", "--branch=work")
    repository.git("fetch", "--quiet", f"--depth={depth}", "origin", "main:refs/remotes/origin/main")
    return Work(repository, repository.folder)


@pytest.mark.parametrize("base", ["main", "refs/heads/main", "main~0", "HEAD"])
def test_the_base_is_any_name_of_a_commit(work: Work, check: Check, base: str) -> None:
    work.write("3c", after="2b")
    assert check(base=base).revisions == 1


def test_the_base_may_be_the_id_of_a_commit(work: Work, check: Check) -> None:
    commit = work.git("rev-parse", "HEAD").strip()
    work.write("3c", after="2b")
    work.commit()
    assert check(base=commit).revisions == 1
    assert check(base=commit[:8]).revisions == 1


def test_the_base_may_move_on_in_other_files(work: Work, check: Check) -> None:
    work.on_main(lambda: (work.folder / "README.md").write_text("A blog"))
    work.write("3c", after="2b")
    done = check()
    assert (done.revisions, done.found) == (1, [])


def test_a_revision_that_the_base_has_meanwhile_is_not_new(work: Work, check: Check) -> None:
    work.on_main(lambda: work.write("3c", after="2b"))
    work.write("3c", after="2b")
    assert check().revisions == 0


@pytest.mark.parametrize(
    "base", ["nope", "--output=x", "-h", "", "main:alembic.ini", "main..work", "a\nb", "HEAD^{tree}"]
)
def test_a_name_of_no_commit_cannot_be_compared_with(work: Work, check: Check, base: str) -> None:
    before = sorted(work.folder.iterdir())
    done = check(base=base)
    assert (done.code, done.found) == (2, [])
    assert done.error.startswith(f"migralint: error: --base {base}: git knows no such commit: correct the name")
    assert sorted(work.folder.iterdir()) == before


def test_a_name_that_only_the_remote_has_is_suggested(clone: Work, check: Check) -> None:
    assert check("--project", clone.folder, base="main").error == (
        'migralint: error: --base main: git knows no such commit: did you mean "origin/main"?\n'
    )


def test_a_name_that_only_the_clone_has_is_suggested(work: Work, check: Check) -> None:
    assert check(base="origin/main").error == (
        'migralint: error: --base origin/main: git knows no such commit: did you mean "main"?\n'
    )


def test_a_folder_outside_of_repositories_cannot_be_compared(
    tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = project(Repository(tmp_path), folder(tmp_path / "plain"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    done = check("--project", plain.folder)
    assert done.code == 2
    assert done.error.startswith("migralint: error: --base needs a git repository, and ")
    assert "not a git repository" in done.error


def test_a_repository_without_commits_cannot_be_compared(tmp_path: Path, check: Check) -> None:
    fresh = project(Repository.init(folder(tmp_path / "fresh")), tmp_path / "fresh")
    assert check("--project", fresh.folder, base="HEAD").code == 2
    assert check("--project", fresh.folder, base="main").code == 2


def test_git_must_be_installed(work: Work, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(work.folder))
    done = check()
    assert done.code == 2
    assert done.error == (
        "migralint: error: --base needs git, which cannot be started (No such file or directory): "
        "install it, or leave out --base\n"
    )


def test_branches_without_a_common_history_cannot_be_compared(work: Work, check: Check) -> None:
    work.git("switch", "--quiet", "--orphan", "other")
    work.write("1a")
    work.commit()
    (work.folder / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    assert check().error == (
        "migralint: error: --base main: HEAD and main share no history: name the branch that HEAD comes from\n"
    )


def test_a_clone_that_is_too_shallow_says_how_to_deepen_it(work: Work, tmp_path: Path, check: Check) -> None:
    work.on_main(lambda: (work.folder / "README.md").write_text("A blog"))
    work.write("3c", after="2b")
    work.commit()
    shallow = cut_off(work, tmp_path, depth=1)
    done = check("--project", shallow.folder, base="origin/main")
    assert (done.code, done.found) == (2, [])
    assert done.error == (
        "migralint: error: --base origin/main: this clone is too shallow to know where HEAD left origin/main: "
        "fetch more of the history: `git fetch --deepen=100` or `git fetch --unshallow`"
        " (GitHub Actions: `fetch-depth: 0` of actions/checkout, GitLab: `GIT_DEPTH: 0`)\n"
    )


def test_a_shallow_clone_that_reaches_back_far_enough_will_do(work: Work, tmp_path: Path, check: Check) -> None:
    work.on_main(lambda: (work.folder / "README.md").write_text("A blog"))
    work.write("3c", after="2b")
    work.commit()
    shallow = cut_off(work, tmp_path, depth=2)
    assert check("--project", shallow.folder, base="origin/main").revisions == 1


def test_the_merge_commit_of_a_pipeline_needs_only_its_parents(work: Work, tmp_path: Path, check: Check) -> None:
    work.on_main(lambda: work.write("3c", after="2b"))
    work.git("switch", "--quiet", "--create", "merged", "main")
    work.git("switch", "--quiet", "work")
    work.write("4d", after="2b")
    work.commit()
    work.git("switch", "--quiet", "merged")
    work.git("merge", "--quiet", "--no-edit", "work")
    shallow = Repository.clone(work.folder, tmp_path / "shallow", "--depth=2", "--branch=merged")
    done = check("--project", shallow.folder, base="HEAD^1")
    assert (done.revisions, done.rules) == (1, ["multiple-heads"])


def test_auto_is_the_default_branch_of_the_remote(clone: Work, check: Check) -> None:
    clone.git("remote", "set-head", "origin", "main")
    assert check("--project", clone.folder, base="auto").revisions == 1
    clone.git("remote", "set-head", "origin", "work")
    assert check("--project", clone.folder, base="auto").revisions == 0


@pytest.mark.parametrize("names", [["main"], ["master"], ["master", "main"]])
def test_auto_is_main_or_master_where_no_remote_says(work: Work, check: Check, names: list[str]) -> None:
    work.git("branch", "--move", "main", "was")
    for name in names:
        work.git("branch", name, "was")
    work.write("3c", after="2b")
    work.commit()
    assert check(base="auto").revisions == 1


def test_auto_finds_nothing_among_other_names(work: Work, check: Check) -> None:
    work.git("branch", "--move", "main", "develop")
    assert check(base="auto").error == (
        "migralint: error: --base auto: none of origin/HEAD, origin/main, origin/master, main, master is there: "
        "name the branch, as in --base develop\n"
    )


@pytest.mark.parametrize("variable", ["GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"])
def test_auto_is_the_target_of_the_pull_request(
    clone: Work, check: Check, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone.git("remote", "set-head", "origin", "main")
    monkeypatch.setenv(variable, "work")
    assert check("--project", clone.folder, base="auto").revisions == 0
    monkeypatch.setenv(variable, "")
    assert check("--project", clone.folder, base="auto").revisions == 1


def test_auto_is_the_commit_that_gitlab_names_where_the_target_is_not_fetched(
    clone: Work, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "release")
    monkeypatch.setenv("CI_MERGE_REQUEST_DIFF_BASE_SHA", clone.git("rev-parse", "origin/main").strip())
    assert check("--project", clone.folder, base="auto").revisions == 1


def test_auto_says_what_to_fetch_of_a_pull_request(clone: Work, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_BASE_REF", "release")
    assert check("--project", clone.folder, base="auto").error == (
        "migralint: error: --base auto: origin/release is not fetched: correct the name, or fetch it: "
        "`git fetch origin release` (GitHub Actions: `fetch-depth: 0` of actions/checkout, GitLab: `GIT_DEPTH: 0`)\n"
    )
