"""Running git: no shell, no hooks, and never a user's word where an option could stand."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from migralint.project.errors import ProjectError
from migralint.project.folders import upwards

# A hook's environment says where the hook's repository is, relative to the folder that it runs in.
_PLACES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


def run(folder: Path, *words: str) -> tuple[int, bytes, str]:
    """Exit code, output, and the first line of what git complains of. Raises ProjectError where git is missing."""
    process = start(folder, words)
    output, errors = process.communicate()
    complaint = errors.decode(errors="replace").strip().splitlines()
    return process.returncode, output, complaint[0] if complaint else ""


def start(folder: Path, words: Sequence[str], errors: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    """Git at work in the folder, with pipes. Raises ProjectError where git is missing."""
    # A file system monitor is a program that the repository names.
    command = ["git", "-C", str(folder), "-c", "core.fsmonitor=false", "--literal-pathspecs", *words]
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=errors, env=_environment(folder))
    except OSError as error:
        raise ProjectError(
            f"--base needs git, which cannot be started ({error.strerror}): install it, or leave out --base"
        ) from None


def _environment(folder: Path) -> dict[str, str]:
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    if any((place / ".git").exists() for place in upwards(folder)):
        for name in _PLACES:
            environment.pop(name, None)
    return environment
