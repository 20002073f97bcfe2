"""Reading migralint's own settings."""

from pathlib import Path

import pytest

from migralint.project.configuration import read_settings
from migralint.project.discovery import find_projects
from migralint.project.errors import ProjectError, SettingsError
from migralint.project.settings import Settings
from tests.project.trees import PLAIN_PROJECT, Tree

ALL = """\
select = ["data-loss", "lock"]
ignore = "two-heads"
dialect = "postgres"
server-version = "16"
start-after = "a1b2c3"
base-schema = "schema.json"
exclude = ["migrations/versions/old_*.py"]
fail-on = "error"
heads = 2
python-roots = ["src"]
models = ["src", "models.py"]

[severity]
drop-column = "info"
"""


def mistakes(root: Path, text: str) -> list[str]:
    (root / "migralint.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        read_settings(root)
    return list(raised.value.mistakes)


def settings(root: Path) -> Settings:
    return Settings(
        path=root / "migralint.toml",
        select=("data-loss", "lock"),
        ignore=("two-heads",),
        severity={"drop-column": "info"},
        dialects=("postgresql",),
        version="16",
        start_after=("a1b2c3",),
        base_schema=root / "schema.json",
        exclude=("migrations/versions/old_*.py",),
        fail_on="error",
        heads=2,
        python_roots=(root / "src",),
        models=(root / "src", root / "models.py"),
    )


def test_every_key_is_read(tree: Tree) -> None:
    root = tree({"migralint.toml": ALL, "schema.json": "{}", "src/x.py": "", "models.py": ""})
    assert read_settings(root) == settings(root)


def test_pyproject_holds_the_same_keys(tree: Tree) -> None:
    text = "[tool.migralint]\nheads = 2\n[tool.migralint.severity]\ndrop-column = 'off'\n"
    root = tree({"pyproject.toml": text})
    assert read_settings(root) == Settings(path=root / "pyproject.toml", heads=2, severity={"drop-column": "off"})


def test_migralint_toml_wins_over_pyproject(tree: Tree) -> None:
    root = tree({"migralint.toml": "heads = 3\n", "pyproject.toml": "[tool.migralint]\nheads = 2\n"})
    assert read_settings(root).heads == 3


def test_the_nearest_settings_upwards_count(tree: Tree) -> None:
    root = tree({"migralint.toml": "heads = 3\n", "app/pyproject.toml": "[tool.black]\n", "app/db/x.py": ""})
    assert read_settings(root / "app/db/x.py").heads == 3
    (root / "app/migralint.toml").write_text("heads = 4\n", encoding="utf-8")
    assert read_settings(root / "app/db").heads == 4


def test_settings_above_the_repository_are_not_read(tree: Tree) -> None:
    root = tree({"x.py": ""})
    (root.parent / "migralint.toml").write_text("heads = 3\n", encoding="utf-8")
    assert read_settings(root) == Settings()


def test_a_project_has_its_settings(tree: Tree) -> None:
    root = tree({**PLAIN_PROJECT, "lib/x.py": "", "migralint.toml": 'python-roots = ["lib"]\n'})
    [project] = find_projects([])
    assert project.settings.path == root / "migralint.toml"
    assert project.python_roots == (root / "lib", root)


def test_all_mistakes_are_reported_at_once(tree: Tree) -> None:
    root = tree({"x.py": ""})
    text = """
selct = ["lock"]
start_after = "a1"
dialect = "postgressql"
fail-on = "fatal"
heads = "two"
ignore = 3
server-version = "sixteen"
base-schema = "gone.json"
python-roots = ["gone"]
severity = {drop-column = "eror"}
"""
    assert mistakes(root, text) == [
        "unknown key 'selct': did you mean 'select'?",
        "unknown key 'start_after': did you mean 'start-after'?",
        "dialect: unknown value 'postgressql': did you mean 'postgresql'?",
        "fail-on: unknown value 'fatal': known are info, warning, error",
        "heads must be a number from 1, not 'two'",
        "ignore must be a string or a list of strings, not 3",
        'server-version must be a version such as "16" or "10.11", not \'sixteen\'',
        f"base-schema: there is no file {root}/gone.json",
        f"python-roots: there is no folder {root}/gone",
        "severity.drop-column: unknown value 'eror': did you mean 'error'?",
    ]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("heads = true", "heads must be a number from 1, not True"),
        ("heads = 0", "heads must be a number from 1, not 0"),
        ("server-version = true", 'server-version must be a version such as "16" or "10.11", not True'),
        ("select = [1]", "select must be a string or a list of strings, not [1]"),
        ("severity = 'error'", "severity must be a table of rule = level, not 'error'"),
        ("severity = {x = 3}", "severity.x: unknown value 3: known are off, info, warning, error"),
        ("base-schema = ['x']", "base-schema must be a string, not ['x']"),
    ],
)
def test_a_wrong_value_is_a_mistake(tree: Tree, text: str, mistake: str) -> None:
    assert mistakes(tree({"x.py": ""}), text) == [mistake]


def test_a_key_that_is_like_no_other_is_told_all_keys(tree: Tree) -> None:
    [mistake] = mistakes(tree({"x.py": ""}), "zzz = 1")
    assert mistake.startswith("unknown key 'zzz': known are select, ignore, severity, dialect, server-version, ")


@pytest.mark.parametrize(("value", "version"), [("16", "16"), ("10.11", "10.11"), ('"8.0.36"', "8.0.36")])
def test_a_version_may_be_a_number(tree: Tree, value: str, version: str) -> None:
    assert read_settings(tree({"migralint.toml": f"server-version = {value}\n"})).version == version


def test_a_broken_settings_file_is_an_error(tree: Tree) -> None:
    root = tree({**PLAIN_PROJECT, "pyproject.toml": "[tool.migralint]\nheads = \n"})
    with pytest.raises(ProjectError, match=rf"^{root}/pyproject.toml: the settings cannot be used:\n  not valid TOML"):
        find_projects([])


def test_a_broken_file_of_another_tool_is_none_of_ours(tree: Tree) -> None:
    assert read_settings(tree({"pyproject.toml": "[tool.black\n"})) == Settings()


def test_a_settings_file_that_is_not_text_is_an_error(tree: Tree) -> None:
    root = tree({"x.py": ""})
    (root / "migralint.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="it is not UTF-8"):
        read_settings(root)
