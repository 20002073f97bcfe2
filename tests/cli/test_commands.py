"""The commands that show what migralint reads."""

import json
from pathlib import Path

import pytest

from migralint.rulebook import all_rules
from tests.cli.conftest import Run, write


def test_explain_prints_the_page(run: Run) -> None:
    result = run("explain", "unused-suppression")
    assert result.exit_code == 0
    assert result.output.startswith("# unused-suppression\n")
    assert "## When it is quiet\n" in result.output


def test_explain_suggests_the_rule_that_was_meant(run: Run) -> None:
    result = run("explain", "unused_supression")
    assert (result.exit_code, result.stderr) == (
        2,
        'migralint: error: unknown rule "unused_supression": did you mean "unused-suppression"?\n',
    )


@pytest.mark.parametrize("rule", sorted(all_rules()))
def test_every_rule_can_be_explained(run: Run, rule: str) -> None:
    assert run("explain", rule).exit_code == 0


def test_rules_lists_every_rule(run: Run) -> None:
    result = run("rules")
    assert {line.split()[0] for line in result.output.splitlines()} == set(all_rules())
    line = next(line for line in result.output.splitlines() if line.startswith("unused-suppression"))
    assert line.split(maxsplit=3)[1:] == ["warning", "general", "a suppression comment that suppresses nothing"]


def test_rules_as_json(run: Run) -> None:
    document = json.loads(run("rules", "--output-format", "json").output)
    assert {rule["id"]: rule["group"] for rule in document["rules"]}["unused-suppression"] == "general"


def test_schema_prints_the_tables(project: Path, run: Run) -> None:
    assert run("schema").output.startswith(
        "table posts\n  id    INTEGER not null\n  body  VARCHAR(50)\n  primary key posts_pkey (id)\n"
    )


def test_schema_as_json(project: Path, run: Run) -> None:
    document = json.loads(run("schema", "--format", "json").output)
    assert document["version"] == 1
    assert (document["revisions"], document["dialect"], document["enums"]) == (["2b"], "postgresql", {})
    assert document["tables"] == {
        "posts": {
            "columns": [
                {
                    "name": "id",
                    "type": "INTEGER",
                    "nullable": False,
                    "default": "nextval('posts_id_seq'::regclass)",
                    "primary_key": True,
                    "autoincrement": True,
                },
                {"name": "body", "type": "VARCHAR(50)", "nullable": True, "default": None, "primary_key": False},
            ],
            "primary_key": {"name": "posts_pkey", "columns": ["id"]},
            "foreign_keys": [],
            "unique": [],
            "indexes": [],
            "checks": [],
        }
    }


@pytest.mark.parametrize("revision", ["1a", "1"])
def test_schema_at_a_revision_knows_nothing_of_later_ones(project: Path, run: Run, revision: str) -> None:
    document = json.loads(run("schema", revision, "--format", "json").output)
    assert [column["name"] for column in document["tables"]["posts"]["columns"]] == ["id"]


def test_schema_at_a_branch_knows_nothing_of_the_other(project: Path, run: Run) -> None:
    write(project, "3c", "op.create_table('tags', sa.Column('id', sa.Integer()))", parent="1a")
    assert list(json.loads(run("schema", "3c", "--format", "json").output)["tables"]) == ["posts", "tags"]
    assert list(json.loads(run("schema", "2b", "--format", "json").output)["tables"]) == ["posts"]


def test_schema_at_base_is_empty(project: Path, run: Run) -> None:
    assert json.loads(run("schema", "base", "--format", "json").output)["tables"] == {}


def test_the_schema_of_one_dialect_can_be_asked_for(project: Path, run: Run) -> None:
    document = json.loads(run("schema", "--dialect", "sqlite", "--format", "json").output)
    assert document["dialect"] == "sqlite"
    assert document["tables"]["posts"]["primary_key"]["name"] is None


def test_a_server_version_tells_mariadb_from_mysql(project: Path, run: Run) -> None:
    write(
        project,
        "3c",
        'op.create_table("likes", sa.Column("n", sa.Integer(), sa.CheckConstraint("n > 0")))',
        parent="2b",
    )
    document = json.loads(run("schema", "--dialect", "mysql", "--server-version", "10.11", "--format", "json").output)
    assert document["tables"]["likes"]["columns"][0]["type"] == "INTEGER(11)"
    document = json.loads(run("schema", "--dialect", "mysql", "--format", "json").output)
    assert document["tables"]["likes"]["columns"][0]["type"] == "INTEGER"
    result = run("schema", "--server-version", "new")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (
        2,
        'migralint: error: "new" is no version such as "16" or "10.11"',
    )


