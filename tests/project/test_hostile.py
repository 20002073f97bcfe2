"""Files and folders that no project should have do not break the search."""

import os
from pathlib import Path

import pytest

from migralint.project.discovery import find_projects
from migralint.project.errors import ProjectError
from migralint.project.revision_files import revision_files
from tests.project.trees import FLASK_PROJECT, PLAIN_PROJECT, Tree, revision

JUNK = {
    "empty": b"",
    "zeros": b"\x00" * 4096,
    "not text": bytes(range(256)) * 16,
    "utf-16": "[alembic]\nscript_location = x\n".encode("utf-16"),
    "deep": b"(" * 50_000,
    "percent": b"[alembic]\nscript_location = %(%)s%%(here\n",
    "twice": b"[alembic]\n[alembic]\n",
}
FILES = [
    "alembic.ini",
    "pyproject.toml",
    "migralint.toml",
    "requirements.txt",
    "app.py",
    "migrations/env.py",
    "migrations/alembic.ini",
    "migrations/script.py.mako",
    "migrations/versions/a1_first.py",
]


@pytest.mark.parametrize("project", [PLAIN_PROJECT, FLASK_PROJECT], ids=["plain", "flask"])
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK.keys())
def test_junk_in_a_file_is_read_or_is_an_error(tree: Tree, project: dict[str, str], name: str, junk: bytes) -> None:
    root = tree(project)
    (root / name).write_bytes(junk)
    for path in (".", "migrations/versions/a1_first.py"):
        try:
            [found] = find_projects([Path(path)])
        except ProjectError as error:
            assert str(root) in str(error)
        else:
            assert found.version_locations == (root / "migrations/versions",)


@pytest.mark.parametrize("name", [name for name in FILES if name != "migrations/versions/a1_first.py"])
def test_a_folder_in_the_place_of_a_file_is_none(tree: Tree, name: str) -> None:
    root = tree({key: text for key, text in {**PLAIN_PROJECT, "migrations/script.py.mako": ""}.items() if key != name})
    (root / name).mkdir(exist_ok=True)
    [found] = find_projects([])
    assert found.version_locations == (root / "migrations/versions",)


@pytest.mark.parametrize("name", ["alembic.ini", "app.py", "migrations/versions/b2.py", "pyproject.toml"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tree: Tree, name: str) -> None:
    root = tree(FLASK_PROJECT)
    os.mkfifo(root / name)
    [found] = find_projects([])
    assert revision_files(found) == [root / "migrations/versions/a1_first.py"]


def test_a_link_among_the_revisions_is_one_and_is_not_read_twice(tree: Tree) -> None:
    root = tree({**PLAIN_PROJECT, "shared/b2.py": revision("b2", "a1")})
    versions = root / "migrations/versions"
    (versions / "b2.py").symlink_to(root / "shared/b2.py")
    (versions / "c3.py").symlink_to(root / "shared/b2.py")
    (versions / "gone.py").symlink_to(root / "shared/gone.py")
    [found] = find_projects([])
    assert [file.name for file in revision_files(found)] == ["a1_first.py", "b2.py", "gone.py"]
