"""A Flask-Migrate project as autogenerate left it: the whole report, word by word."""

from pathlib import Path

from tests.readme import EXPECTED, REPORT, run


def test_the_report_of_the_example_project(tmp_path: Path) -> None:
    assert run(f"{REPORT}; echo exit code $?", tmp_path) == EXPECTED.read_text(encoding="utf-8") + "exit code 1\n"
