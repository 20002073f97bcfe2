"""A project of two revisions on SQLite: checked by migralint, and run by Alembic."""

from __future__ import annotations

import textwrap
import warnings
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from migralint import app
from migralint.checking.selection import Choice
from migralint.findings import Finding
from migralint.loading import Where

HEADER = "from alembic import op\nimport sqlalchemy as sa\n\nrevision = {!r}\ndown_revision = {!r}\n\n\n"
ENV = """\
from alembic import context
import sqlalchemy as sa
from sqlalchemy import event

engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=sa.NullPool)

{listener}

with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        {before}
        context.run_migrations()
"""


def write_project(
    folder: Path, setup: tuple[str, ...], body: str, back: str = "pass", *, listener: str = "", before: str = "pass"
) -> Path:
    """The first revision runs the SQL of `setup`, the second `body`, and `back` in its downgrade."""
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.ini").write_text(f"[alembic]\nscript_location = {folder}/migrations\n")
    (folder / "migrations" / "env.py").write_text(ENV.format(listener=listener, before=before))
    first = "\n".join(f"op.execute({statement!r})" for statement in setup)
    for name, parent, *bodies in (("0001", None, first, "pass"), ("0002", "0001", body, back)):
        functions = (
            f"def {function}():\n{textwrap.indent(text, '    ')}\n"
            for function, text in zip(("upgrade", "downgrade"), bodies, strict=True)
        )
        (versions / f"{name}.py").write_text(HEADER.format(name, parent) + "\n\n".join(functions))
    return folder


def findings(folder: Path, *rules: str) -> list[Finding]:
    """What the rules say of the second revision."""
    where = Where(paths=(folder,), project=folder, dialects=("sqlite",))
    return [each for each in app.check(where, Choice(select=rules)).findings if each.revision == "0002"]


def engine(folder: Path) -> sa.Engine:
    return sa.create_engine(f"sqlite:///{folder}/database", poolclass=sa.NullPool)


def upgrade(folder: Path, revision: str = "head") -> None:
    config = Config(folder / "alembic.ini")
    config.set_main_option("sqlalchemy.url", str(engine(folder).url))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        command.upgrade(config, revision)
