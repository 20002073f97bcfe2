"""Conditions that are built from columns, as the SQL that SQLAlchemy makes of them."""

import pytest

from migralint.objects import Check
from migralint.operations import AddConstraint
from tests.interpreter.reading import upgrade

TABLE = "t = sa.table('t', sa.column('a'), sa.column('b'), sa.column('doc', sa.JSON()))"


def sql(condition: str, dialect: str = "postgresql") -> str:
    [add] = upgrade(f"{TABLE}\nop.create_check_constraint('ck', 't', {condition})", dialect=dialect)
    assert isinstance(add, AddConstraint)
    assert isinstance(add.constraint, Check)
    return add.constraint.sql


@pytest.mark.parametrize(
    ("condition", "written"),
    [
        ("sa.and_(t.c.a > 0, sa.or_(t.c.b > 0, t.c.b.is_(None)))", "a > 0 AND (b > 0 OR b IS NULL)"),
        ("sa.or_(t.c.a > 0, sa.and_(t.c.a < 9, t.c.b > 0))", "a > 0 OR a < 9 AND b > 0"),
        ("sa.and_(sa.or_(t.c.a > 0), t.c.b > 0)", "a > 0 AND b > 0"),
        ("~sa.or_(t.c.a > 0, t.c.b > 0)", "NOT (a > 0 OR b > 0)"),
        ("t.c.a.like('x%')", "a LIKE 'x%'"),
        ("t.c.a.not_like('x%')", "a NOT LIKE 'x%'"),
        ("t.c.a.not_in(('x', 'y'))", "a NOT IN ('x', 'y')"),
        ("sa.func.length(sa.func.trim(t.c.a)) > 0", "length(trim(a)) > 0"),
    ],
)
def test_a_condition_keeps_its_meaning(condition: str, written: str) -> None:
    assert sql(condition) == written


@pytest.mark.parametrize(
    ("dialect", "text", "item"),
    [
        ("postgresql", "(doc ->> 'k')", "(doc -> 'k')"),
        ("sqlite", "JSON_EXTRACT(doc, '$.\"k\"')", "JSON_QUOTE(JSON_EXTRACT(doc, '$.\"k\"'))"),
        ("mysql", "JSON_UNQUOTE(JSON_EXTRACT(doc, '$.\"k\"'))", "JSON_EXTRACT(doc, '$.\"k\"')"),
    ],
)
def test_an_item_of_a_json_column_is_taken_as_the_dialect_takes_it(dialect: str, text: str, item: str) -> None:
    assert sql("t.c.doc['k'].as_string() == 'x'", dialect) == f"{text} = 'x'"
    assert sql("t.c.doc['k'].is_not(None)", dialect) == f"{item} IS NOT NULL"
