"""A small project in the working directory, and the command line run on it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from migralint.cli import main

Run = Callable[..., Result]

SCRIPT = """\
revision = "{id}"
down_revision = {parent!r}

from alembic import op
import sqlalchemy as sa


def upgrade():
    {upgrade}


def downgrade():
    {downgrade}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two revisions on PostgreSQL: a table, and a column of it. Nothing is wrong with them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    monkeypatch.delenv("ALEMBIC_CONFIG", raising=False)
    (tmp_path / "alembic.ini").write_text(
        "[alembic]\nscript_location = migrations\nsqlalchemy.url = postgresql://localhost/blog\n"
    )
    (tmp_path / "migrations/versions").mkdir(parents=True)
    create = "op.create_table('posts', sa.Column('id', sa.Integer(), primary_key=True))"
    write(tmp_path, "1a", create, "op.drop_table('posts')")
    add = "op.add_column('posts', sa.Column('body', sa.String(50)))"
    write(tmp_path, "2b", add, "op.drop_column('posts', 'body')", parent="1a")
    return tmp_path


@pytest.fixture
def run() -> Run:
    """Runs `migralint` with these words."""
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words], prog_name="migralint")


def write(root: Path, id: str, upgrade: str, downgrade: str = "pass", *, parent: str | None = None) -> Path:
    path = root / f"migrations/versions/{id}.py"
    path.write_text(SCRIPT.format(id=id, parent=parent, upgrade=upgrade, downgrade=downgrade))
    return path
