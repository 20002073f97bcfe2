"""Reading small revision scripts in tests."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

from migralint.interpreter.replay import Replay, Replayed
from migralint.operations import Guard, Operation, Unread
from migralint.project.project import Project
from migralint.revisions.header import read_revision
from migralint.revisions.history import History
from migralint.revisions.script import Script
from migralint.schema import Schema

HEADER = """
from alembic import op
import sqlalchemy as sa
revision = "1"
down_revision = None
"""


def replayed(
    source: str,
    *,
    dialect: str = "postgresql",
    root: Path | None = None,
    start: Schema | None = None,
    sqlalchemy: tuple[int, int] | None = None,
    oldest_sqlalchemy: tuple[int, int] | None = None,
) -> Replayed:
    """The revision of this source; project modules are looked up below `root`."""
    text = source if "revision =" in source or "revision:" in source else HEADER + dedent(source)
    script = Script((root or Path("/nowhere")) / "migrations" / "versions" / "script.py", text)
    revision = read_revision(script)
    assert revision is not None
    roots = (root,) if root is not None else ()
    project = Project(
        root=root or Path("/nowhere"),
        version_locations=(),
        python_roots=roots,
        sqlalchemy=sqlalchemy,
        oldest_sqlalchemy=oldest_sqlalchemy,
    )
    replay = Replay(project, History((revision,)), dialect, base_schema=start)
    return next(replay.migrations(lambda _: True))


def upgrade(
    body: str, *, dialect: str = "postgresql", root: Path | None = None, start: Schema | None = None
) -> list[Operation]:
    """The operations of `upgrade()` with this body; a text that defines `upgrade` itself is taken whole."""
    body = dedent(body)
    source = body if "def upgrade" in body else "def upgrade():\n" + indent(body.strip("\n"), "    ")
    run = replayed(source, dialect=dialect, root=root, start=start).upgrade
    assert run.crashed is None, run.crashed
    return [step.operation for step in run.steps]


def words(
    body: str, *, dialect: str = "postgresql", root: Path | None = None, start: Schema | None = None
) -> list[str]:
    """The operations in short: `AddColumn user.name`, with `?` behind those that may not run."""
    return [_words(operation) for operation in upgrade(body, dialect=dialect, root=root, start=start)]


def _words(operation: Operation) -> str:
    if isinstance(operation, Unread):
        return f"Unread {operation.directive}: {operation.why}"
    table = getattr(operation, "table", None)
    name = getattr(operation, "name", None)
    for part in ("column", "index", "constraint", "enum"):
        found = getattr(operation, part, None)
        name = getattr(found, "name", name) if found is not None else name
    subject = ".".join(str(part) for part in (table, name) if part is not None)
    mark = {Guard.ALWAYS: "", Guard.CONDITIONAL: " ?", Guard.REPEATED: " *"}[operation.guard]
    return f"{type(operation).__name__} {subject}{mark}"
