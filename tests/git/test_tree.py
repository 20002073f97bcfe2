"""BaseTree: the files of a commit, whatever the working tree has become."""

import subprocess
from pathlib import Path

import pytest

from migralint.project.files import DISK
from migralint.project.folders import below
from migralint.project.git import BaseTree, Repository
from tests.git.conftest import VERSIONS, Check, Work


def tree(work: Work) -> BaseTree:
    repository = Repository.holding(work.folder)
    commit = repository.objects.commit("main")
    assert commit
    return BaseTree(repository, commit)


def test_it_lists_the_files_of_the_commit(work: Work) -> None:
    work.write("3c", after="2b")
    work.path("1a").unlink()
    names = ["alembic.ini", f"{VERSIONS}/1a.py", f"{VERSIONS}/2b.py"]
    assert list(tree(work).paths) == [work.folder.resolve() / name for name in names]
    assert list(tree(work).python_files()) == [work.folder.resolve() / name for name in names[1:]]


def test_it_reads_what_the_commit_has(work: Work) -> None:
    before = work.path("2b").read_text()
    work.path("2b").write_text("")
    base = tree(work)
    assert base.read(work.path("2b")) == before
    assert base.read_bytes(work.path("2b")) == before.encode()
    assert base.read(work.path("3c")) is None
    assert base.read(Path("/elsewhere.py")) is None
    with pytest.raises(FileNotFoundError):
        base.read_bytes(work.path("3c"))
    assert base.is_file(work.path("2b"))
    assert not base.is_file(work.path("2b").parent)


def test_it_reads_the_encoding_that_a_file_declares(work: Work) -> None:
    work.on_main(lambda: work.path("old").write_bytes("# coding: latin-1\nname = 'Jürgen'\n".encode("latin-1")))
    assert tree(work).read(work.path("old")) == "# coding: latin-1\nname = 'Jürgen'\n"
    work.on_main(lambda: work.path("old").write_bytes(b"\xff\xfe"))
    assert tree(work).read(work.path("old")) is None


def test_it_follows_links_inside_the_commit(work: Work) -> None:
    def link() -> None:
        (work.folder / "link.py").symlink_to(f"{VERSIONS}/2b.py")
        (work.folder / "loop.py").symlink_to("loop.py")
        (work.folder / "outside.py").symlink_to("/etc/passwd")

    work.on_main(link)
    base = tree(work)
    assert base.read(work.folder / "link.py") == work.path("2b").read_text()
    assert base.read(work.folder / "loop.py") is None
    assert base.read(work.folder / "outside.py") is None


def test_it_answers_as_the_disk_does(work: Work) -> None:
    def more() -> None:
        for name in ("blog/models/user.py", "blog/views.py", "deep/er/and/deeper/x.txt"):
            (work.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (work.folder / name).write_text(name)
        (work.folder / "broken.py").symlink_to("nowhere.py")
        (work.folder / "link.py").symlink_to("blog/views.py")

    work.on_main(more)
    work.git("switch", "--quiet", "main")
    root, base = work.folder.resolve(), tree(work)
    asked = [root, *(path for path in root.rglob("*") if ".git" not in path.parts), root / "nowhere"]
    for path in asked:
        assert (base.is_file(path), base.is_dir(path)) == (DISK.is_file(path), DISK.is_dir(path))
        folders, files = DISK.entries(path)
        assert base.entries(path) == ([name for name in folders if name != ".git"], files)
    assert list(below(root, base.entries)) == list(below(root))
    assert all(base.read_bytes(path) == DISK.read_bytes(path) for path in asked if path.is_file())


def test_git_is_started_a_handful_of_times(work: Work, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    def more() -> None:
        for number in range(100, 160):
            work.write(str(number), after=str(number - 1) if number > 100 else "2b")

    work.on_main(more)
    work.git("merge", "--quiet", "main")
    work.on_main(lambda: (work.folder / "README.md").write_text("A blog"))
    work.replace("130", "BigInteger", "Integer")
    started: list[object] = []
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *args, **options: started.append(args) or real(*args, **options))
    assert check().revisions == 1
    assert len(started) <= 6
