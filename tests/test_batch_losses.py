"""What a SQLite batch loses: Alembic does it on a real SQLite, the rule tells it, and its help keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.findings import Finding
from tests.sqlite_project import engine, findings, upgrade, write_project

PARENT = "CREATE TABLE p (id INTEGER PRIMARY KEY)"
BATCH = "with op.batch_alter_table('t') as batch_op:\n    batch_op.alter_column('z', type_=sa.BigInteger())"
TABLE = "CREATE TABLE t (id INTEGER PRIMARY KEY, z INTEGER{})"

# What there is, the words of it in the database, and what the finding says.
LOST = {
    "a trigger": (
        (TABLE.format(""), "CREATE TRIGGER log AFTER DELETE ON t BEGIN SELECT 1; END"),
        "CREATE TRIGGER log",
        'trigger "log"',
    ),
    "a check without a name": ((TABLE.format(", CHECK (z > 0)"),), "CHECK (z > 0)", "CHECK (z > 0)"),
    "the check of a column": ((TABLE.format(" CHECK (z > 0)"),), "CHECK (z > 0)", "CHECK (z > 0)"),
    "the collation of a column": (
        (TABLE.format(", a VARCHAR(20) COLLATE NOCASE"),),
        'VARCHAR(20) COLLATE "NOCASE"',
        "COLLATE NOCASE of a",
    ),
    "AUTOINCREMENT": (
        ("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, z INTEGER)",),
        "AUTOINCREMENT",
        "AUTOINCREMENT",
    ),
    "what a foreign key does, in the column's definition": (
        (TABLE.format(", p INTEGER REFERENCES p (id) ON DELETE CASCADE ON UPDATE CASCADE"),),
        "ON DELETE CASCADE ON UPDATE CASCADE",
        "ON DELETE CASCADE ON UPDATE CASCADE of p",
    ),
    "what a unique constraint does": (
        (TABLE.format(", a INTEGER, UNIQUE (a) ON CONFLICT IGNORE"),),
        "ON CONFLICT IGNORE",
        "ON CONFLICT IGNORE of a",
    ),
    "what a primary key does": (
        ("CREATE TABLE t (id INTEGER, z INTEGER, PRIMARY KEY (id) ON CONFLICT REPLACE)",),
        "ON CONFLICT REPLACE",
        "ON CONFLICT REPLACE of id",
    ),
    "an index on an expression": (
        (TABLE.format(", a TEXT"), "CREATE INDEX ix ON t (lower(a))"),
        "CREATE INDEX ix",
        'index "ix" on an expression',
    ),
    "the order of an index": (
        (TABLE.format(", a TEXT"), "CREATE INDEX ix ON t (a DESC, z)"),
        "a DESC",
        'DESC of index "ix"',
    ),
    "the collation of an index": (
        (TABLE.format(", a TEXT"), "CREATE UNIQUE INDEX ix ON t (a COLLATE NOCASE)"),
        "a COLLATE NOCASE",
        'COLLATE NOCASE of index "ix"',
    ),
}  # fmt: skip

KEPT = {
    "a check with a name": ((TABLE.format(", CONSTRAINT ck CHECK (z > 0)"),), "CONSTRAINT ck CHECK (z > 0)"),
    "what a foreign key of the table does": (
        (TABLE.format(", p INTEGER, FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE"),),
        "ON DELETE CASCADE",
    ),
    "a partial index": (
        (TABLE.format(", a TEXT"), "CREATE UNIQUE INDEX ix ON t (a) WHERE z > 0"),
        "CREATE UNIQUE INDEX ix ON t (a) WHERE z > 0",
    ),
    "a default": ((TABLE.format(", a TEXT DEFAULT 'x' NOT NULL"),), "a TEXT DEFAULT 'x' NOT NULL"),
}


@pytest.mark.parametrize("case", LOST)
def test_a_batch_loses(case: str, tmp_path: Path) -> None:
    setup, words, told = LOST[case]
    [finding], definitions = run(tmp_path, setup, BATCH)
    assert words not in definitions
    assert finding.problem.message == f"the batch makes t anew without {told}"


@pytest.mark.parametrize("case", KEPT)
def test_a_batch_keeps(case: str, tmp_path: Path) -> None:
    setup, words = KEPT[case]
    found, definitions = run(tmp_path, setup, BATCH)
    assert words in definitions
    assert found == []


@pytest.mark.parametrize("case", LOST)
def test_the_help_keeps_it(case: str, tmp_path: Path) -> None:
    setup, words, told = LOST[case]
    [finding], _ = run(tmp_path / "before", setup, BATCH)
    head, _, code = finding.problem.help.partition("\n")
    if not code:
        assert head == f"make again behind the batch: {told}"
        return
    better = code.replace("...", "batch_op.alter_column('z', type_=sa.BigInteger())")
    found, definitions = run(tmp_path / "after", setup, better)
    assert words in definitions
    assert found == []


def test_what_is_made_again_behind_the_batch_is_not_lost(tmp_path: Path) -> None:
    setup, words, _ = LOST["a trigger"]
    found, definitions = run(tmp_path, setup, f"{BATCH}\nop.execute({setup[1]!r})")
    assert words in definitions
    assert found == []


def test_one_loss_is_told_once(tmp_path: Path) -> None:
    setup, _, _ = LOST["an index on an expression"]
    back = "with op.batch_alter_table('t') as batch_op:\n    batch_op.alter_column('z', type_=sa.Integer())"
    write_project(tmp_path, setup, BATCH, back)
    told = findings(tmp_path, "batch-loses-definition", "incomplete-downgrade")
    assert [each.rule for each in told] == ["batch-loses-definition"]


def test_a_loss_of_the_downgrade_is_told_there(tmp_path: Path) -> None:
    setup, _, _ = LOST["an index on an expression"]
    back = "with op.batch_alter_table('t') as batch_op:\n    batch_op.drop_column('y')"
    write_project(tmp_path, setup, "op.add_column('t', sa.Column('y', sa.Text()))", back)
    [finding] = findings(tmp_path, "batch-loses-definition", "incomplete-downgrade")
    assert finding.problem.message == 'downgrade() does not bring back index "ix" of table t'


def run(folder: Path, setup: tuple[str, ...], body: str) -> tuple[list[Finding], str]:
    """What the rule says of the upgrade, and what SQLite holds behind it."""
    write_project(folder, (PARENT, *setup), body)
    upgrade(folder)
    with engine(folder).connect() as connection:
        found = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE tbl_name = 't'").scalars()
        return findings(folder, "batch-loses-definition"), "\n".join(filter(None, found))
