"""A project in a repository: `main` has two revisions, and the work is on a branch `work`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from migralint.cli import main
from tests.repositories import Repository

Check = Callable[..., "Checked"]

INI = "[alembic]\nscript_location = migrations\nsqlalchemy.url = postgresql://localhost/blog\n"
SCRIPT = '''\
"""{id}"""

from alembic import op
import sqlalchemy as sa

revision = "{id}"
down_revision = {after!r}


def upgrade():
    {upgrade}


def downgrade():
    {downgrade}
'''
VERSIONS = "migrations/versions"


@dataclass(frozen=True, slots=True)
class Work:
    """A project in a folder of a repository."""

    repository: Repository
    folder: Path

    def git(self, *words: str) -> str:
        return self.repository.git(*words)

    def commit(self) -> None:
        self.repository.commit()

    def path(self, name: str) -> Path:
        return self.folder / VERSIONS / f"{name}.py"

    def write(self, id: str, after: object = None, *, name: str = "", upgrade: str = "", downgrade: str = "") -> Path:
        """A revision that makes a table of its own, unless it is told otherwise."""
        path = self.path(name or id)
        path.parent.mkdir(parents=True, exist_ok=True)
        create = f"op.create_table('t{id}', sa.Column('id', sa.BigInteger(), primary_key=True))"
        drop = f"op.drop_table('t{id}')"
        path.write_text(SCRIPT.format(id=id, after=after, upgrade=upgrade or create, downgrade=downgrade or drop))
        return path

    def replace(self, id: str, old: str, new: str) -> None:
        text = self.path(id).read_text()
        assert old in text
        self.path(id).write_text(text.replace(old, new))

    def on_main(self, change: Callable[[], object]) -> None:
        """Let `main` move on by a commit while the work goes on."""
        self.git("switch", "--quiet", "main")
        change()
        self.commit()
        self.git("switch", "--quiet", "work")


@dataclass(frozen=True, slots=True)
class Checked:
    """What `migralint check` said: exit code, and of each finding the rule, the file and the message."""

    code: int
    found: list[tuple[str, str, str]]
    revisions: int
    error: str
    notes: tuple[str, ...] = ()  # of the report and of its findings

    @property
    def rules(self) -> list[str]:
        return [rule for rule, _, _ in self.found]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    for name in ("GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CI_MERGE_REQUEST_DIFF_BASE_SHA"):
        monkeypatch.delenv(name, raising=False)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "ALEMBIC_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    made = project(Repository.init(folder(tmp_path / "blog")), tmp_path / "blog")
    made.commit()
    made.git("switch", "--quiet", "--create", "work")
    monkeypatch.chdir(made.folder)
    return made


def folder(path: Path) -> Path:
    path.mkdir(parents=True)
    return path


def project(repository: Repository, folder: Path) -> Work:
    """Two revisions, 1a and 2b, not yet committed."""
    made = Work(repository, folder)
    made.write("1a")
    made.write("2b", after="1a")
    (folder / "alembic.ini").write_text(INI)
    return made


@pytest.fixture
def check() -> Check:
    """Runs `migralint check --base main`, or what else is said."""

    def run(*words: object, base: str | None = "main") -> Checked:
        asked = ["check", *([f"--base={base}"] if base is not None else []), *map(str, words)]
        result: Result = CliRunner().invoke(main, [*asked, "--output-format=json"], prog_name="migralint")
        if not result.stdout:
            return Checked(result.exit_code, [], 0, result.stderr)
        document = json.loads(result.stdout)
        found = [(item["rule"], Path(item["path"]).name, item["message"]) for item in document["findings"]]
        notes = (*document["notes"], *(note["message"] for item in document["findings"] for note in item["notes"]))
        return Checked(result.exit_code, found, document["summary"]["revisions_checked"], result.stderr, notes)

    return run
