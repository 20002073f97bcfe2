"""Whether SQLModel's times have a time zone, as the requirements tell."""

from pathlib import Path

import pytest

from migralint.project.discovery import find_projects
from migralint.project.requirements import Requirement
from migralint.project.sqlmodel_version import has_old_pydantic, has_zoned_times
from tests.project.trees import PLAIN_PROJECT, Tree


@pytest.mark.parametrize(
    ("specifier", "zoned"),
    [
        ("==0.0.22", False),
        ("^0.0.22", False),
        ("<0.0.45", False),
        (">=0.0.14,<=0.0.44", False),
        ("0.0.22", False),
        ("0.0.46", True),
        ("!=0.0.22", None),
        (">=0.0.46,!=0.0.50", True),
        ("==0.0.45", True),
        (">=0.0.46", True),
        ("~=0.0.47", True),
        (">=0.0.22", None),
        ("~=0.0.22", None),
        ("<0.1.0", None),
        ("", None),
    ],
)
def test_the_version_decides(specifier: str, zoned: bool | None) -> None:
    assert has_zoned_times([Requirement("sqlmodel", "", specifier, Path())]) is zoned


LOCKS = {
    "uv.lock": '[[package]]\nname = "sqlmodel"\nversion = "0.0.22"\nsource = { registry = "x" }\n',
    "poetry.lock": '[[package]]\nname = "SQLAlchemy"\nversion = "2.0.36"\n\n'
    '[[package]]\nname = "sqlmodel"\nversion = "0.0.22"\n',
    "pylock.toml": '[[packages]]\nname = "sqlmodel"\nversion = "0.0.22"\n',
    "Pipfile.lock": '{"default": {"sqlmodel": {"hashes": ["sha256:1"], "index": "pypi", "version": "==0.0.22"}}}',
}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_tells_the_version(name: str, tree: Tree) -> None:
    tree({**PLAIN_PROJECT, "requirements.txt": "sqlmodel>=0.0.8\n", name: LOCKS[name]})
    [project] = find_projects([])
    assert project.sqlmodel_zoned is False
    assert project.sqlalchemy == ((2, 0) if name == "poetry.lock" else None)


def test_a_project_without_sqlmodel_says_nothing() -> None:
    assert has_zoned_times([Requirement("sqlalchemy", "", "==0.0.22", Path())]) is None


@pytest.mark.parametrize(
    ("specifier", "old"),
    [
        ("^1.10.4", True),
        ("==1.10.13", True),
        ("~=1.9", True),
        ("<2", True),
        (">=1.8,<2.0", True),
        (">=1.10", False),
        ("^2.5", False),
        ("<3", False),
        ("<2.10", False),
        (">=2.1", False),
        ("", False),
    ],
)
def test_pydantic_before_2_is_known_by_its_pin(specifier: str, old: bool) -> None:
    assert has_old_pydantic([Requirement("pydantic", "", specifier, Path())]) is old
