"""Schemas kept between runs: used where nothing changed, and never where anything did."""

from collections.abc import Callable
from pathlib import Path

import pytest

from migralint.interpreter.replay import Replay
from migralint.project.project import Environment, Project
from migralint.revisions.history import History
from migralint.revisions.reading import read_history
from migralint.schema import Schema

SCRIPT = """
from alembic import op
import sqlalchemy as sa
from tools import TYPE
revision = "{id}"
down_revision = {parent!r}
def upgrade():
    op.add_column("t", sa.Column("{column}", TYPE))
"""


@pytest.fixture
def history(tmp_path: Path) -> Callable[[], History]:
    (tmp_path / "tools.py").write_text("import sqlalchemy as sa\nTYPE = sa.Integer()\n")
    for number in range(4):
        write(tmp_path, number)
    return lambda: read_history(sorted(tmp_path.glob("[0-9]*.py")))


def write(root: Path, number: int, column: str = "") -> None:
    parent = str(number - 1) if number else None
    (root / f"{number}.py").write_text(SCRIPT.format(id=number, parent=parent, column=column or f"c{number}"))


def replay(
    root: Path, history: History, *, dialect: str = "postgresql", environment: Environment | None = None
) -> Replay:
    project = Project(root, (root,), python_roots=(root,), environment=environment or Environment())
    return Replay(project, history, dialect, cache=root / "cache")


def last(root: Path, history: History) -> Schema:
    """The schema after the last revision, the only one that is asked for."""
    (replayed,) = replay(root, history).migrations(lambda revision: revision.id == "3")
    return replayed.upgrade.end


def kept(root: Path) -> int:
    return len(list((root / "cache").glob("*.json")))


def types(schema: Schema) -> list[str]:
    return [f"{column.name} {column.type}" for table in schema.sorted_tables() for column in table.columns]


ALL = ["c0 INTEGER", "c1 INTEGER", "c2 INTEGER", "c3 INTEGER"]


def test_the_schema_before_the_first_wanted_revision_is_kept(tmp_path: Path, history: Callable[[], History]) -> None:
    first, second = last(tmp_path, history()), last(tmp_path, history())
    assert types(first) == types(second) == ALL
    assert first == second
    assert kept(tmp_path) == 2  # before the last revision, and after it


def test_a_kept_schema_is_really_used(tmp_path: Path, history: Callable[[], History]) -> None:
    last(tmp_path, history())
    for path in (tmp_path / "cache").glob("*.json"):
        path.write_text(path.read_text().replace('"c0"', '"from the cache"'))
    assert types(last(tmp_path, history()))[0] == "from the cache INTEGER"


def test_a_kept_schema_is_written_once(tmp_path: Path, history: Callable[[], History]) -> None:
    last(tmp_path, history())
    files = {path: path.stat().st_ino for path in (tmp_path / "cache").glob("*.json")}
    last(tmp_path, history())
    assert {path: path.stat().st_ino for path in (tmp_path / "cache").glob("*.json")} == files


def test_a_new_revision_starts_from_the_end_of_the_last_run(tmp_path: Path, history: Callable[[], History]) -> None:
    replay(tmp_path, history()).end()
    write(tmp_path, 4)
    before = kept(tmp_path)
    (replayed,) = replay(tmp_path, history()).migrations(lambda revision: revision.id == "4")
    assert types(replayed.upgrade.end) == [*ALL, "c4 INTEGER"]
    assert kept(tmp_path) == before + 1


def test_an_edited_revision_is_not_answered_from_the_cache(tmp_path: Path, history: Callable[[], History]) -> None:
    last(tmp_path, history())
    write(tmp_path, 1, "renamed")
    assert types(last(tmp_path, history()))[1] == "renamed INTEGER"


def test_an_edited_module_of_the_project_is_not_answered_from_the_cache(
    tmp_path: Path, history: Callable[[], History]
) -> None:
    last(tmp_path, history())
    (tmp_path / "tools.py").write_text("import sqlalchemy as sa\nTYPE = sa.Text()\n")
    assert types(last(tmp_path, history())) == ["c0 TEXT", "c1 TEXT", "c2 TEXT", "c3 TEXT"]


def test_a_module_that_appears_is_not_answered_from_the_cache(tmp_path: Path, history: Callable[[], History]) -> None:
    tools = (tmp_path / "tools.py").read_text()
    (tmp_path / "tools.py").unlink()
    assert types(last(tmp_path, history()))[0] == "c0 ?"
    (tmp_path / "tools.py").write_text(tools)
    assert types(last(tmp_path, history())) == ALL


def test_another_dialect_or_convention_is_not_answered_from_the_cache(
    tmp_path: Path, history: Callable[[], History]
) -> None:
    for dialect, environment in (
        ("postgresql", Environment()),
        ("sqlite", Environment()),
        ("sqlite", Environment(naming_convention={"pk": "pk_%(table_name)s"})),
    ):
        before = kept(tmp_path)
        list(replay(tmp_path, history(), dialect=dialect, environment=environment).migrations(lambda r: r.id == "3"))
        assert kept(tmp_path) == before + 2


@pytest.mark.parametrize("junk", [b"", b"{", b"[]", b'{"modules": 3}', b'{"modules": {}, "schema": ["os"]}', b"\xff"])
def test_junk_in_the_cache_is_not_used(tmp_path: Path, history: Callable[[], History], junk: bytes) -> None:
    last(tmp_path, history())
    for path in (tmp_path / "cache").glob("*.json"):
        path.write_bytes(junk)
    assert types(last(tmp_path, history())) == ALL


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, history: Callable[[], History]) -> None:
    (tmp_path / "cache").write_text("a file in its place")
    assert types(last(tmp_path, history())) == ALL
