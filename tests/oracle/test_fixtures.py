"""What migralint reads is what Alembic does: every fixture runs for real, and each step is compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.verdict import failures, verdicts
from tests.oracle.walk import walked

FIXTURES = Path(__file__).parents[2] / "fixtures"

# Which commands fail, and why: the scripts are wrong. What comes after a failing upgrade cannot be run.
POSTGRESQL = {
    "alembic_postgresql_enum": {},
    "flask_blog": {
        "upgrade 0005": "cannot drop table tags because other objects depend on it",
        "upgrade one run": "cannot drop table tags because other objects depend on it",
    },
    "identity_computed": {
        "downgrade 0003": 'column "number" of relation "orders" is already an identity column',
        "downgrade one run": 'column "number" of relation "orders" is already an identity column',
    },
    "multidb": {},
    "naming_convention": {},
    "partitioned": {},
    "renames": {},
    "schemas": {},
    "second_connection": {"downgrade one run": 'column "owner_id" of relation "account" already exists'},
    "shared_enums": {},
}
SQLITE = {
    "flask_blog": {
        "upgrade 0003": "unknown function: now()",
        "upgrade one run": "unknown function: now()",
    },
    "multidb": {},
    "naming_convention": {
        "downgrade 0006": "ValueError: No such constraint: 'uq_plan_slug'",
        "downgrade one run": "ValueError: No such constraint: 'uq_plan_slug'",
    },
    "renames": {},
    "sqlite_batch": {
        "upgrade 0007": "no such column: pages",
        "upgrade one run": "no such column: pages",
    },
}


@pytest.mark.parametrize("name", POSTGRESQL)
def test_every_step_on_postgresql(name: str, postgresql: str, tmp_path: Path) -> None:
    steps = walked(FIXTURES / name, "postgresql", tmp_path, postgresql)
    assert failures(steps) == POSTGRESQL[name]
    assert verdicts(FIXTURES / name, "postgresql", steps) == {}


@pytest.mark.parametrize("name", SQLITE)
def test_every_step_on_sqlite(name: str, tmp_path: Path) -> None:
    steps = walked(FIXTURES / name, "sqlite", tmp_path)
    assert failures(steps) == SQLITE[name]
    assert verdicts(FIXTURES / name, "sqlite", steps) == {}


def test_every_step_on_mariadb(mariadb: str, tmp_path: Path) -> None:
    steps = walked(FIXTURES / "mysql_modify", "mariadb", tmp_path, mariadb)
    refused = (1832, "Cannot change column 'account_id': used in a foreign key constraint 'fk_score_account'")
    assert failures(steps) == {"upgrade 0009": str(refused), "upgrade one run": str(refused)}
    assert verdicts(FIXTURES / "mysql_modify", "mariadb", steps) == {}
