"""Which projects a path on the command line leads to."""

from pathlib import Path

import pytest

from migralint.project.discovery import find_projects
from migralint.project.errors import ProjectError
from migralint.project.revision_files import revision_files
from tests.project.trees import ENV, FLASK_INI, FLASK_PROJECT, PLAIN_PROJECT, Tree, ini, revision


def scripts(root: Path, *paths: str) -> list[str]:
    """The script folders, or version folders where there are none, that the paths lead to."""
    projects = find_projects([Path(path) for path in paths])
    found = [project.script_location or project.version_locations[0] for project in projects]
    return [folder.relative_to(root).as_posix() for folder in found]


def files(root: Path, *paths: str) -> list[str]:
    [project] = find_projects([Path(path) for path in paths])
    return [file.relative_to(root).as_posix() for file in revision_files(project)]


def error(*paths: str, project: str | None = None, section: str | None = None) -> str:
    with pytest.raises(ProjectError) as raised:
        find_projects([Path(path) for path in paths], project=Path(project) if project else None, section=section)
    return str(raised.value)


@pytest.mark.parametrize(
    "path",
    [".", "alembic.ini", "migrations", "migrations/versions", "migrations/versions/a1_first.py", "migrations/env.py"],
)
def test_every_path_of_a_project_leads_to_it(tree: Tree, path: str) -> None:
    root = tree(PLAIN_PROJECT)
    [project] = find_projects([Path(path)])
    assert project.config_file == root / "alembic.ini"
    assert project.version_locations == (root / "migrations/versions",)
    assert project.name == "migrations"


def test_several_paths_of_one_project_lead_to_it_once(tree: Tree) -> None:
    root = tree({**PLAIN_PROJECT, "migrations/versions/b2_second.py": revision("b2", "a1")})
    paths = ["migrations/versions/a1_first.py", "migrations/versions/b2_second.py", "alembic.ini", "."]
    assert scripts(root, *paths) == ["migrations"]


