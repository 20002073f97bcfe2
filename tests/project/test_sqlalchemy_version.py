"""Which versions of SQLAlchemy a project's requirements allow."""

import pytest

from migralint.project.discovery import find_projects
from migralint.project.sqlalchemy_version import newest_minor, oldest_minor
from tests.project.trees import PLAIN_PROJECT, Tree


@pytest.mark.parametrize(
    ("specifier", "minor"),
    [
        ("==1.4.54", (1, 4)),
        ("==1.4.*", (1, 4)),
        ("~=1.4.3", (1, 4)),
        ("~=1.3", (1, 4)),
        (">=1.4, <2", (1, 4)),
        (">=1.4,<2.0.0", (1, 4)),
        ("<2.0.30", (2, 0)),
        (">=2.0.21,<2.1", (2, 0)),
        ("<=1.3.24", (1, 3)),
        ("^1.4.36", (1, 4)),
        ("~1.3", (1, 3)),
        ("==2.0.36", (2, 0)),
        ("==2.1.9", None),
        ("^2.0", None),
        (">=1.4", None),
        ("<3", None),
        ("!=1.4.0", None),
        ("", None),
        (">=2.1,<1.4", None),
    ],
)
def test_the_newest_minor_version_that_is_allowed(specifier: str, minor: tuple[int, int] | None) -> None:
    assert newest_minor([specifier]) == minor


@pytest.mark.parametrize(
    ("specifier", "minor"),
    [("==1.4.54", (1, 4)), (">=1.4", (1, 4)), (">=2.0.21,<2.1", (2, 0)), ("^2.0", (2, 0)), ("==2.1.9", (2, 1)),
     ("<2", None), ("", None), (">=1.3", None)],
)  # fmt: skip
def test_the_oldest_minor_version_that_is_allowed(specifier: str, minor: tuple[int, int] | None) -> None:
    assert oldest_minor([specifier]) == minor


def test_it_is_read_from_the_project_s_requirements(tree: Tree) -> None:
    tree({**PLAIN_PROJECT, "requirements.txt": "alembic\nSQLAlchemy>=1.4,<2  # until the models are ready\n"})
    [project] = find_projects([])
    assert project.sqlalchemy == (1, 4)


def test_it_is_not_known_where_only_a_plugin_is_bound(tree: Tree) -> None:
    tree({**PLAIN_PROJECT, "requirements.txt": "sqlalchemy\nsqlalchemy-utils<1\n"})
    [project] = find_projects([])
    assert project.sqlalchemy is None
