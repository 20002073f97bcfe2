"""How alembic.ini and pyproject.toml are read."""

from pathlib import Path

import pytest

from migralint.project.discovery import find_projects
from migralint.project.errors import ProjectError
from migralint.project.project import Project
from tests.project.trees import ENV, PLAIN_PROJECT, Tree, ini, revision


def only(path: str = ".", section: str | None = None) -> Project:
    [project] = find_projects([Path(path)], section=section)
    return project


def two_locations(value: str, separator: str) -> dict[str, str]:
    return {
        **PLAIN_PROJECT,
        "alembic.ini": ini(more=f"version_locations = {value}\n{separator}"),
        "one/a1.py": revision(),
        "two/b2.py": revision("b2"),
    }


@pytest.mark.parametrize(
    ("value", "separator"),
    [
        ("one:two", "path_separator = :"),
        ("one;two", "path_separator = ;"),
        ("one two", "path_separator = space"),
        ("one\n  two", "path_separator = newline"),
        ("%(here)s/one:%(here)s/two", "path_separator = os"),
        ("one:two", "version_path_separator = :"),
        ("one:two", "version_path_separator = :  # the separator"),
        ("one two", ""),
        ("one, two", ""),
    ],
)
def test_version_locations_are_split_as_the_configuration_says(tree: Tree, value: str, separator: str) -> None:
    root = tree(two_locations(value, separator))
    assert only().version_locations == (root / "one", root / "two")
    assert only("two/b2.py").version_locations == (root / "one", root / "two")


def test_a_missing_version_location_is_passed_over_as_alembic_does(tree: Tree) -> None:
    root = tree(two_locations("one gone", ""))
    assert only().version_locations == (root / "one",)


