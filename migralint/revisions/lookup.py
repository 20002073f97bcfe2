"""Finding the revisions that a user's word means: an id, its beginning, a branch label, `head`, `heads`, `base`."""

from __future__ import annotations

from migralint.project.errors import ProjectError
from migralint.revisions.history import History
from migralint.revisions.revision import Revision


def find_revisions(history: History, name: str, asked_by: str = "") -> tuple[Revision, ...]:
    """One revision, or all heads for `heads`, or none for `base`. Raises ProjectError; `asked_by` names who asked."""
    if name == "base":
        return ()
    if name == "heads":
        return history.heads
    if name == "head":
        return _only(history.heads, "head", "several heads")
    known = history.by_id.get(history.resolve(name))
    if known is not None:
        return (known,)
    beginning = tuple(revision for revision in history.by_id.values() if name and revision.id.startswith(name))
    if not beginning:
        raise ProjectError(_unknown(history, name, asked_by))
    return _only(beginning, name, "several revisions")


def _only(found: tuple[Revision, ...], name: str, what: str) -> tuple[Revision, ...]:
    if len(found) > 1:
        raise ProjectError(f'"{name}" means {what}: {", ".join(revision.id for revision in found[:8])}')
    return found


def _unknown(history: History, name: str, asked_by: str) -> str:
    import difflib  # only a mistake needs it

    meant = difflib.get_close_matches(name, list(history.by_id), n=1)
    suggestion = f': did you mean "{meant[0]}"?' if meant else ""
    return f'{asked_by}{" names " if asked_by else ""}unknown revision "{name}"{suggestion}'
