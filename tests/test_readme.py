"""What the README shows in its console blocks is what those commands print, in a copy of the example project."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(
    r"^```console\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)


def commands(block: str) -> list[str]:
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def printed(block: str) -> str:
    return "".join(f"{line}\n" for line in block.splitlines() if not line.startswith("$ "))


EXAMPLES = [block for block in BLOCKS if not commands(block)[0].startswith("python3 -m venv")]


@pytest.mark.parametrize("block", EXAMPLES, ids=[commands(block)[0] for block in EXAMPLES])
def test_an_example_prints_what_the_readme_shows(block: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "fixtures", tmp_path / "fixtures")
    result = subprocess.run(
        ["bash", "-c", "\n".join(commands(block))],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert result.stdout == printed(block)


def test_the_first_two_commands_are_one_line_each() -> None:
    installs = [commands(block) for block in BLOCKS if block not in EXAMPLES]
    assert [len(lines) for lines in installs] == [1, 1]
