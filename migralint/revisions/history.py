"""History: all revisions of a project, their order, and what is wrong with their graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from migralint.revisions.revision import Revision
from migralint.revisions.script import Script
from migralint.revisions.source import Span

if TYPE_CHECKING:
    from migralint.revisions.base_history import BaseHistory


class UnreadableFile(Struct, frozen=True):
    """A file of a version folder that is no readable Python."""

    path: Path
    why: str
    span: Span
    text: str = ""  # as far as it can be decoded


class History(Struct, frozen=True, eq=False, dict=True):
    """Every revision in file order, with duplicates kept; `by_id` holds the first of each id.

    `base` is what the branch has that the work will be merged into; None where none was named.
    """

    revisions: tuple[Revision, ...]
    unreadable: tuple[UnreadableFile, ...] = ()
    without_header: tuple[Script, ...] = ()
    version_locations: tuple[Path, ...] = ()
    version_number_length: int = 32
    expected_heads: int | None = None
    base: BaseHistory | None = None

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """Every file of the version folders, readable or not."""
        scripts = (*(revision.script for revision in self.revisions), *self.without_header)
        return (*(script.path for script in scripts), *(file.path for file in self.unreadable))

    @cached_property
    def real_files(self) -> Mapping[Path, Path]:
        """The files by their paths without links."""
        return {real_path(file): file for file in self.files}

    @cached_property
    def by_id(self) -> Mapping[str, Revision]:
        found: dict[str, Revision] = {}
        for revision in self.revisions:
            found.setdefault(revision.id, revision)
        return found

    @cached_property
    def children(self) -> Mapping[str, tuple[Revision, ...]]:
        """The revisions whose `down_revision` names this one."""
        found: dict[str, list[Revision]] = {}
        for revision in self.by_id.values():
            for parent in revision.down_revisions:
                found.setdefault(parent, []).append(revision)
        return {parent: tuple(revisions) for parent, revisions in found.items()}

    @cached_property
    def heads(self) -> tuple[Revision, ...]:
        """The revisions that no other one follows, as `alembic heads` lists them: `depends_on` does not count."""
        return tuple(revision for revision in self.by_id.values() if revision.id not in self.children)

    @cached_property
    def bases(self) -> tuple[Revision, ...]:
        return tuple(revision for revision in self.by_id.values() if revision.is_base)

    def parents(self, revision: Revision) -> tuple[str, ...]:
        """The known revisions that must run before this one: `down_revision` and `depends_on`."""
        names = (*revision.down_revisions, *(self.resolve(name) for name in revision.depends_on))
        return tuple(dict.fromkeys(name for name in names if name in self.by_id))

    def resolve(self, name: str) -> str:
        """The id that a `depends_on` entry means: an id, or a branch label."""
        return name if name in self.by_id else self._labels.get(name, name)

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        return {label: revision.id for revision in self.by_id.values() for label in revision.branch_labels}

    @cached_property
    def lines(self) -> Mapping[str, tuple[frozenset[str], Path | None]]:
        """The line of development of every revision: its branch labels, inherited as Alembic does, and its folder.

        Alembic hands a label to all descendants, and to the ancestors up to a branch point or a merge. A revision
        whose labels could not be read counts as labelled by itself.
        """
        labels: dict[str, set[str]] = {name: set() for name in self.by_id}
        for revision in self.by_id.values():
            own = {*revision.branch_labels, *([revision.id] if "branch_labels" in revision.unread else [])}
            for name in (*self._descendants(revision.id), *self._trunk(revision)) if own else ():
                labels[name] |= own
        return {name: (frozenset(found), self._folder(self.by_id[name])) for name, found in labels.items()}

    def _descendants(self, name: str) -> frozenset[str]:
        found: set[str] = set()
        waiting = [name]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(child.id for child in self.children.get(name, ()))
        return frozenset(found)

    def _trunk(self, revision: Revision) -> Iterator[str]:
        """The ancestors that only lead to this revision."""
        seen = {revision.id}
        while len(revision.down_revisions) == 1 and (parent := self.by_id.get(revision.down_revisions[0])):
            if parent.id in seen or len(self.children[parent.id]) > 1 or parent.is_merge:
                return
            seen.add(parent.id)
            yield parent.id
            revision = parent

    def _folder(self, revision: Revision) -> Path | None:
        """The version location that holds the revision, the innermost where they are nested."""
        holding = [folder for folder in self.version_locations if folder in revision.script.path.parents]
        return max(holding, key=lambda folder: len(folder.parts), default=None)

    def may_be_hidden(self, name: str) -> bool:
        """Whether a file whose header could not be read speaks of this id: it may define or follow it."""
        texts = (*(file.text for file in self.unreadable), *(script.text for script in self.without_header))
        return any(name in text for text in texts)

    def unknown_parents(self, revision: Revision) -> tuple[str, ...]:
        """What `down_revision` and `depends_on` name that no file defines."""
        names = (*revision.down_revisions, *(revision.depends_on if self._labels_known else ()))
        unknown = (name for name in names if self.resolve(name) not in self.by_id)
        return tuple(dict.fromkeys(name for name in unknown if not self.may_be_hidden(name)))

    @cached_property
    def _labels_known(self) -> bool:
        return not any("branch_labels" in revision.unread for revision in self.by_id.values())

    @cached_property
    def cycle(self) -> tuple[Revision, ...]:
        """One cycle of revisions, in order; empty where there is none."""
        try:
            TopologicalSorter({r.id: self.parents(r) for r in self.by_id.values()}).prepare()
        except CycleError as error:
            return tuple(self.by_id[name] for name in dict.fromkeys(reversed(error.args[1])))
        return ()

    @cached_property
    def order(self) -> tuple[Revision, ...]:
        """The revisions in an order in which they can run; those on a cycle, or after it, come last in file order."""
        indegree = {revision.id: 0 for revision in self.by_id.values()}
        after: dict[str, list[str]] = {}
        for revision in self.by_id.values():
            for parent in self.parents(revision):
                indegree[revision.id] += 1
                after.setdefault(parent, []).append(revision.id)
        ready = [name for name, count in reversed(indegree.items()) if count == 0]
        order: list[str] = []
        while ready:
            name = ready.pop()
            order.append(name)
            for follower in reversed(after.get(name, [])):
                indegree[follower] -= 1
                if indegree[follower] == 0:
                    ready.append(follower)
        seen = set(order)
        return tuple(self.by_id[name] for name in (*order, *(n for n in self.by_id if n not in seen)))

    def ancestors(self, names: Iterable[str]) -> frozenset[str]:
        """These revisions and all that run before them."""
        found: set[str] = set()
        waiting = [name for name in names if name in self.by_id]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self.parents(self.by_id[name]))
        return frozenset(found)


def real_path(file: Path) -> Path:
    """The path without links; most files of a history share their folder's."""
    return file.resolve() if file.is_symlink() else _real_folder(file.parent) / file.name


@lru_cache
def _real_folder(folder: Path) -> Path:
    return folder.resolve()
