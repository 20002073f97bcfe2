"""Calls that Alembic and SQLAlchemy themselves refuse are refused, and no others."""

from __future__ import annotations

import inspect
import io

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import BatchOperations, Operations

from migralint.interpreter.directives.signatures import OF_BATCH, OF_OP, OPTIONS
from tests.interpreter.reading import replayed, words

REFUSED = {
    'op.drop_constraint("uq")': "op.drop_constraint() lacks table_name",
    'op.drop_constraint("uq", "t", cascade=True)': "op.drop_constraint() takes no cascade",
    'op.drop_constraint("uq", "t", "unique", type_="unique")': "op.drop_constraint() gets type_ twice",
    'op.create_unique_constraint(name="uq", table_name="t", columns=["a"])': (
        "op.create_unique_constraint() lacks constraint_name"
    ),
    'op.drop_column("t")': "op.drop_column() lacks column_name",
    'op.rename_table("t")': "op.rename_table() lacks new_table_name",
    'op.create_foreign_key("fk", "t", "u", ["a"])': "op.create_foreign_key() lacks remote_cols",
    'batch_op.create_index("ix", "t", ["a"])': "batch_op.create_index() takes no table: the batch names it",
    'batch_op.add_column("t", sa.Column("a"))': "batch_op.add_column() takes no table: the batch names it",
    'batch_op.drop_index("ix", table_name="t")': "batch_op.drop_index() takes no table_name: the batch names it",
    'batch_op.drop_constraint("uq", "t", type_="unique")': "batch_op.drop_constraint() gets type_ twice",
    "batch_op.drop_column()": "batch_op.drop_column() lacks column_name",
    'op.add_column("t", sa.Column("a", sa.Boolean(), server_default=True))': (
        "server_default=True is no SQL, which sa.true() is"
    ),
    'op.add_column("t", sa.Column("a", sa.Integer(), server_default=0))': 'server_default=0 is no SQL, which "0" is',
    'op.create_table("t", sa.Column("a", sa.JSON(), server_default={}))': (
        "server_default=dict is no SQL, which a text would be"
    ),
    'op.alter_column("t", "a", server_default=True)': "server_default=True is no SQL, which sa.true() is",
}
TAKEN = [
    'op.drop_constraint("uq", "t")',
    'op.drop_constraint(table_name="t", constraint_name="uq", type_="unique", if_exists=True)',
    'op.drop_index("ix", "t")',
    'op.create_index("ix", "t", ["a"], unique=True, postgresql_using="gin")',
    'op.create_foreign_key("fk", "t", "u", ["a"], ["b"], ondelete="CASCADE", postgresql_not_valid=True)',
    'op.alter_column("t", "a", server_default=False, nullable=True)',
    'op.alter_column("t", "a", server_default=None)',
    'op.alter_column("t", "a", server_default="0")',
    'op.add_column("t", sa.Column("a", sa.Boolean(), server_default=sa.true()))',
    'op.add_column("t", sa.Column("a", sa.Boolean(), default=True))',
    'op.drop_constraint(*("uq", "t"))',
    'op.drop_constraint("uq", **{"table_name": "t"})',
    'batch_op.drop_constraint("uq", "unique")',
    'batch_op.drop_constraint("uq", type_="unique")',
    'batch_op.create_index("ix", ["a"])',
    'batch_op.add_column(sa.Column("a", sa.Integer()))',
    'batch_op.create_foreign_key("fk", "u", ["a"], ["b"])',
]


def refusal(call: str) -> Exception | None:
    """What the libraries raise."""
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": io.StringIO()}
    )
    op = Operations(context)
    try:
        with op.batch_alter_table("t") as batch_op:
            eval(call, {"op": op, "batch_op": batch_op, "sa": sa})
    except (TypeError, sa.exc.ArgumentError) as error:
        return error
    return None


def mistake(call: str) -> str:
    source = f'def upgrade():\n    with op.batch_alter_table("t") as batch_op:\n        {call}\n'
    return "; ".join(each.what for each in replayed(source).upgrade.mistakes)


@pytest.mark.parametrize("call", REFUSED)
def test_what_the_libraries_refuse_fails(call: str) -> None:
    assert refusal(call) is not None
    assert mistake(call) == REFUSED[call]


@pytest.mark.parametrize("call", TAKEN)
def test_what_the_libraries_take_runs(call: str) -> None:
    assert refusal(call) is None
    assert mistake(call) == ""


def test_calls_whose_arguments_are_not_all_known_are_not_judged() -> None:
    assert mistake('op.drop_constraint("uq", **open("options.json").read())') == ""


STRINGS = {
    'op.get_bind().execute("UPDATE t SET a = 1")': "ObjectNotExecutableError in connection.execute()",
    'op.get_bind().scalar(f"SELECT 1")': "ObjectNotExecutableError in connection.scalar()",
    'Session(bind=op.get_bind()).execute("SELECT 1")': "ArgumentError in session.execute()",
    'op.get_bind().execute(sa.text("SELECT 1"))': "",
    'op.get_bind().exec_driver_sql("SELECT 1")': "",
    'op.get_bind().connection.execute("SELECT 1")': "",
    'op.execute("SELECT 1")': "",
}


@pytest.mark.parametrize("call", STRINGS)
@pytest.mark.parametrize("oldest", [None, (1, 4), (2, 0), (2, 1)])
def test_strings_are_no_statements_from_sqlalchemy_2_on(call: str, oldest: tuple[int, int] | None) -> None:
    source = f"from sqlalchemy.orm import Session\ndef upgrade():\n    {call}\n"
    mistakes = replayed(source, oldest_sqlalchemy=oldest).upgrade.mistakes
    told = "; ".join(map(str, mistakes)).replace(": SQLAlchemy 2 takes no string", "")
    assert told == (STRINGS[call] if oldest in [(2, 0), (2, 1)] else "")


def test_inside_a_try_they_raise() -> None:
    body = """
        try:
            op.drop_constraint("uq")
            op.drop_table("a")
        except TypeError:
            op.drop_table("b")
    """
    assert words(body) == ["DropTable b"]


@pytest.mark.parametrize(("directives", "known"), [(Operations, OF_OP), (BatchOperations, OF_BATCH)])
def test_what_directives_need_is_what_alembic_asks_for(directives: type, known: dict[str, tuple[str, ...]]) -> None:
    for name, needed in known.items():
        parameters = list(inspect.signature(getattr(directives, name)).parameters.values())[1:]
        asked = [
            each.name for each in parameters if each.default is each.empty and each.kind == each.POSITIONAL_OR_KEYWORD
        ]
        assert (name, list(needed)) == (name, asked)
        if name in OPTIONS:
            assert not any(each.kind == each.VAR_KEYWORD for each in parameters)
            assert {each.name for each in parameters} - set(needed) <= OPTIONS[name]
