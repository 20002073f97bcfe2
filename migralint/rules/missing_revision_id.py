"""missing-revision-id: a file of the versions folder that does not define `revision`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from migralint.findings import Problem, Rule, Severity
from migralint.revisions.history import History
from migralint.revisions.script import Script
from migralint.revisions.source import START

NAMED_BY_ID = re.compile(r"[a-f0-9]+\.py")  # alembic/script/base.py, _legacy_rev


def check(history: History) -> Iterator[Problem]:
    for script in history.without_header:
        # Alembic before 0.2 took the id from the file's name, and still does.
        if not _defines_revision(script) and not NAMED_BY_ID.match(script.path.name):
            yield Problem(
                span=START,
                path=script.path,
                message=f"{script.path.name[:40]} has no `revision`: every Alembic command fails",
                help=_help(script, history),
                subject=script.path.name,
            )
        script.forget()


def _defines_revision(script: Script) -> bool:
    for node in ast.walk(script.tree):
        match node:
            case ast.Name(id="revision", ctx=ast.Store()):
                return True
            case ast.alias(name=name, asname=bound) if (bound or name) in ("revision", "*"):
                return True
    return False


def _help(script: Script, history: History) -> str:
    if not any(isinstance(node, ast.FunctionDef) and "grade" in node.name for node in script.tree.body):
        return "move the file out of the folder: Alembic takes every file there for a revision"
    parent = f'"{history.heads[0].id}"' if len(history.heads) == 1 else "None"
    return (
        f'give it a header:\nrevision = "{re.sub("[^a-z0-9_]", "_", script.path.stem)[:32]}"\ndown_revision = {parent}'
    )


RULE = Rule(
    id="missing-revision-id",
    group="graph",
    severity=Severity.ERROR,
    summary="a file of the versions folder without `revision`",
    subject=History,
    check=check,
)
