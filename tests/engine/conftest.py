"""A small project whose revisions the tests write."""

from collections.abc import Callable
from pathlib import Path

import pytest

from migralint.loading import Loaded, Where, load

Write = Callable[..., Path]

INI = "[alembic]\nscript_location = migrations\nsqlalchemy.url = {url}\n"
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
def write(tmp_path: Path) -> Write:
    """Writes a revision script and gives its path: `write("b", "op.drop_table('t')", after="a")`."""
    (tmp_path / "alembic.ini").write_text(INI.format(url="postgresql://localhost/blog"))
    (tmp_path / "migrations/versions").mkdir(parents=True)

    def script(id: str, upgrade: str = "pass", *, after: str | None = None, downgrade: str = "pass") -> Path:
        path = tmp_path / f"migrations/versions/{id}.py"
        bodies = {"upgrade": indented(upgrade), "downgrade": indented(downgrade)}
        path.write_text(SCRIPT.format(id=id, parent=after, **bodies))
        return path

    return script


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[[], Loaded]:
    """Reads the project that was written."""
    return lambda: load(Where(project=tmp_path))[0]


def indented(code: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in code.splitlines())
