"""What foreign keys forbid of their columns, and the checks that belong to columns. Seen on MariaDB 10.11."""

import pytest
from msgspec.structs import replace

from migralint.objects import Check, Column, ForeignKey, PrimaryKey, Type
from migralint.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    RawSql,
    RenameColumn,
)
from migralint.schema.apply import Conflict
from tests.schema.given import after, integer, key, name, refused, schema, table

BIGINT, SMALL, WIDE = Type("BIGINT"), Type("VARCHAR", ("20",)), Type("VARCHAR", ("40",))
REFERENCE = ForeignKey(("owner_id",), name("owner"), ("id",), "fk")
BY_CODE = ForeignKey(("code",), name("owner"), ("code",), "fk_code", on_delete="SET NULL")
OWNER = table("owner", key(), Column("code", SMALL), PrimaryKey(("id",), "PRIMARY"))
POST = table("post", integer("owner_id"), Column("code", SMALL), integer("n"), REFERENCE, BY_CODE)
BOTH = schema(OWNER, POST)
UNCHECKED = RawSql(text="SET FOREIGN_KEY_CHECKS=0", command="SET")
CHECKED = RawSql(text="SET FOREIGN_KEY_CHECKS = 1", command="SET")


def retyped(table: str, column: str, kind: Type) -> AlterColumn:
    return AlterColumn(table=name(table), name=column, type=kind)


@pytest.mark.parametrize("dialect", ["mysql", "mariadb"])
@pytest.mark.parametrize(
    ("table", "column", "kind", "words"),
    [
        ("post", "owner_id", BIGINT, 'foreign key "fk"'),
        ("post", "owner_id", Type("INTEGER", suffix="UNSIGNED"), 'foreign key "fk"'),
        ("owner", "id", BIGINT, 'foreign key "fk"'),
        ("post", "code", Type("CHAR", ("20",)), 'foreign key "fk_code"'),
        ("owner", "code", Type("VARCHAR", ("10",)), 'foreign key "fk_code"'),
    ],
)
def test_a_column_that_a_foreign_key_stands_on_keeps_its_type(
    table: str, column: str, kind: Type, words: str, dialect: str
) -> None:
    conflict = Conflict("in-use", f"type of column {table}.{column} is held by {words} of post")
    assert refused(BOTH, retyped(table, column, kind), dialect) == conflict


@pytest.mark.parametrize(
    ("column", "kind"),
    [("n", BIGINT), ("owner_id", Type("INT", ("11",))), ("owner_id", Type("?")), ("code", WIDE)],
)
def test_other_columns_and_spellings_of_the_same_type_change(column: str, kind: Type) -> None:
    assert refused(BOTH, retyped("post", column, kind), "mysql") is None


def test_postgresql_lets_it_change() -> None:
    assert refused(BOTH, retyped("post", "owner_id", BIGINT)) is None


def test_the_type_changes_where_foreign_keys_are_not_checked_until_they_are_again() -> None:
    change = retyped("post", "owner_id", BIGINT)
    assert refused(after(BOTH, UNCHECKED, dialect="mysql"), change, "mysql") is None
    assert refused(after(BOTH, UNCHECKED, CHECKED, dialect="mysql"), change, "mysql") is not None
    setting = RawSql(text="SET @OLD=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0", command="SET")
    assert refused(after(BOTH, setting, dialect="mysql"), change, "mysql") is None


def test_unchecked_foreign_keys_hold_no_index_and_no_table() -> None:
    made = CreateTable(table=name("tag"), columns=(integer("owner_id"),), constraints=(replace(REFERENCE, name="t"),))
    before = after(BOTH, made, dialect="mysql")
    drops = (DropIndex(name="t", table=name("tag")), DropTable(table=name("owner")))
    assert all(refused(before, drop, "mysql") for drop in drops)
    assert not any(refused(after(before, UNCHECKED, dialect="mysql"), drop, "mysql") for drop in drops)


def test_a_column_that_a_foreign_key_sets_null_stays_nullable() -> None:
    required = AlterColumn(table=name("post"), name="code", nullable=False, existing_type=SMALL)
    words = 'column post.code is set NULL by foreign key "fk_code" of post'
    assert refused(BOTH, required, "mysql") == Conflict("in-use", words)
    assert refused(BOTH, required) is None
    other = AlterColumn(table=name("post"), name="owner_id", nullable=False, existing_type=Type("INTEGER"))
    assert refused(BOTH, other, "mysql") is None


