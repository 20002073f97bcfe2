"""Times migralint against other linters of Alembic scripts, in the same run, and prints a Markdown table.

python benchmarks/compare.py --tools benchmarks/.venv/bin
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.generate import write
from tests.corpus import PROJECTS

STARTER = Path(__file__).with_name("one_run.py")
README = Path(__file__).with_name("README.md")
START, END = "<!-- table -->\n", "<!-- end of table -->\n"
OTHERS = ("alembic-guard", "lockcheck", "zdm")
GROWTH = (1_000, 3_000, 10_000)


class Cost(NamedTuple):
    seconds: float
    mebibytes: float


class Task(NamedTuple):
    """`path` is what a tool is asked to check; `others` tells whether the other tools run too, which know no models."""

    title: str
    folder: Path
    path: Path
    others: bool = True
    models: bool = False


def run_once(command: list[str], folder: Path, cache: str = "off") -> Cost:
    """Wall time and peak memory of one process. `cache` is where migralint keeps what it replayed."""
    starter = [sys.executable, "-I", "-S", str(STARTER)]
    environment = {**os.environ, "MIGRALINT_CACHE": cache}
    result = subprocess.run(
        [*starter, *command], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    seconds, kibibytes, code = result.stdout.split()
    if code not in ("0", "1"):
        sys.exit(f"{' '.join(command)} ended with exit code {code}:\n{result.stderr}")
    return Cost(float(seconds), float(kibibytes) / 1024)


def measure(command: list[str], folder: Path, runs: int, cache: str = "off") -> Cost:
    """The median time and the highest peak of some runs, after one that is not counted and fills the cache."""
    run_once(command, folder, cache)
    costs = [run_once(command, folder, cache) for _ in range(runs)]
    return Cost(median(cost.seconds for cost in costs), max(cost.mebibytes for cost in costs))


def tasks(scratch: Path) -> Iterator[Task]:
    superset = PROJECTS["apache-superset"].path()
    versions = superset / "superset/migrations/versions"
    newest = max(versions.glob("[0-9]*.py"))
    revisions = sum("down_revision" in script.read_text(encoding="utf-8") for script in versions.glob("*.py"))
    yield Task(f"apache-superset, {revisions} revisions", superset / "superset/migrations", versions)
    yield Task(f"apache-superset, {revisions} revisions and the models", superset, superset, others=False, models=True)
    yield Task(f"apache-superset, 1 of {revisions}", superset / "superset/migrations", newest)
    last = write(scratch / "300", 300)
    yield Task("generated, 300 revisions", scratch / "300", last.parent)
    yield Task("generated, 1 of 300", scratch / "300", last)
    for revisions in GROWTH:
        folder = scratch / str(revisions)
        yield Task(f"generated, {revisions:,} revisions", folder, write(folder, revisions).parent, others=False)


def rows(task: Task, migralint: Path, tools: Path | None, runs: int, least: float) -> Iterator[str]:
    command = [str(migralint), "check", *([] if task.models else ["--ignore", "drift"]), str(task.path)]
    own = measure(command, task.folder, runs)
    yield row(task.title, "migralint", own, own, least)
    with tempfile.TemporaryDirectory() as cache:
        yield row(task.title, "migralint, cache filled", measure(command, task.folder, runs, cache), own, least)
    if tools is None or not task.others:
        return
    for tool in OTHERS:
        cost = measure([str(tools / tool), str(task.path)], task.folder, runs)
        yield row(task.title, tool, cost, own, least)


def row(title: str, tool: str, cost: Cost, own: Cost, least: float) -> str:
    """`least` is the smallest peak that can be measured; a process at it may have used less."""
    memory = f"{'≤ ' if cost.mebibytes <= least * 1.02 else ''}{cost.mebibytes:.0f} MiB"
    return f"| {title} | {tool} | {cost.seconds:.3f} s | {cost.seconds / own.seconds:.3f} | {memory} |"


def table(migralint: Path, tools: Path | None, runs: int) -> str:
    lines = ["| history | tool | median time | ÷ migralint | peak memory |", "|---|---|---:|---:|---:|"]
    with tempfile.TemporaryDirectory() as scratch:
        least = run_once([shutil.which("true") or "/bin/true"], Path(scratch)).mebibytes
        for task in tasks(Path(scratch)):
            print(task.title, file=sys.stderr)
            lines += rows(task, migralint, tools, runs, least)
    return "\n".join(lines) + "\n"


def replace_table(text: str, new: str) -> str:
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{new}\n{END}{after}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--migralint", type=Path, default=Path(sys.executable).with_name("migralint"))
    parser.add_argument("--tools", type=Path, help="the bin folder that holds the other linters")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="put the table into benchmarks/README.md")
    arguments = parser.parse_args()
    tools = arguments.tools.absolute() if arguments.tools else None
    measured = table(arguments.migralint.absolute(), tools, arguments.runs)
    print(measured)
    if arguments.write:
        README.write_text(replace_table(README.read_text(encoding="utf-8"), measured), encoding="utf-8")


if __name__ == "__main__":
    main()