def test_a_base_schema_is_there_before_the_first_revision(project: Path, run: Run) -> None:
    (project / "base.json").write_text(run("schema", "--format", "json").output.replace('"posts"', '"users"'))
    document = json.loads(run("schema", "--base-schema", "base.json", "--format", "json").output)
    assert list(document["tables"]) == ["posts", "users"]
    (project / "migralint.toml").write_text('base-schema = "base.json"')
    assert json.loads(run("schema", "--format", "json").output) == document


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        ("9z", 'unknown revision "9z"'),
        ("head", '"head" means several heads: 2b, 3c'),
        ("", 'unknown revision ""'),
    ],
)
def test_a_revision_that_is_not_one_exits_with_2(project: Path, run: Run, revision: str, message: str) -> None:
    write(project, "3c", "pass", parent="1a")
    result = run("schema", revision)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"migralint: error: {message}")


@pytest.mark.parametrize("revision", ["2b", "2", "head", "migrations/versions/2b.py"])
def test_operations_of_a_revision(project: Path, run: Run, revision: str) -> None:
    document = json.loads(run("operations", revision, "--format", "json").output)
    [upgrade], [downgrade] = document["upgrade"], document["downgrade"]
    assert document["revision"] == "2b"
    assert (upgrade["operation"], upgrade["table"], upgrade["line"]) == ("add_column", "posts", 9)
    assert upgrade["locks"] == [{"table": "posts", "mode": "ACCESS EXCLUSIVE"}]
    assert (upgrade["rewrites"], upgrade["scans"], upgrade["blocks"]) == (False, False, "reads+writes")
    assert upgrade["column"]["type"] == "VARCHAR(50)"
    assert (downgrade["operation"], downgrade["name"]) == ("drop_column", "body")


def test_operations_as_text(project: Path, run: Run) -> None:
    assert run("operations", "2b").output == (
        "revision 2b on postgresql\n"
        "\n"
        "upgrade:\n"
        "  line 9: add_column posts column=body VARCHAR(50)\n"
        "    locks posts: ACCESS EXCLUSIVE\n"
        "    blocks reads+writes\n"
        "\n"
        "downgrade:\n"
        "  line 13: drop_column posts name=body\n"
        "    locks posts: ACCESS EXCLUSIVE\n"
        "    blocks reads+writes\n"
    )


def test_graph_in_its_formats(project: Path, run: Run) -> None:
    assert run("graph").output == "*  2b (head)\n*  1a\n"
    assert json.loads(run("graph", "--format", "json").output)["heads"] == ["2b"]
    assert run("graph", "--format", "mermaid").output.startswith("flowchart BT\n")


def test_config_says_where_a_fact_comes_from(project: Path, run: Run) -> None:
    (project / "migralint.toml").write_text('fail-on = "error"\n')
    found = dict(line.split(maxsplit=1) for line in run("config").output.splitlines() if not line.endswith(":"))
    assert found["project"] == "migrations"
    assert found["configuration"] == "alembic.ini  ([alembic])"
    assert found["dialects"] == "postgresql  (sqlalchemy.url in alembic.ini)"
    assert found["fail-on"] == "error  (migralint.toml)"
    assert found["exclude"] == "none  (default)"


def test_an_unknown_command_exits_with_2_and_says_what_was_meant(run: Run) -> None:
    result = run("chek")
    assert result.exit_code == 2
    assert 'no command "chek": did you mean "check"?' in result.stderr


def test_help_lists_the_commands(run: Run) -> None:
    result = run("--help")
    assert result.exit_code == 0
    commands = {line.split()[0] for line in result.output.partition("Commands:\n")[2].splitlines()}
    assert {"check", "config", "explain", "graph", "operations", "rules", "schema"} <= commands


MODELS = """
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Post(Base):
    __tablename__ = "posts"

    id = Column(Integer, primary_key=True)
"""


def test_the_schema_of_the_models_is_printed_in_the_same_form(project: Path, run: Run) -> None:
    (project / "models.py").write_text(MODELS)
    (project / "migrations" / "env.py").write_text("from models import Base\ntarget_metadata = Base.metadata\n")
    assert run("schema", "--from", "models").output == (
        "table posts\n  id  INTEGER not null\n  primary key posts_pkey (id)\n"
    )
    document = json.loads(run("schema", "--from", "models", "--format", "json").output)
    assert (list(document["tables"]), document["complete"], document["revisions"]) == (["posts"], True, [])


def test_models_have_no_revisions(project: Path, run: Run) -> None:
    result = run("schema", "1a", "--from", "models")
    assert result.exit_code == 2
    assert "models have no revisions" in result.stderr
