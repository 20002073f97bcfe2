"""Whether SQLModel's times have a time zone, as the requirements tell."""

from pathlib import Path

import pytest

from migralint.project.requirements import Requirement
from migralint.project.sqlmodel_version import has_zoned_times


@pytest.mark.parametrize(
    ("specifier", "zoned"),
    [
        ("==0.0.22", False),
        ("^0.0.22", False),
        ("<0.0.45", False),
        (">=0.0.14,<=0.0.44", False),
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


def test_a_project_without_sqlmodel_says_nothing() -> None:
    assert has_zoned_times([Requirement("sqlalchemy", "", "==0.0.22", Path())]) is None
