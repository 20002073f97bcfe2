"""Real git repositories that tests make, without anything of who runs them."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

# Whatever a hook or the user's own configuration says must not reach these repositories.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


@dataclass(frozen=True, slots=True)
class Repository:
    """A working tree with a branch `main`."""

    folder: Path

    @classmethod
    def init(cls, folder: Path) -> Repository:
        repository = cls(folder)
        repository.git("init", "--quiet", "--initial-branch=main")
        return repository.named()

    @classmethod
    def clone(cls, source: Path, folder: Path, *options: str) -> Repository:
        subprocess.run(["git", "clone", "--quiet", *options, source.as_uri(), str(folder)], env=ENVIRONMENT, check=True)
        return cls(folder).named()

    def named(self) -> Repository:
        self.git("config", "user.name", "Someone")
        self.git("config", "user.email", "someone@example.com")
        return self

    def git(self, *words: str) -> str:
        command = ["git", "-C", str(self.folder), "-c", "protocol.file.allow=always", *words]
        return subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True, text=True).stdout

    def commit(self, message: str = "Change") -> None:
        """Commit whatever the working tree holds."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", f"--message={message}")
