"""BaseBranch: the branch that the work will be merged into, as `--base` names it or as it can be found."""

from __future__ import annotations

import os
from collections.abc import Iterator

from msgspec import Struct

from migralint.project.errors import ProjectError
from migralint.project.git.repository import Repository
from migralint.project.git.tree import BaseTree

AUTO = "auto"

# What the pipeline of a pull request says of its target: the variable, and the commit that its value names.
_VARIABLES = (
    ("GITHUB_BASE_REF", "origin/{}"),
    ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "origin/{}"),
    ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "{}"),
)
_DEFAULTS = ("origin/HEAD", "origin/main", "origin/master", "main", "master")


class BaseBranch(Struct, frozen=True):
    """`fork`: where HEAD left the branch; `tip`: the branch as it is now. `found` says that nobody named it."""

    name: str
    fork: BaseTree
    tip: BaseTree
    found: bool = False


def find_base_branch(repository: Repository, name: str) -> BaseBranch:
    """The branch of this name, which may be `auto`. Raises ProjectError."""
    found, commit = _detected(repository) if name == AUTO else (name, repository.objects.commit(name))
    if commit is None:
        raise ProjectError(_unknown(repository, name))
    fork = repository.fork(found, commit)
    tip = BaseTree(repository, commit)
    return BaseBranch(found, tip if fork == commit else BaseTree(repository, fork), tip, found=name == AUTO)


def _detected(repository: Repository) -> tuple[str, str]:
    told = list(_told())
    for name in told or _DEFAULTS:
        if commit := repository.objects.commit(name):
            return name, commit
    if told:
        raise ProjectError(f"--base auto: {' or '.join(told)} is not fetched: {_fetching(told[0])}")
    raise ProjectError(f"--base auto: none of {', '.join(_DEFAULTS)} is there: name the branch, as in --base develop")


def _told() -> Iterator[str]:
    return (form.format(value) for variable, form in _VARIABLES if (value := os.environ.get(variable)))


def _unknown(repository: Repository, name: str) -> str:
    local = name.removeprefix("origin/")
    if local != name and repository.objects.commit(local):
        return f'--base {name}: git knows no such commit: did you mean "{local}"?'
    if repository.objects.commit(f"origin/{name}"):
        return f'--base {name}: git knows no such commit: did you mean "origin/{name}"?'
    return f"--base {name}: git knows no such commit: {_fetching(name)}"


def _fetching(name: str) -> str:
    return (
        f"correct the name, or fetch it: `git fetch origin {name.removeprefix('origin/')}`"
        " (GitHub Actions: `fetch-depth: 0` of actions/checkout, GitLab: `GIT_DEPTH: 0`)"
    )
