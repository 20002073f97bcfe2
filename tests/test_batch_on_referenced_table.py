"""What a SQLite batch does to the rows that refer to its table: Alembic does it on a real SQLite, the rule tells it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from tests.sqlite_project import engine, findings, upgrade, write_project

RULE = "batch-on-referenced-table"
LISTENER = """\
@event.listens_for(engine, "connect")
def turn_on(connection, record):
    connection.execute("PRAGMA foreign_keys=ON")
"""
BATCH = "with op.batch_alter_table('p') as batch_op:\n    batch_op.alter_column('n', type_=sa.Text())"
OFF = "op.execute('PRAGMA foreign_keys=OFF')"
PARENT = "CREATE TABLE p (id INTEGER PRIMARY KEY, n INTEGER)"
CHILD = "CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p (id) {})"
LOSING = {
    "ON DELETE CASCADE": ([], "SQLite deletes the rows of c (ON DELETE CASCADE)"),
    "ON DELETE SET NULL": ([(1, None)], "SQLite nulls c.p (ON DELETE SET NULL)"),
    "ON DELETE SET DEFAULT": ([(1, None)], "SQLite resets c.p (ON DELETE SET DEFAULT)"),
    "ON DELETE RESTRICT": None,
    "DEFERRABLE INITIALLY DEFERRED": None,
    "": None,
}
SAFE = {
    "nobody turns foreign keys on": ("", "pass", BATCH),
    "env.py turns them off": (LISTENER, 'context.execute("PRAGMA foreign_keys=OFF")', BATCH),
    "the revision turns them off": (LISTENER, "pass", f"{OFF}\n{BATCH}"),
    "the revision turns them off outside its transaction": (
        LISTENER,
        "pass",
        f"op.execute('UPDATE p SET n = 2')\nwith op.get_context().autocommit_block():\n    {OFF}\n{BATCH}",
    ),
    "no table is made anew": (LISTENER, "pass", "op.add_column('p', sa.Column('m', sa.Text()))"),
}


@pytest.mark.parametrize("action", LOSING)
def test_rows_of_other_tables(action: str, tmp_path: Path) -> None:
    with_rows(write_project(tmp_path, (PARENT, CHILD.format(action)), BATCH, listener=LISTENER))
    [finding] = findings(tmp_path, RULE)
    expected = LOSING[action]
    if expected is None:
        with pytest.raises(IntegrityError, match="FOREIGN KEY constraint failed"):
            upgrade(tmp_path)
        return
    upgrade(tmp_path)
    left, words = expected
    assert children(tmp_path) == left
    assert words in finding.problem.message


@pytest.mark.parametrize("case", SAFE)
def test_rows_of_other_tables_stay_where(case: str, tmp_path: Path) -> None:
    listener, before, body = SAFE[case]
    setup = (PARENT, CHILD.format("ON DELETE CASCADE"))
    with_rows(write_project(tmp_path, setup, body, listener=listener, before=before))
    upgrade(tmp_path)
    assert children(tmp_path) == [(1, 1)]
    assert findings(tmp_path, RULE) == []


def test_the_pragma_does_nothing_behind_the_first_rows_that_are_written(tmp_path: Path) -> None:
    body = f"op.execute('UPDATE p SET n = 2')\n{OFF}\n{BATCH}"
    with_rows(write_project(tmp_path, (PARENT, CHILD.format("ON DELETE CASCADE")), body, listener=LISTENER))
    upgrade(tmp_path)
    assert children(tmp_path) == []
    assert [finding.rule for finding in findings(tmp_path, RULE)] == [RULE]


def test_the_help_saves_them(tmp_path: Path) -> None:
    setup = (PARENT, CHILD.format("ON DELETE CASCADE"))
    [finding] = findings(write_project(tmp_path / "before", setup, BATCH, listener=LISTENER), RULE)
    line = next(line.strip() for line in finding.problem.help.splitlines() if "context.execute" in line)
    folder = with_rows(write_project(tmp_path / "after", setup, BATCH, listener=LISTENER, before=line))
    upgrade(folder)
    assert children(folder) == [(1, 1)]
    assert findings(folder, RULE) == []


def with_rows(folder: Path) -> Path:
    upgrade(folder, "0001")
    with engine(folder).begin() as connection:
        connection.exec_driver_sql("INSERT INTO p VALUES (1, 1), (2, 2)")
        connection.exec_driver_sql("INSERT INTO c VALUES (1, 1)")
    return folder


def children(folder: Path) -> list[tuple[int, int | None]]:
    with engine(folder).connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT id, p FROM c")]  # type: ignore[misc]