def test_a_required_column_gets_no_foreign_key_that_sets_it_null() -> None:
    required = Column("owner_id", Type("INTEGER"), nullable=False)
    sets_null = replace(REFERENCE, on_delete="SET NULL")
    create = CreateTable(table=name("tag"), columns=(required,), constraints=(sets_null,))
    words = 'foreign key "fk" of tag sets column tag.owner_id NULL, which is NOT NULL'
    assert refused(BOTH, create, "mysql") == Conflict("in-use", words)
    assert refused(BOTH, create) is None
    add = AddConstraint(table=name("tag"), constraint=sets_null)
    tag = table("tag", required)
    assert refused(schema(OWNER, tag), add, "mysql") == Conflict("in-use", words)
    assert refused(schema(OWNER, tag), replace(add, constraint=REFERENCE), "mysql") is None


OWN = Check("n > 0", None, ("n",), column="n")
CREATE = CreateTable(
    table=name("t"), columns=(integer("n"), integer("m")), constraints=(Check("m > 0", None, ("m",)), OWN)
)


def checks(*operations: AlterColumn | RenameColumn | AddColumn | DropColumn, dialect: str = "mariadb") -> list[Check]:
    return list(after(schema(), CREATE, *operations, dialect=dialect).tables[name("t")].checks)


def test_on_mariadb_the_check_of_a_column_has_no_name_and_on_mysql_it_has() -> None:
    assert [check.name for check in checks()] == ["CONSTRAINT_1", None]
    assert [check.name for check in checks(dialect="mysql")] == ["t_chk_1", "t_chk_2"]


def test_on_mariadb_modify_loses_the_check_of_its_column() -> None:
    modify = AlterColumn(table=name("t"), name="n", type=BIGINT)
    assert [check.sql for check in checks(modify)] == ["m > 0"]
    assert [check.sql for check in checks(modify, dialect="mysql")] == ["m > 0", "n > 0"]
    assert [check.sql for check in checks(AlterColumn(table=name("t"), name="m", type=BIGINT))] == ["m > 0", "n > 0"]
    assert [check.sql for check in checks(AlterColumn(table=name("t"), name="n", default=None))] == ["m > 0", "n > 0"]


def test_the_check_of_a_column_follows_it() -> None:
    [_, renamed] = checks(RenameColumn(table=name("t"), name="n", new_name="k"))
    assert (renamed.sql, renamed.column) == ("k > 0", "k")
    assert [check.sql for check in checks(DropColumn(table=name("t"), name="n"))] == ["m > 0"]


def test_on_mariadb_a_column_that_a_check_of_several_names_stays() -> None:
    both = table("t", integer("a"), integer("b"), Check("a > b", "ck", ("a", "b")))
    drop = DropColumn(table=name("t"), name="a")
    assert refused(schema(both), drop, "mariadb") == Conflict(
        "in-use", 'column t.a is used by check constraint "ck" of t'
    )
    assert refused(schema(both), replace(drop, sql="ALTER TABLE t DROP CONSTRAINT ck, DROP a"), "mariadb") is None
    alone = table("t", integer("a"), integer("b"), Check("a > 0", "ck", ("a",)))
    assert refused(schema(alone), drop, "mariadb") is None


def test_the_check_of_a_column_cannot_be_dropped_by_its_name() -> None:
    before = after(schema(), CREATE, dialect="mariadb")
    drop = DropConstraint(table=name("t"), name="n", kind="check")
    assert refused(before, drop, "mariadb") == Conflict("missing", 'constraint "n" of table t')


def test_sqlite_drops_a_column_with_its_own_check_but_not_with_one_of_the_table() -> None:
    before = after(schema(), CREATE, dialect="sqlite")
    assert refused(before, DropColumn(table=name("t"), name="n"), "sqlite") is None
    assert refused(before, DropColumn(table=name("t"), name="m"), "sqlite") == Conflict(
        "in-use", "column t.m is used by check constraint of t"
    )
