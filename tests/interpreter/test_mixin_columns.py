"""In which order the columns of mixins stand."""

import pytest

from migralint.objects import TableName
from tests.interpreter.reading import replayed

MODELS = """
from alembic import op
import sqlalchemy as sa
from sqlalchemy.orm import declarative_base, declared_attr

revision = "1"
down_revision = None
Base = declarative_base()


class Timed:
    created = sa.Column(sa.DateTime())


class Audited(Timed):
    changed = sa.Column(sa.DateTime())

    @declared_attr
    def author_id(cls):
        return sa.Column(sa.Integer())


class Tag(Audited, Base):
    __tablename__ = "tag"
    id = sa.Column(sa.Integer(), primary_key=True)
    name = sa.Column(sa.Text())


def upgrade():
    Base.metadata.create_all(op.get_bind())
"""


@pytest.mark.parametrize(
    ("version", "columns"),
    [
        ((1, 4), ["created", "changed", "id", "name", "author_id"]),
        ((2, 0), ["id", "name", "changed", "author_id", "created"]),
        (None, ["id", "name", "changed", "author_id", "created"]),
    ],
)
def test_mixins_come_first_before_sqlalchemy_2(version: tuple[int, int] | None, columns: list[str]) -> None:
    table = replayed(MODELS, sqlalchemy=version).upgrade.end.tables[TableName("tag")]
    assert [column.name for column in table.columns] == columns
