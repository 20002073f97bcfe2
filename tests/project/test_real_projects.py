"""Every environment of the real projects is found from their root, without any setting."""

import pytest

from migralint.project.discovery import find_projects
from migralint.project.revision_files import revision_files
from tests.corpus import PROJECTS

ENVIRONMENTS = {
    "apache-superset": [("superset/migrations", 344)],
    "langflow-base": [("langflow/alembic", 162)],
    "mlflow": [("mlflow/store/db_migrations", 70), ("mlflow/server/auth/db/migrations", 7)],
    "prefect": [
        ("prefect/server/database/_migrations/versions/postgresql", 120),
        ("prefect/server/database/_migrations/versions/sqlite", 115),
    ],
    "optuna": [("optuna/storages/_rdb/alembic", 10)],
    "neutron": [("neutron/db/migration/alembic_migrations", 133)],
}


@pytest.mark.corpus
@pytest.mark.parametrize("name", PROJECTS)
def test_all_environments_are_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALEMBIC_CONFIG", raising=False)
    monkeypatch.chdir(PROJECTS[name].path())
    found = [(project.name, len(revision_files(project))) for project in find_projects([])]
    assert found == ENVIRONMENTS[name]


@pytest.mark.corpus
def test_a_revision_file_of_a_real_project_leads_to_its_environment() -> None:
    root = PROJECTS["mlflow"].path().resolve()
    versions = root / "mlflow/server/auth/db/migrations/versions"
    [project] = find_projects([min(versions.glob("[0-9a-f]*.py"))])
    assert project.version_locations == (versions,)
    assert project.environment.version_table == "alembic_version_auth"
