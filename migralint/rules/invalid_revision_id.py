"""invalid-revision-id: an id with characters that Alembic refuses, or a word that means something else to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.findings import Problem, Rule, Severity
from migralint.revisions.history import History

REFUSED = "@-+:"  # alembic/script/revision.py, _revision_illegal_chars
SYMBOLS = ("head", "heads", "base", "current")


def check(history: History) -> Iterator[Problem]:
    for revision in history.revisions:
        refused = [character for character in REFUSED if character in revision.id]
        if refused or revision.id in SYMBOLS:
            fresh = re.sub(f"[{re.escape(REFUSED)}]+", "_", revision.id).strip("_") if refused else f"{revision.id}_1"
            what = f'has "{refused[0]}" in it, which Alembic refuses' if refused else "is a word of Alembic's own"
            yield Problem(
                span=revision.span_of("revision"),
                path=revision.script.path,
                message=f'the id "{revision.id[:32]}" {what}: every command fails',
                help=f'give it another id, and name it so in what follows it:\nrevision = "{fresh}"',
                subject=revision.id,
            )


RULE = Rule(
    id="invalid-revision-id",
    group="graph",
    severity=Severity.ERROR,
    summary="a revision id that Alembic refuses",
    subject=History,
    check=check,
)
