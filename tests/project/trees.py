"""What the files of the small projects in these tests hold."""

from collections.abc import Callable, Mapping
from pathlib import Path

Tree = Callable[[Mapping[str, str]], Path]

ENV = """\
from alembic import context

target_metadata = None
context.configure(connection=connection, target_metadata=target_metadata)
"""

FLASK_ENV = """\
from flask import current_app
from alembic import context

config.set_main_option("sqlalchemy.url", get_engine_url())
target_db = current_app.extensions["migrate"].db


def run_migrations_online():
    conf_args = current_app.extensions["migrate"].configure_args
    context.configure(connection=connection, target_metadata=get_metadata(), **conf_args)
"""

FLASK_INI = """\
[alembic]
# file_template = %%(rev)s_%%(slug)s

[loggers]
keys = root
"""


def revision(id: str = "a1", parent: str | None = None) -> str:
    return f'revision = "{id}"\ndown_revision = {parent!r}\n\n\ndef upgrade():\n    pass\n'


def ini(script_location: str = "migrations", more: str = "") -> str:
    return f"[alembic]\nscript_location = {script_location}\n{more}\n"


PLAIN_PROJECT = {
    "alembic.ini": ini(),
    "migrations/env.py": ENV,
    "migrations/versions/a1_first.py": revision(),
}
FLASK_PROJECT = {
    "migrations/alembic.ini": FLASK_INI,
    "migrations/env.py": FLASK_ENV,
    "migrations/versions/a1_first.py": revision(),
}
