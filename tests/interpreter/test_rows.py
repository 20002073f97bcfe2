"""Statements about rows name columns by the attributes of models and the keys of tables."""

from __future__ import annotations

import pytest

from migralint.operations import ChangeData
from tests.interpreter.reading import replayed

SCRIPT = """
from sqlalchemy.orm import Mapped, Session, declarative_base
Base = declarative_base()
class User(Base):
    __tablename__ = "users"
    id = sa.Column(sa.Integer, primary_key=True)
    kind_ = sa.Column("kind", sa.Text())
    plan: Mapped[str]
    @property
    def virtual(self):
        return self.kind_
people = sa.Table("users", sa.MetaData(), sa.Column("kind", sa.Text(), key="sort"))
def upgrade():
    op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("kind", sa.Text()), PLAN)
    session = Session(bind=op.get_bind())
    CALL
""".replace("PLAN", 'sa.Column("plan", sa.Text())')

COLUMNS = {
    'op.execute(sa.update(User).values(kind_="a"))': ("kind",),
    'op.execute(sa.update(User).values({User.kind_: "a", User.plan: "b"}))': ("kind", "plan"),
    'op.execute(sa.insert(User).values(plan="a"))': ("plan",),
    'op.execute(User.__table__.update().values(kind="a"))': ("kind",),
    'op.execute(people.update().values(sort="a"))': ("kind",),
    'session.query(User).filter(User.kind_ == "a").update({"kind_": "b"})': ("kind",),
    'session.query(User).update({User.kind_: "b"})': ("kind",),
    'session.query(User).update({"virtual": "b"})': (),
    'op.bulk_insert(User.__table__, [{"kind": "a"}])': ("kind",),
}


@pytest.mark.parametrize("call", COLUMNS)
def test_columns_are_those_behind_the_names(call: str) -> None:
    run = replayed(SCRIPT.replace("CALL", call)).upgrade
    [step] = [step for step in run.steps if isinstance(step.operation, ChangeData)]
    assert isinstance(step.operation, ChangeData)
    assert (step.operation.columns, step.conflict) == (COLUMNS[call], None)


@pytest.mark.parametrize("call", ["sa.update(sa.table('users', sa.column('sort'))).values(sort=1)", "sa.delete(LOST)"])
def test_what_no_column_is_behind_fails(call: str) -> None:
    source = SCRIPT.replace("CALL", f"op.drop_table('lost')\n    LOST = sa.table('lost')\n    op.execute({call})")
    conflict = replayed(source).upgrade.steps[-1].conflict
    assert str(conflict) in ("column users.sort does not exist", "table lost does not exist")
