"""Running the console blocks of the README, in a copy of the fixtures.

`python -m tests.readme` puts what they print now into the README, and the reports of the fixtures into their files.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"

_MARK = "=== next command ==="
_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: commands after `$ `, what they print below them."""

    text: str

    @property
    def commands(self) -> tuple[str, ...]:
        return tuple(line.removeprefix("$ ") for line in self.text.splitlines() if line.startswith("$ "))

    @property
    def installs(self) -> bool:
        return self.commands[0].startswith("python3 -m venv")

    def rerun(self, folder: Path) -> str:
        """The block as it would be if it were written now. One shell runs its commands, so that `$?` is known."""
        marked = "\n".join(f"{command}\nstatus=$?; echo '{_MARK}'; (exit $status)" for command in self.commands)
        outputs = run(marked, folder).split(f"{_MARK}\n")
        return "".join(f"$ {command}\n{output}" for command, output in zip(self.commands, outputs, strict=False))


@dataclass(frozen=True, slots=True)
class Report:
    """What `check` prints for a fixture: in full for the example of the README, else a line for each finding."""

    name: str

    @property
    def command(self) -> str:
        options = "" if self.name == "flask_blog" else " --output-format concise"
        return f"migralint check --project fixtures/{self.name}{options}"

    @property
    def file(self) -> Path:
        return ROOT / "fixtures" / self.name / "expected.txt"


REPORTS = {folder.name: Report(folder.name) for folder in sorted((ROOT / "fixtures").iterdir())}


def blocks() -> list[Block]:
    return [Block(text) for text in _BLOCK.findall(README.read_text(encoding="utf-8"))]


def run(script: str, folder: Path) -> str:
    """What a shell prints that stands in `folder` beside a copy of the fixtures."""
    shutil.copytree(ROOT / "fixtures", folder / "fixtures")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = ["bash", "-c", script]
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1", "MIGRALINT_CACHE": "off"}
    result = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return result.stdout


def main() -> None:
    text = README.read_text(encoding="utf-8")
    for block in blocks():
        if not block.installs:
            with tempfile.TemporaryDirectory() as folder:
                text = text.replace(block.text, block.rerun(Path(folder)))
    README.write_text(text, encoding="utf-8")
    for report in REPORTS.values():
        with tempfile.TemporaryDirectory() as folder:
            report.file.write_text(run(report.command, Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
