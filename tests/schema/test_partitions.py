"""Partitions follow their parent."""

from msgspec.structs import replace

from migralint.objects import Check, Column, ForeignKey, Index, PrimaryKey, Type, Unique
from migralint.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterTable,
    CreateIndex,
    DropColumn,
    DropConstraint,
    DropIndex,
    Operation,
    RenameColumn,
)
from migralint.schema import Schema, Table
from tests.schema.given import INTEGER, after, integer, name, schema, table

KEY = Column("id", INTEGER, nullable=False, primary_key=True)
EVENTS = replace(table("events", KEY, PrimaryKey(("id",), "events_pkey")), partitioned=True)
OLD = replace(table("old", KEY, PrimaryKey(("id",), "old_pkey")), partition_of=name("events"))
LOOSE = table("loose", integer("id", nullable=False))
USERS = table("users", KEY, PrimaryKey(("id",), "users_pkey"))
BEFORE = schema(EVENTS, OLD, LOOSE, USERS)


def partition(*operations: Operation, before: Schema = BEFORE, of: str = "old") -> Table:
    found = after(before, *operations).table(name(of))
    assert found is not None
    return found


def test_columns_follow() -> None:
    add = AddColumn(table=name("events"), column=integer("n"))
    assert partition(add).columns == (KEY, integer("n"))
    assert partition(add, RenameColumn(table=name("events"), name="n", new_name="m")).columns == (KEY, integer("m"))
    wide = AlterColumn(table=name("events"), name="n", type=Type("BIGINT"))
    assert partition(add, wide).columns == (KEY, Column("n", Type("BIGINT")))
    assert partition(add, DropColumn(table=name("events"), name="n")).columns == (KEY,)


def test_indexes_and_unique_constraints_get_names_of_their_own() -> None:
    index = CreateIndex(table=name("events"), index=Index("ix", ("id",)))
    assert partition(index).indexes == (Index("old_id_idx", ("id",)),)
    assert partition(index, DropIndex(name="ix")).indexes == ()
    assert partition(replace(index, only=True)).indexes == ()
    unique = AddConstraint(table=name("events"), constraint=Unique(("id",), "uq"))
    assert partition(unique).uniques == (Unique(("id",), "old_id_key"),)
    assert partition(unique, DropConstraint(table=name("events"), name="uq")).uniques == ()


def test_checks_and_foreign_keys_keep_their_names() -> None:
    check, key = Check("id > 0", "ck", ("id",)), ForeignKey(("id",), name("users"), ("id",), "fk")
    adds = [AddConstraint(table=name("events"), constraint=each) for each in (check, key)]
    assert partition(*adds).constraints == (PrimaryKey(("id",), "old_pkey"), check, key)
    assert partition(*adds, DropConstraint(table=name("events"), name="ck")).checks == ()


def test_a_partition_of_a_partition_follows() -> None:
    middle = replace(OLD, partitioned=True)
    leaf = replace(table("leaf", KEY, PrimaryKey(("id",), "leaf_pkey")), partition_of=name("old"))
    index = CreateIndex(table=name("events"), index=Index("ix", ("id",)))
    assert partition(index, before=schema(EVENTS, middle, leaf), of="leaf").indexes == (Index("leaf_id_idx", ("id",)),)


def test_a_table_that_is_attached_gets_what_it_lacks_and_keeps_it() -> None:
    attach = AlterTable(table=name("events"), action="ATTACH PARTITION", other_table=name("loose"))
    attached = partition(attach, of="loose")
    assert (attached.partition_of, attached.primary_key) == (name("events"), PrimaryKey(("id",), "loose_pkey"))
    detached = partition(attach, replace(attach, action="DETACH PARTITION"), of="loose")
    assert (detached.partition_of, detached.primary_key) == (None, PrimaryKey(("id",), "loose_pkey"))


def test_a_table_on_its_own_stays_as_it_is() -> None:
    add = AddColumn(table=name("events"), column=integer("n"))
    assert partition(add, of="loose") == LOOSE
