"""What a SQLite batch loses: Alembic does it on a real SQLite, the rule tells it, and its help keeps it."""

from __future__ import annotations

import textwrap
import warnings
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from migralint import app
from migralint.findings import Finding
from migralint.loading import Where
from migralint.selection import Choice

HEADER = "from alembic import op\nimport sqlalchemy as sa\n\nrevision = {!r}\ndown_revision = {!r}\n\n\n"
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
    assert words not in definitions(setup, BATCH)
    [finding] = findings(tmp_path, setup, BATCH)
    assert finding.problem.message == f"the batch makes t anew without {told}"


@pytest.mark.parametrize("case", KEPT)
def test_a_batch_keeps(case: str, tmp_path: Path) -> None:
    setup, words = KEPT[case]
    assert words in definitions(setup, BATCH)
    assert findings(tmp_path, setup, BATCH) == []


@pytest.mark.parametrize("case", LOST)
def test_the_help_keeps_it(case: str, tmp_path: Path) -> None:
    setup, words, told = LOST[case]
    help = findings(tmp_path, setup, BATCH)[0].problem.help
    head, _, code = help.partition("\n")
    if code:
        better = code.replace("...", "batch_op.alter_column('z', type_=sa.BigInteger())")
        assert head == "say it to the batch:"
        assert words in definitions(setup, better)
        assert findings(tmp_path / "better", setup, better) == []
    else:
        assert head == f"make again behind the batch: {told}"


def test_what_is_made_again_behind_the_batch_is_not_lost(tmp_path: Path) -> None:
    setup, words, _ = LOST["a trigger"]
    again = f"{BATCH}\nop.execute({setup[1]!r})"
    assert words in definitions(setup, again)
    assert findings(tmp_path, setup, again) == []


def test_one_loss_is_told_once(tmp_path: Path) -> None:
    setup, _, _ = LOST["an index on an expression"]
    back = "with op.batch_alter_table('t') as batch_op:\n    batch_op.alter_column('z', type_=sa.Integer())"
    rules = ("batch-loses-definition", "incomplete-downgrade")
    assert [each.rule for each in findings(tmp_path, setup, BATCH, back, rules)] == ["batch-loses-definition"]


def test_a_loss_of_the_downgrade_is_told_there(tmp_path: Path) -> None:
    setup, _, _ = LOST["an index on an expression"]
    body, back = (
        "op.add_column('t', sa.Column('y', sa.Text()))",
        "with op.batch_alter_table('t') as b:\n    b.drop_column('y')",
    )
    rules = ("batch-loses-definition", "incomplete-downgrade")
    [finding] = findings(tmp_path, setup, body, back, rules)
    assert finding.problem.message == 'downgrade() does not bring back index "ix" of table t'


def definitions(setup: tuple[str, ...], body: str) -> str:
    """What SQLite holds after the upgrade."""
    with sa.create_engine("sqlite://").connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names: dict[str, Any] = {"op": Operations(MigrationContext.configure(connection)), "sa": sa}
        for statement in ("CREATE TABLE p (id INTEGER PRIMARY KEY)", *setup):
            connection.exec_driver_sql(statement)
        exec(body, names)
        found = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE tbl_name = 't'").scalars()
        return "\n".join(filter(None, found))


def findings(
    folder: Path,
    setup: tuple[str, ...],
    body: str,
    back: str = "pass",
    rules: tuple[str, ...] = ("batch-loses-definition",),
) -> list[Finding]:
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    (folder / "migrations" / "env.py").write_text("")
    statements = ("CREATE TABLE p (id INTEGER PRIMARY KEY)", *setup)
    first = "\n".join(f"op.execute({statement!r})" for statement in statements)
    for name, parent, up, down in (("0001", None, first, "pass"), ("0002", "0001", body, back)):
        functions = (
            f"def {word}():\n{textwrap.indent(each, '    ')}\n" for word, each in (("upgrade", up), ("downgrade", down))
        )
        (versions / f"{name}.py").write_text(HEADER.format(name, parent) + "\n\n".join(functions))
    where = Where(paths=(folder,), project=folder, dialects=("sqlite",))
    return [f for f in app.check(where, Choice(select=rules)).findings if f.revision == "0002"]
