"""Repository: the working tree that holds a folder, and how its commits are related."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from migralint.project.errors import ProjectError
from migralint.project.git.command import run
from migralint.project.git.objects import Objects

_DEEPEN = (
    "fetch more of the history: `git fetch --deepen=100` or `git fetch --unshallow`"
    " (GitHub Actions: `fetch-depth: 0` of actions/checkout, GitLab: `GIT_DEPTH: 0`)"
)


class Repository(Struct, frozen=True):
    """`root` is the working tree's top folder, `is_shallow` says that older commits were not fetched."""

    root: Path
    is_shallow: bool
    objects: Objects

    @classmethod
    def holding(cls, folder: Path) -> Repository:
        """Raises ProjectError where the folder lies in no working tree."""
        code, output, complaint = run(folder, "rev-parse", "--is-shallow-repository", "--show-toplevel")
        if code:
            raise ProjectError(f"--base needs a git repository, and {folder} is in none that git can read: {complaint}")
        shallow, _, top = output.partition(b"\n")
        root = Path(os.fsdecode(top.removesuffix(b"\n"))).resolve()
        return cls(root, shallow == b"true", Objects(root))

    def fork(self, name: str, commit: str) -> str:
        """The commit where HEAD left the branch of this name, which stands at `commit`. Raises ProjectError."""
        head = self.objects.commit("HEAD")
        if head is None:
            raise ProjectError(f"{self.root}: the repository has no commit yet: leave out --base")
        code, output, complaint = run(self.root, "merge-base", commit, head)
        if code == 0:
            return output.split()[0].decode()
        if self.is_shallow:
            raise ProjectError(f"--base {name}: this clone is too shallow to know where HEAD left {name}: {_DEEPEN}")
        if code == 1:
            raise ProjectError(f"--base {name}: HEAD and {name} share no history: name the branch that HEAD comes from")
        raise ProjectError(f"--base {name}: git merge-base failed: {complaint}")

    def changed(self, commit: str) -> frozenset[Path]:
        """The files that are not as the commit has them, those that git does not know yet among them."""
        _, differing, _ = run(self.root, "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", commit)
        _, others, _ = run(self.root, "ls-files", "-z", "--others", "--exclude-standard", "--full-name")
        names = (differing + others).split(b"\0")
        return frozenset(self.root / os.fsdecode(name) for name in names if name)

    def ignored(self, folders: Sequence[Path]) -> frozenset[Path]:
        """The files in these folders that git neither knows nor would add."""
        inside = [str(folder) for folder in folders if folder.is_relative_to(self.root)]
        if not inside:
            return frozenset()
        listing = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--full-name", "--", *inside)
        _, output, _ = run(self.root, *listing)
        return frozenset(self.root / os.fsdecode(name) for name in output.split(b"\0") if name)
