"""The real projects that other tests read are there, and hold what `corpus.toml` says."""

from dataclasses import dataclass

import pytest

from migralint.dialects.target import Target
from migralint.loading import Where, load
from migralint.operations import ChangeData, Operation, Query, RawSql, Unread
from tests.corpus import PROJECTS, CorpusProject


@pytest.mark.corpus
@pytest.mark.parametrize("project", PROJECTS.values(), ids=list(PROJECTS))
def test_every_history_holds_revision_scripts(project: CorpusProject) -> None:
    for history in project.histories:
        scripts = list((project.path() / history.versions).rglob("*.py"))
        assert any("down_revision" in script.read_text(encoding="utf-8") for script in scripts)


@dataclass(frozen=True)
class Reading:
    """How a history is read: its operations, those without names, statements without SQL, contradictions on the way up.

    Crashes and bounds that were hit count as contradictions too.
    """

    operations: int
    unread: int
    statements: int
    unread_statements: int
    contradictions: int


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("versions", "dialect", "expected"),
    [
        ("superset/migrations/versions", "postgresql", Reading(1013, 0, 883, 1, 0)),
        ("mlflow/store/db_migrations/versions", "postgresql", Reading(484, 0, 67, 0, 0)),
        ("mlflow/server/auth/db/migrations/versions", "postgresql", Reading(40, 0, 69, 0, 0)),
        ("prefect/server/database/_migrations/versions/postgresql", "postgresql", Reading(931, 0, 116, 0, 0)),
        ("prefect/server/database/_migrations/versions/sqlite", "sqlite", Reading(1095, 0, 194, 0, 0)),
        ("langflow/alembic/versions", "postgresql", Reading(823, 2, 172, 0, 0)),
        # One type is made twice, which passes only when all revisions run at once; one is dropped by a wrong name.
        ("optuna/storages/_rdb/alembic/versions", "postgresql", Reading(63, 0, 17, 0, 1)),
        ("neutron/db/migration/alembic_migrations/versions", "mysql", Reading(409, 0, 83, 0, 0)),
    ],
)
def test_every_history_is_read_to_the_names(versions: str, dialect: str, expected: Reading) -> None:
    project = next(p for p in PROJECTS.values() if any(history.versions == versions for history in p.histories))
    folder = project.path() / versions
    found = load(Where(paths=(folder,), dialects=(dialect,)))
    loaded = next(one for one in found if folder.resolve() in one.project.version_locations)
    runs = [run for item in loaded.replays(Target(dialect), lambda _: True) for run in (item.upgrade, item.downgrade)]
    operations = [step.operation for run in runs for step in run.steps]
    named = [operation for operation in operations if _is_ddl(operation)]
    others = [operation for operation in operations if not _is_ddl(operation)]
    ups = runs[::2]
    read = Reading(
        len(named),
        sum(isinstance(operation, Unread) for operation in named),
        len(others),
        sum(isinstance(operation, Unread) for operation in others),
        sum(step.conflict is not None for run in ups for step in run.steps)
        + sum(bool(run.crashed or run.stops_early) for run in runs),
    )
    assert read == expected


def _is_ddl(operation: Operation) -> bool:
    if isinstance(operation, Unread):
        return operation.is_ddl
    return not isinstance(operation, (ChangeData, Query, RawSql))
