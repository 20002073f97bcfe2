"""Which column the database counts is what SQLAlchemy's own `Table` says."""

import pytest
import sqlalchemy as sa

from tests.interpreter.reading import upgrade

TABLES = {
    "an integer key": "sa.Column('a', sa.Integer(), primary_key=True)",
    "as autogenerate writes it": "sa.Column('a', sa.Integer(), nullable=False), sa.PrimaryKeyConstraint('a')",
    "a wide integer": "sa.Column('a', sa.BigInteger(), nullable=False), sa.PrimaryKeyConstraint('a')",
    "no key": "sa.Column('a', sa.Integer(), autoincrement=True)",
    "outside the key": "sa.Column('a', sa.Integer(), autoincrement=True), sa.Column('b', sa.Text(), primary_key=True)",
    "a key of text": "sa.Column('a', sa.String(9), primary_key=True)",
    "switched off": "sa.Column('a', sa.Integer(), autoincrement=False, primary_key=True)",
    "a key of two": "sa.Column('a', sa.Integer(), primary_key=True), sa.Column('b', sa.Integer(), primary_key=True)",
    "one of two": "sa.Column('a', sa.Integer()), "
    "sa.Column('b', sa.Integer(), autoincrement=True), sa.PrimaryKeyConstraint('a', 'b')",
    "a reference": "sa.Column('a', sa.Integer(), sa.ForeignKey('p.a'), primary_key=True)",
    "a reference of the table": "sa.Column('a', sa.Integer()), sa.PrimaryKeyConstraint('a'), "
    "sa.ForeignKeyConstraint(['a'], ['p.a'])",
    "a reference that counts": "sa.Column('a', sa.Integer(), sa.ForeignKey('p.a'), primary_key=True, "
    "autoincrement='ignore_fk')",
    "a server default": "sa.Column('a', sa.Integer(), primary_key=True, server_default='1')",
}


@pytest.mark.parametrize("items", TABLES.values(), ids=TABLES.keys())
def test_the_column_that_is_counted(items: str) -> None:
    [created] = upgrade(f"op.create_table('t', {items})")
    table = eval(f"sa.Table('t', sa.MetaData(), {items})", {"sa": sa})
    counted = table.autoincrement_column
    assert [c.name for c in created.columns if c.autoincrement] == ([counted.name] if counted is not None else [])


def test_a_column_added_later_is_counted_where_it_is_a_key() -> None:
    [key, other] = upgrade("""
        op.add_column("t", sa.Column("id", sa.Integer(), primary_key=True))
        op.add_column("t", sa.Column("n", sa.Integer(), autoincrement=True))
    """)
    assert (key.column.autoincrement, other.column.autoincrement) == (True, False)
