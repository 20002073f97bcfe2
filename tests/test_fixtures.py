"""Every project of `fixtures` through the command line: the whole report, word by word."""

from pathlib import Path

import pytest

from tests.readme import REPORTS, run


@pytest.mark.parametrize("name", REPORTS)
def test_the_report_of_a_project(name: str, tmp_path: Path) -> None:
    report = REPORTS[name]
    assert run(report.command, tmp_path) == report.file.read_text(encoding="utf-8")
