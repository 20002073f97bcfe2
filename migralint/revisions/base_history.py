"""BaseHistory: what the base branch has, and what the working tree changes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from migralint.revisions.code import Edit, edit_between
from migralint.revisions.history import History
from migralint.revisions.revision import Revision

_LISTS = ("down_revisions", "depends_on", "branch_labels")


class Change(Struct, frozen=True):
    """A revision as the base branch has it, and as the working tree has it; None: it is not there.

    `edit` is where it does something else than before; the header does not count.
    """

    before: Revision | None
    after: Revision | None
    edit: Edit | None = None


class BaseHistory(Struct, frozen=True, eq=False, dict=True):
    """The history of the branch called `name`: where HEAD left it (`fork`), and as it is now (`tip`).

    `changes` are made since the fork, committed or not. What the tip has just so is no change. `files` are those that
    are new or hold something else; `merged` are the ones among them whose revision the branch has. `root` is the
    repository's.
    """

    name: str
    root: Path
    fork: History
    tip: History
    changes: tuple[Change, ...] = ()
    files: frozenset[Path] = frozenset()

    @cached_property
    def new(self) -> Mapping[str, Revision]:
        """The revisions that the branch does not have."""
        return {item.after.id: item.after for item in self.changes if item.after and not item.before}

    @cached_property
    def gone(self) -> Mapping[str, Revision]:
        """The revisions of the branch that the working tree does not have."""
        return {item.before.id: item.before for item in self.changes if item.before and not item.after}

    @property
    def merged(self) -> frozenset[Path]:
        return frozenset(change.after.script.path for change in self.changes if change.before and change.after)

    def ahead(self, working: History) -> Iterator[Revision]:
        """What came to the branch since HEAD left it, and is not in the working tree."""
        known = {*working.by_id, *self.fork.by_id}
        return (revision for revision in self.tip.by_id.values() if revision.id not in known)

    def once_merged(self, working: History) -> History:
        """The history when the work has been merged into the branch as it is now."""
        changed = {*self.new, *self.gone, *(change.after.id for change in self.changes if change.after)}
        kept = [one if one.id in changed else self.tip.by_id.get(one.id) for one in working.revisions]
        return replace(working, revisions=(*(one for one in kept if one), *self.ahead(working)), base=None)


def compared(
    name: str, root: Path, fork: History, tip: History, working: History, left_out: frozenset[Path]
) -> BaseHistory:
    """The base of a working history. The files `left_out` are no part of the repository."""
    before = [_homes(history, working) for history in (fork, tip)]
    changes: list[Change] = []
    for revision in working.revisions:
        if revision.script.path not in left_out:
            changes += _changes(revision, [known for one in before if (known := one.get(revision.script.path))])
    files = {change.after.script.path for change in changes if change.after}
    files.update(path for path, _ in _others(working) - _others(fork) - _others(tip))
    return BaseHistory(name, root, fork, tip, (*changes, *_deletions(fork, tip, working)), frozenset(files) - left_out)


def _homes(history: History, working: History) -> Mapping[Path, Revision]:
    """What a branch has of each working file's revision. Of two files with one id, it has the one where it was."""
    places = {revision.script.path for revision in working.revisions}
    found: dict[Path, Revision] = {}
    for revision in working.revisions:
        path, known = revision.script.path, history.by_id.get(revision.id)
        if known and (known.script.path == path or known.script.path not in places):
            found[path] = known
    return found


def _changes(revision: Revision, known: Sequence[Revision]) -> Iterator[Change]:
    """None where the fork or the tip has it just so."""
    if not known:
        yield Change(None, revision)
        return
    found = [Change(before, revision, edit_between(before, revision)) for before in known]
    if all(change.edit or _header(change.before) != _header(revision) for change in found):
        yield found[0]


def _header(revision: Revision | None) -> object:
    return revision and [frozenset(getattr(revision, name)) for name in _LISTS]


def _deletions(fork: History, tip: History, working: History) -> Iterator[Change]:
    for name, revision in fork.by_id.items():
        if name in tip.by_id and name not in working.by_id and not working.may_be_hidden(name):
            yield Change(revision, None)


def _others(history: History) -> frozenset[tuple[Path, str]]:
    """The files that are no revisions, with their texts."""
    scripts = ((script.path, script.text) for script in history.without_header)
    return frozenset((*scripts, *((file.path, file.text) for file in history.unreadable)))
