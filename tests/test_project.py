"""The project keeps its own rules: types, style, layers, and one command that checks everything."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.readme import ROOT, blocks

SCRIPTS = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-m", "mypy"],
        [sys.executable, "-m", "ruff", "check", "."],
        [sys.executable, "-m", "ruff", "format", "--check", "."],
        [str(SCRIPTS / "lint-imports")],
    ],
    ids=["types", "lint", "format", "layers"],
)
def test_the_code_is_clean(command: list[str]) -> None:
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_continuous_integration_runs_the_second_command_of_the_readme() -> None:
    [_, second] = [block.commands[0] for block in blocks() if block.installs]
    assert second in (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()


def test_the_wheel_holds_the_rule_book_and_its_types(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    pages = {f"migralint/_book/{page.name}" for page in (ROOT / "rules").glob("*.md")}
    assert pages
    assert pages | {"migralint/py.typed"} <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"migralint"}


def test_the_hooks_run_the_command_line() -> None:
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    drift = "model-without-revision,revision-without-model,model-differs-from-revisions"
    assert [line.split(": ")[1] for line in hooks.splitlines() if "entry:" in line] == [
        "migralint check",
        "migralint check --select graph",
        f"migralint check --select {drift} --base HEAD",
    ]
