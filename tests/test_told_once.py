"""A statement that cannot run on SQLite is told by one rule, whatever is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sqlite_project import findings, upgrade, write_project

SETUP = (
    "CREATE TABLE p (id INTEGER PRIMARY KEY)",
    "CREATE TABLE t (id INTEGER PRIMARY KEY, z INTEGER, y INTEGER, CONSTRAINT uq UNIQUE (y), CHECK (z > 0))",
    "CREATE INDEX ix ON t (z)",
)
RULES = (
    "alter-outside-batch", "batch-loses-definition", "drop-constraint-without-type", "drop-index-without-table",
    "failing-upgrade", "unnamed-constraint",
)  # fmt: skip
TOLD = {
    "op.alter_column('t', 'z', nullable=False)": ["alter-outside-batch"],
    "op.alter_column('t', 'missing', nullable=False)": ["failing-upgrade"],
    "op.create_foreign_key('fk', 't', 'p', ['z'], ['id'])": ["alter-outside-batch"],
    "op.drop_constraint('uq', 't', type_='unique')": ["alter-outside-batch"],
    "op.drop_constraint('missing', 't', type_='unique')": ["failing-upgrade"],
    "op.drop_constraint(None, 't', type_='unique')": ["unnamed-constraint"],
    "op.drop_constraint('uq', 't', type_='unique')\nop.drop_column('t', 'y')": ["alter-outside-batch"],
    "op.add_column('t', sa.Column('z', sa.Integer(), sa.ForeignKey('p.id', name='fk')))": ["failing-upgrade"],
    "op.add_column('t', sa.Column('x', sa.Date(), sa.ForeignKey('p.id', name='fk'), server_default=sa.func.now()))": [
        "alter-outside-batch"
    ],
    "op.drop_column('t', 'z')": ["failing-upgrade"],
    "op.drop_column('t', 'y')": ["failing-upgrade"],
    "op.create_index('ix', 't', ['y'])": ["failing-upgrade"],
    "with op.batch_alter_table('p') as batch_op:\n    batch_op.drop_constraint('missing', type_='unique')": [
        "failing-upgrade"
    ],
    "with op.batch_alter_table('t', recreate='never') as b:\n    b.drop_constraint('uq', type_='unique')": [
        "alter-outside-batch"
    ],
    "with op.batch_alter_table('t') as batch_op:\n    batch_op.alter_column('z', type_=sa.Text())": [
        "batch-loses-definition"
    ],
}  # fmt: skip


@pytest.mark.parametrize("body", TOLD)
def test_a_statement_is_told_by_one_rule(body: str, tmp_path: Path) -> None:
    write_project(tmp_path, SETUP, body)
    upgrade(tmp_path, "0001")
    if TOLD[body] == ["batch-loses-definition"]:
        upgrade(tmp_path)
    else:
        with pytest.raises(Exception, match=r"\w"):
            upgrade(tmp_path)
    assert [finding.rule for finding in findings(tmp_path, *RULES)] == TOLD[body]
