"""The checks that types with `create_constraint=True` bring along."""

from migralint.objects import Check
from migralint.operations import AddColumn, AddConstraint, AlterColumn, CreateTable, DropConstraint
from tests.interpreter.reading import upgrade

ENUM = "sa.Enum('a', 'b', name='kind', native_enum=False, create_constraint=True)"
UNNAMED = "sa.Enum('a', 'b', 'c', native_enum=False, create_constraint=True)"
KIND = Check("kind IN ('a', 'b')", "kind", ("kind",))


def test_a_new_table_has_the_check_of_an_enum_that_is_text() -> None:
    [create] = upgrade(f"op.create_table('t', sa.Column('kind', {ENUM}))")
    assert isinstance(create, CreateTable)
    assert create.constraints == (KIND,)


def test_an_enum_without_create_constraint_has_none() -> None:
    [create] = upgrade("op.create_table('t', sa.Column('kind', sa.Enum('a', name='kind', native_enum=False)))")
    assert isinstance(create, CreateTable)
    assert create.constraints == ()


def test_a_boolean_has_a_check_where_it_is_a_number() -> None:
    body = "op.create_table('t', sa.Column('done', sa.Boolean(create_constraint=True, name='ck')))"
    for dialect, checks in (("sqlite", (Check("done IN (0, 1)", "ck", ("done",)),)), ("postgresql", ())):
        [create] = upgrade(body, dialect=dialect)
        assert isinstance(create, CreateTable)
        assert create.constraints == checks


def test_a_new_column_brings_its_check_except_where_sqlite_would_have_to_alter_the_table() -> None:
    body = f"op.add_column('t', sa.Column('kind', {ENUM}))"
    for dialect, checks in (("postgresql", (KIND,)), ("sqlite", ())):
        [add] = upgrade(body, dialect=dialect)
        assert isinstance(add, AddColumn)
        assert add.constraints == checks


def test_a_change_of_type_drops_the_old_check_and_adds_the_new_one() -> None:
    drop, alter, add = upgrade(f"op.alter_column('t', 'kind', existing_type={ENUM}, type_={UNNAMED})")
    assert isinstance(drop, DropConstraint)
    assert (drop.name, drop.kind) == ("kind", "check")
    assert isinstance(alter, AlterColumn)
    assert isinstance(add, AddConstraint)
    assert add.constraint == Check("kind IN ('a', 'b', 'c')", None, ("kind",))


def test_on_mysql_alembic_leaves_the_old_check_where_it_is() -> None:
    for dialect in ("mysql", "mariadb"):
        alter, add = upgrade(f"op.alter_column('t', 'kind', existing_type={ENUM}, type_={UNNAMED})", dialect=dialect)
        assert isinstance(alter, AlterColumn)
        assert isinstance(add, AddConstraint)


def test_an_existing_type_alone_drops_nothing() -> None:
    [alter] = upgrade(f"op.alter_column('t', 'kind', existing_type={ENUM}, nullable=False)")
    assert isinstance(alter, AlterColumn)