def test_a_script_location_is_relative_to_the_configuration(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({f"backend/{name}": text for name, text in PLAIN_PROJECT.items()})
    monkeypatch.chdir(root / "backend/migrations")
    assert only().script_location == root / "backend/migrations"


def test_a_script_location_is_relative_to_the_repository_where_alembic_is_run_from_there(tree: Tree) -> None:
    root = tree(
        {
            "app/db/alembic.ini": ini("app/db/migrations"),
            "app/db/migrations/env.py": ENV,
            "app/db/migrations/versions/a1.py": revision(),
        }
    )
    assert only().script_location == root / "app/db/migrations"


def test_a_script_location_is_the_folder_of_the_configuration(tree: Tree) -> None:
    root = tree({"db/alembic.ini": ini("."), "db/env.py": ENV, "db/versions/a1.py": revision()})
    assert only().script_location == root / "db"


@pytest.mark.parametrize("location", ["app.db:migrations", "app:db:migrations"])
@pytest.mark.parametrize("folder", ["", "src/"])
def test_a_script_location_names_a_package(tree: Tree, location: str, folder: str) -> None:
    root = tree(
        {
            "alembic.ini": ini(location),
            f"{folder}app/db/migrations/env.py": ENV,
            f"{folder}app/db/migrations/versions/a1.py": revision(),
        }
    )
    assert only().script_location == root / f"{folder}app/db/migrations"


def test_the_package_of_a_script_location_may_stand_beside_the_folder_of_the_configuration(tree: Tree) -> None:
    root = tree(
        {
            "configs/alembic.ini": ini("app.db:migrations"),
            "src/app/db/migrations/env.py": ENV,
            "src/app/db/migrations/versions/a1.py": revision(),
            ".git/HEAD": "",
        }
    )
    assert only("configs/alembic.ini").script_location == root / "src/app/db/migrations"


TOML = """\
[tool.alembic]
script_location = "%(here)s/migrations"
version_locations = ["%(here)s/one", "two"]
recursive_version_locations = true
prepend_sys_path = ["lib"]
"""


def test_pyproject_configures_alembic(tree: Tree) -> None:
    root = tree({**two_locations("", ""), "pyproject.toml": TOML, "lib/x.py": ""})
    (root / "alembic.ini").unlink()
    project = only()
    assert project.config_file == root / "pyproject.toml"
    assert project.script_location == root / "migrations"
    assert project.version_locations == (root / "one", root / "two")
    assert project.recursive
    assert project.python_roots[0] == root / "lib"


def test_alembic_ini_wins_over_pyproject_key_by_key(tree: Tree) -> None:
    root = tree({**two_locations("one", ""), "pyproject.toml": TOML})
    project = only()
    assert project.config_file == root / "alembic.ini"
    assert project.version_locations == (root / "one",)
    assert project.recursive


def test_pyproject_of_another_tool_is_no_project(tree: Tree) -> None:
    root = tree({**PLAIN_PROJECT, "pyproject.toml": "[tool.black]\nline-length = 99\n"})
    assert only().config_file == root / "alembic.ini"


def test_a_broken_pyproject_that_configures_alembic_is_an_error(tree: Tree) -> None:
    root = tree({"pyproject.toml": "[tool.alembic]\nscript_location = \n", "migrations/env.py": ENV})
    with pytest.raises(ProjectError, match=rf"^{root}/pyproject.toml: it is not valid TOML"):
        find_projects([])


def test_a_broken_pyproject_of_another_tool_does_no_harm(tree: Tree) -> None:
    tree({**PLAIN_PROJECT, "pyproject.toml": "[tool.black\n"})
    assert only().name == "migrations"


SECTIONS = """\
[users]
script_location = db/users

[orders]
script_location = db/orders

[logger_alembic]
level = INFO
"""
TWO_SECTIONS = {
    "alembic.ini": SECTIONS,
    "db/users/env.py": ENV,
    "db/users/versions/a1.py": revision(),
    "db/orders/env.py": ENV,
    "db/orders/versions/b2.py": revision("b2"),
}


def test_sections_are_projects_where_none_is_called_alembic(tree: Tree) -> None:
    tree(TWO_SECTIONS)
    assert [(project.section, project.name) for project in find_projects([])] == [
        ("users", "db/users"),
        ("orders", "db/orders"),
    ]


def test_the_section_alembic_is_the_only_project_where_there_is_one(tree: Tree) -> None:
    tree({**TWO_SECTIONS, **PLAIN_PROJECT, "alembic.ini": ini() + SECTIONS})
    assert [project.section for project in find_projects([])] == ["alembic"]


def test_a_section_can_be_named(tree: Tree) -> None:
    tree({**TWO_SECTIONS, **PLAIN_PROJECT, "alembic.ini": ini() + SECTIONS})
    assert only(section="orders").name == "db/orders"


def test_a_section_that_is_missing_is_an_error(tree: Tree) -> None:
    tree(TWO_SECTIONS)
    with pytest.raises(ProjectError, match=r"no Alembic environment with a section \[sales\]"):
        find_projects([], section="sales")
    with pytest.raises(ProjectError, match=r"set script_location in \[sales\]"):
        find_projects([Path("alembic.ini")], section="sales")


def test_configurations_with_other_names_are_found(tree: Tree) -> None:
    tree(
        {
            **PLAIN_PROJECT,
            "alembic_users.ini": ini("users"),
            "users/env.py": ENV,
            "users/versions/b2.py": revision("b2"),
        }
    )
    assert [project.name for project in find_projects([])] == ["migrations", "users"]


def test_two_configurations_of_one_script_folder_are_one_project(tree: Tree) -> None:
    root = tree({**PLAIN_PROJECT, "alembic_prod.ini": ini()})
    assert only().config_file == root / "alembic.ini"


def test_a_value_that_only_the_running_program_knows_does_no_harm(tree: Tree) -> None:
    tree({**PLAIN_PROJECT, "alembic.ini": ini(more="sqlalchemy.url = %(DATABASE_URL)s\nfile_template = %%(rev)s")})
    assert only().dialect_source == ""


def test_python_roots_are_the_nearest_first(tree: Tree) -> None:
    root = tree(
        {
            "alembic.ini": ini("src/app/db/migrations", "prepend_sys_path = lib"),
            "lib/x.py": "",
            "src/app/__init__.py": "",
            "src/app/db/__init__.py": "",
            "src/app/db/migrations/env.py": ENV,
            "src/app/db/migrations/versions/a1.py": revision(),
        }
    )
    assert only().python_roots == (root / "lib", root, root / "src")


def test_python_roots_of_a_package_are_above_it(tree: Tree) -> None:
    root = tree(
        {
            "app/__init__.py": "",
            "app/migrations/env.py": ENV,
            "app/migrations/versions/a1.py": revision(),
        }
    )
    assert only().python_roots == (root,)


def test_python_roots_are_above_a_package_without_init_that_env_py_imports(tree: Tree) -> None:
    root = tree(
        {
            "pyproject.toml": "",
            "app/alembic.ini": ini("db/migrations"),
            "app/db/migrations/env.py": "from app.db import models\n\n" + ENV,
            "app/db/migrations/versions/a1.py": revision(),
        }
    )
    assert root in only().python_roots
    assert root.parent not in only().python_roots


MULTIDB = """\
def upgrade(engine_name):
    globals()["upgrade_%s" % engine_name]()


def upgrade_():
    pass


def upgrade_users():
    pass
"""


def test_databases_are_named_by_the_configuration(tree: Tree) -> None:
    tree({**PLAIN_PROJECT, "alembic.ini": ini(more="databases = engine1, engine2")})
    assert only().databases == ("engine1", "engine2")


def test_databases_are_named_by_the_functions_that_revisions_look_up(tree: Tree) -> None:
    tree(
        {
            **PLAIN_PROJECT,
            "migrations/script.py.mako": 'globals()["upgrade_%s" % engine_name]()',
            "migrations/versions/a1_first.py": revision() + MULTIDB,
        }
    )
    assert only().databases == ("", "users")


def test_databases_are_known_without_a_template(tree: Tree) -> None:
    tree({**PLAIN_PROJECT, "migrations/versions/a1_first.py": revision() + MULTIDB})
    assert only().databases == ("", "users")


def test_functions_that_only_share_the_prefix_are_no_databases(tree: Tree) -> None:
    helper = "\n\ndef upgrade_users():\n    pass\n"
    tree({**PLAIN_PROJECT, "migrations/versions/a1_first.py": revision() + helper})
    assert only().databases == ()
