"""What a script does to each database of a multidb environment."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from migralint.interpreter.replay import Replay
from migralint.project.project import Project
from migralint.revisions.header import read_revision
from migralint.revisions.history import History
from migralint.revisions.script import Script
from tests.interpreter.reading import HEADER

NAMES = ("users", "")


def tables(body: str, databases: tuple[str, ...] = NAMES) -> dict[str, list[str]]:
    """The tables that the script makes, by database."""
    script = Script(Path("/nowhere/script.py"), HEADER + dedent(body))
    revision = read_revision(script)
    assert revision is not None
    project = Project(root=Path("/nowhere"), version_locations=(), databases=databases)
    schemas = {name: Replay(project, History((revision,)), "postgresql", database=name).end() for name in databases}
    return {name: [str(table.name) for table in schema.sorted_tables()] for name, schema in schemas.items()}


def test_each_database_has_its_function() -> None:
    body = """
    def upgrade(engine_name=""):
        globals()[f"upgrade_{engine_name}"]()

    def upgrade_():
        op.create_table("posts")

    def upgrade_users():
        op.create_table("users")
    """
    assert tables(body) == {"users": ["users"], "": ["posts"]}


def test_a_database_without_a_function_is_left_alone() -> None:
    body = """
    def upgrade(engine_name):
        globals().get(f"upgrade_{engine_name}", lambda: None)()

    def upgrade_users():
        op.create_table("users")
    """
    assert tables(body) == {"users": ["users"], "": []}


def test_a_script_from_before_there_were_several_is_for_the_default_one() -> None:
    body = """
    def upgrade():
        op.create_table("posts")
    """
    assert tables(body) == {"users": [], "": ["posts"]}
    assert tables(body, ("engine1", "engine2")) == {"engine1": ["posts"], "engine2": []}


def test_a_script_that_asks_for_the_name_is_told_it() -> None:
    body = """
    def upgrade(engine_name):
        op.create_table("both")
        if engine_name == "users":
            op.create_table("users")
    """
    assert tables(body) == {"users": ["both", "users"], "": ["both"]}
