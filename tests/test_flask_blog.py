"""A Flask-Migrate project as autogenerate left it: the whole report, word by word."""

import shutil
import subprocess
import sys
from pathlib import Path

FIXTURES = Path(__file__).parents[1] / "fixtures"


def test_the_report_of_the_example_project(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES, tmp_path / "fixtures")
    command = [str(Path(sys.executable).with_name("migralint")), "check", "--project", "fixtures/flask_blog"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.stdout == (FIXTURES / "flask_blog/expected.txt").read_text(encoding="utf-8")
    assert result.returncode == 1