def test_a_configuration_is_found_from_a_folder_below_it(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({**PLAIN_PROJECT, "app/models.py": ""})
    monkeypatch.chdir(root / "app")
    assert scripts(root) == ["migrations"]
    assert scripts(root, "models.py") == ["migrations"]


def test_a_configuration_is_found_below_the_working_directory(tree: Tree) -> None:
    root = tree({f"backend/app/{name}": text for name, text in PLAIN_PROJECT.items()})
    assert scripts(root) == ["backend/app/migrations"]


def test_all_projects_of_a_repository_are_found(tree: Tree) -> None:
    flask = {f"shop/{name}": text for name, text in FLASK_PROJECT.items()}
    plain = {f"billing/{name}": text for name, text in PLAIN_PROJECT.items()}
    root = tree({**flask, **plain})
    assert scripts(root) == ["billing/migrations", "shop/migrations"]
    assert scripts(root, "shop") == ["shop/migrations"]


def test_a_configuration_above_does_not_hide_the_project_below(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    flask = {f"shop/{name}": text for name, text in FLASK_PROJECT.items()}
    root = tree({**PLAIN_PROJECT, **flask})
    monkeypatch.chdir(root / "shop")
    assert scripts(root) == ["shop/migrations"]


def test_a_configuration_of_the_working_directory_is_the_only_one(tree: Tree) -> None:
    flask = {f"shop/{name}": text for name, text in FLASK_PROJECT.items()}
    root = tree({**PLAIN_PROJECT, **flask})
    assert scripts(root) == ["migrations"]


def test_the_search_upwards_ends_at_the_repository(tree: Tree) -> None:
    root = tree({"README": ""})
    (root.parent / "alembic.ini").write_text(ini(str(root)), encoding="utf-8")
    assert "no Alembic environment" in error()


def test_environments_of_libraries_tests_and_builds_are_not_the_projects(tree: Tree) -> None:
    others = [
        ".hidden", "node_modules/x", ".venv/lib", "venv", "lib/site-packages/y", "build/lib", "dist",
        "tests/data", "app/templates/generic", "__pycache__", "environment", "libs",
    ]  # fmt: skip
    copies = {f"{folder}/{name}": text for folder in others for name, text in PLAIN_PROJECT.items()}
    copies |= {"environment/pyvenv.cfg": "", "libs/alembic-1.14.0.dist-info/METADATA": ""}
    root = tree({**copies, **{f"app/{n}": text for n, text in PLAIN_PROJECT.items()}})
    assert scripts(root) == ["app/migrations"]


def test_a_test_folder_is_a_project_when_it_is_named(tree: Tree) -> None:
    root = tree({f"tests/data/{name}": text for name, text in PLAIN_PROJECT.items()})
    assert scripts(root, "tests/data") == ["tests/data/migrations"]
    assert "no Alembic environment" in error()


def test_an_ini_file_of_another_tool_is_no_project(tree: Tree) -> None:
    tree({"alembic.ini": "[distillery]\nvolume = 3\n", "app.py": ""})
    assert "no Alembic environment" in error()
    assert error("alembic.ini").endswith("it configures no Alembic environment: set script_location in [alembic]")


def test_an_env_file_of_another_tool_is_no_project(tree: Tree) -> None:
    tree({"deploy/env.py": "STAGE = 'prod'\n", "deploy/versions/one.py": "x = 1\n"})
    assert "no Alembic environment" in error()


def test_an_environment_without_configuration_is_found_by_its_env_file(tree: Tree) -> None:
    root = tree({"app/db/env.py": ENV, "app/db/versions/a1_first.py": revision()})
    assert scripts(root) == ["app/db"]
    assert scripts(root, "app/db/versions/a1_first.py") == ["app/db"]


def test_a_configuration_elsewhere_in_the_repository_claims_its_script_folder(tree: Tree) -> None:
    root = tree({**PLAIN_PROJECT, "conf/alembic.ini": ini("%(here)s/../migrations")})
    (root / "alembic.ini").unlink()
    [project] = find_projects([Path("migrations/versions/a1_first.py")])
    assert project.config_file == root / "conf/alembic.ini"


def test_a_folder_of_revision_files_alone_is_a_project(tree: Tree) -> None:
    root = tree({"old/a1.py": revision(), "old/b2.py": 'revision: str = "b2"\n', "old/names.py": "X = 1\n"})
    [project] = find_projects([Path("old")])
    assert project.script_location is None
    assert project.config_file is None
    assert files(root, "old") == ["old/a1.py", "old/b2.py"]
    assert files(root, "old/a1.py") == ["old/a1.py", "old/b2.py"]


def test_a_template_is_no_revision(tree: Tree) -> None:
    tree({"folder/script.py.mako": 'revision = "a1"\n'})
    assert "no Alembic environment" in error("folder")


def test_a_project_without_revisions_is_an_error(tree: Tree) -> None:
    root = tree({"alembic.ini": ini(), "migrations/env.py": ENV})
    assert error().startswith(f"{root}/migrations/versions: no revisions here")


def test_a_project_without_revisions_beside_another_is_noted(tree: Tree) -> None:
    plain = {f"billing/{name}": text for name, text in PLAIN_PROJECT.items()}
    root = tree({**plain, "shop/alembic.ini": ini(), "shop/migrations/env.py": ENV})
    [project] = find_projects([])
    assert project.notes == (f"{root}/shop/migrations/versions: no revisions here",)


def test_a_path_that_does_not_exist_is_an_error(tree: Tree) -> None:
    tree(PLAIN_PROJECT)
    assert error("migration") == "migration: there is no such file or folder: correct the path"
    assert error("migrations/versions/gone.py").startswith("migrations/versions/gone.py: there is no such file")
    assert error(project="elsewhere").startswith("elsewhere: there is no such file or folder")


def test_a_broken_configuration_is_an_error(tree: Tree) -> None:
    root = tree({**PLAIN_PROJECT, "alembic.ini": "script_location = migrations\n"})
    assert error().startswith(f"{root}/alembic.ini: it is not a valid configuration file")


def test_a_broken_configuration_beside_another_project_is_noted(tree: Tree) -> None:
    plain = {f"billing/{name}": text for name, text in PLAIN_PROJECT.items()}
    root = tree({**plain, "shop/alembic.ini": "\x00\x01junk"})
    [project] = find_projects([])
    assert [note.partition(":")[0] for note in project.notes] == [f"{root}/shop/alembic.ini"]


def test_a_broken_configuration_above_is_noted(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({**{f"shop/{name}": text for name, text in FLASK_PROJECT.items()}, "alembic.ini": "junk"})
    monkeypatch.chdir(root / "shop")
    [project] = find_projects([])
    assert [note.partition(":")[0] for note in project.notes] == [f"{root}/alembic.ini"]


def test_the_nearest_of_two_configurations_of_one_environment_counts(tree: Tree) -> None:
    files = {**PLAIN_PROJECT, "docker/alembic.ini": ini("%(here)s/../migrations")}
    root = tree({f"backend/{name}": text for name, text in files.items()})
    [project] = find_projects([])
    assert project.config_file == root / "backend/alembic.ini"


def test_a_script_location_that_is_no_folder_is_an_error(tree: Tree) -> None:
    root = tree({"alembic.ini": ini("migrashuns")})
    assert error().startswith(f"{root}/alembic.ini: script_location 'migrashuns' is not a folder")


@pytest.mark.parametrize("location", ["/code/backend/migrations", "/migrations", "/srv/app/backend/migrations/"])
def test_a_script_location_in_a_container_is_found_in_the_repository(tree: Tree, location: str) -> None:
    root = tree({f"backend/{name}": text for name, text in {**PLAIN_PROJECT, "alembic.ini": ini(location)}.items()})
    [project] = find_projects([])
    assert project.script_location == root / "backend/migrations"
    assert project.config_file == root / "backend/alembic.ini"
    assert project.notes == ()


def test_a_folder_of_the_same_name_that_is_no_environment_is_not_taken_for_it(tree: Tree) -> None:
    root = tree({"alembic.ini": ini("/code/data"), "data/notes.py": ""})
    assert error().startswith(f"{root}/alembic.ini: script_location '/code/data' is not a folder")


def test_the_project_option_names_a_folder_or_a_configuration(tree: Tree) -> None:
    root = tree({**PLAIN_PROJECT, **{f"shop/{name}": text for name, text in FLASK_PROJECT.items()}})
    for name in ("shop", "shop/migrations", "shop/migrations/alembic.ini"):
        [project] = find_projects([Path("alembic.ini")], project=Path(name))
        assert project.script_location == root / "shop/migrations"


def test_the_variable_alembic_config_names_the_configuration(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({**PLAIN_PROJECT, "conf/prod.ini": ini("shop/migrations"), "shop/migrations/env.py": ENV})
    (root / "shop/migrations/versions").mkdir()
    (root / "shop/migrations/versions/a1.py").write_text(revision(), encoding="utf-8")
    monkeypatch.setenv("ALEMBIC_CONFIG", "conf/prod.ini")
    assert scripts(root) == ["shop/migrations"]
    monkeypatch.setenv("ALEMBIC_CONFIG", "conf/gone.ini")
    assert error().startswith("conf/gone.ini (ALEMBIC_CONFIG): there is no such file")


def test_the_variable_flask_db_directory_names_the_folder_where_no_path_does(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree({**PLAIN_PROJECT, **{f"shop/{name}": text for name, text in FLASK_PROJECT.items()}})
    monkeypatch.setenv("FLASK_DB_DIRECTORY", "shop/migrations")
    assert scripts(root) == ["shop/migrations"]
    assert scripts(root, "alembic.ini") == ["migrations"]


def test_files_are_chosen_by_alembics_rule(tree: Tree) -> None:
    names = ["a1_first.py", "__init__.py", "__init__old.py", ".#a1_first.py", "notes.txt", "script.py.mako", "c.pyc"]
    root = tree({**PLAIN_PROJECT, **{f"migrations/versions/{name}": revision() for name in names}})
    (root / "migrations/versions/2024").mkdir()
    (root / "migrations/versions/2024/b2.py").write_text(revision("b2", "a1"), encoding="utf-8")
    assert files(root) == ["migrations/versions/a1_first.py"]


def test_version_folders_are_read_recursively_when_the_configuration_says_so(tree: Tree) -> None:
    root = tree(
        {
            **PLAIN_PROJECT,
            "alembic.ini": ini(more="recursive_version_locations = true"),
            "migrations/versions/2024/b2.py": revision("b2", "a1"),
            "migrations/versions/2024/__pycache__/b2.py": revision("b2", "a1"),
        }
    )
    assert files(root) == ["migrations/versions/a1_first.py", "migrations/versions/2024/b2.py"]


def test_subfolders_alone_are_one_environment(tree: Tree) -> None:
    root = tree(
        {
            **PLAIN_PROJECT,
            "migrations/versions/rocky/expand/b2.py": revision("b2", "a1"),
            "migrations/versions/rocky/contract/c3.py": revision("c3", "a1"),
        }
    )
    (root / "migrations/versions/a1_first.py").unlink()
    assert files(root) == ["migrations/versions/rocky/contract/c3.py", "migrations/versions/rocky/expand/b2.py"]


def test_subfolders_belong_to_the_environment_when_code_sets_the_version_locations(tree: Tree) -> None:
    code = "config.set_main_option('version_locations', ' '.join(version_paths))\n"
    root = tree({**PLAIN_PROJECT, "cli.py": code, "migrations/versions/rocky/b2.py": revision("b2", "a1")})
    assert files(root) == ["migrations/versions/a1_first.py", "migrations/versions/rocky/b2.py"]


def test_subfolders_named_after_dialects_are_a_project_each(tree: Tree) -> None:
    root = tree(
        {
            "alembic.ini": ini(),
            "migrations/env.py": ENV,
            "migrations/versions/postgresql/a1.py": revision(),
            "migrations/versions/sqlite/b2.py": revision("b2"),
        }
    )
    postgresql, sqlite = find_projects([])
    assert (postgresql.dialects, postgresql.name) == (("postgresql",), "migrations/versions/postgresql")
    assert (sqlite.dialects, sqlite.dialect_source) == (("sqlite",), "the folder name sqlite")
    assert revision_files(sqlite) == [root / "migrations/versions/sqlite/b2.py"]


def test_an_env_file_among_the_revisions_is_none(tree: Tree) -> None:
    root = tree(
        {
            "alembic.ini": ini(more="version_locations = migrations"),
            "migrations/env.py": ENV,
            "migrations/a1.py": revision(),
        }
    )
    (root / "migrations/versions").mkdir()
    assert files(root) == ["migrations/a1.py"]


def test_paths_are_shown_from_the_working_directory_or_else_from_the_repository(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree({**{f"backend/{name}": text for name, text in PLAIN_PROJECT.items()}, "docs/x.md": ""})
    assert find_projects([])[0].root == root
    monkeypatch.chdir(root / "backend")
    assert find_projects([])[0].root == root / "backend"
    monkeypatch.chdir(root / "docs")
    assert find_projects([root / "backend"])[0].root == root


def test_links_that_lead_in_circles_do_not_trap_the_search(tree: Tree) -> None:
    root = tree({f"app/{name}": text for name, text in PLAIN_PROJECT.items()})
    (root / "app/again").symlink_to(root, target_is_directory=True)
    (root / "app/migrations/versions/loop").symlink_to(root / "app/migrations", target_is_directory=True)
    (root / "self").symlink_to(root / "self")
    assert scripts(root) == ["app/migrations"]
    assert error("self").startswith("self: there is no such file or folder")


def test_flask_migrate_is_known_by_its_configuration_without_script_location(tree: Tree) -> None:
    tree({**FLASK_PROJECT, "app/__init__.py": ""})
    [project] = find_projects([])
    assert project.flask_migrate
    assert project.name == "migrations"


def test_an_environment_with_script_location_is_not_flask_migrates(tree: Tree) -> None:
    tree(PLAIN_PROJECT)
    [project] = find_projects([])
    assert not project.flask_migrate


def test_a_configuration_without_script_location_and_without_env_file_is_no_project(tree: Tree) -> None:
    tree({"migrations/alembic.ini": FLASK_INI, "migrations/versions/readme.txt": ""})
    assert "no Alembic environment" in error()
