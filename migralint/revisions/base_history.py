"""BaseHistory: what the base branch has, and what the working tree changes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migralint.revisions.code import Edit, edit_between
from migralint.revisions.history import History
from migralint.revisions.revision import Revision

_LISTS = ("down_revisions", "depends_on", "branch_labels")


@dataclass(frozen=True, slots=True)
class Change:
    """A revision as the base branch has it, and as the working tree has it; None: it is not there.

    `edit` is where it does something else than before; the header does not count.
    """

    before: Revision | None
    after: Revision | None
    edit: Edit | None = None


@dataclass(frozen=True, eq=False)
class BaseHistory:
    """The history of the branch called `name`: where HEAD left it (`fork`), and as it is now (`tip`).

    `changes` are made since the fork, committed or not. What the tip has just so is no change. `files` are those that
    are new or hold something else; `merged` are the ones among them whose revision the branch has.
    """

    name: str
    fork: History
    tip: History
    changes: tuple[Change, ...] = ()
    files: frozenset[Path] = frozenset()

    @property
    def merged(self) -> frozenset[Path]:
        return frozenset(change.after.script.path for change in self.changes if change.before and change.after)


def compared(name: str, fork: History, tip: History, working: History, left_out: frozenset[Path]) -> BaseHistory:
    """The base of a working history. The files `left_out` are no part of the repository."""
    before = [_homes(history, working) for history in (fork, tip)]
    changes: list[Change] = []
    for revision in working.revisions:
        if revision.script.path not in left_out:
            changes += _changes(revision, [known for one in before if (known := one.get(revision.script.path))])
    files = {change.after.script.path for change in changes if change.after}
    files.update(path for path, _ in _others(working) - _others(fork) - _others(tip))
    return BaseHistory(name, fork, tip, (*changes, *_deletions(fork, tip, working)), frozenset(files) - left_out)


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
