"""What the code says of a statement is what a server was measured to do: every row of facts/pg_ddl_facts.csv."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from migralint.dialects.effect import Effect
from migralint.dialects.postgresql import effect_of
from migralint.dialects.postgresql.locks import together
from migralint.interpreter.step import Step
from migralint.objects import TableName
from migralint.operations import Operation
from migralint.schema import Schema
from migralint.schema.apply import apply
from migralint.schema.naming import Naming
from migralint.sql import read_sql

FACTS = Path(__file__).parents[1] / "facts"
AS_SQL = Naming("postgresql", as_sql=True)
Fact = dict[str, str]

NOT_MODELLED = {
    "type_ts_to_tstz_utc": "depends on the session's TimeZone, which no file tells: see the test below",
    "add_col_then_fk_same_txn": "a step does not tell that the column is new, so that the other table is not read",
    "enum_create_and_use_same_txn": "a step does not tell that its own transaction made the table",
    "set_access_method": "the access method that the table has is not known",
    "setval": "a function that writes is a query like any other",
    "create_publication": "an operation on other objects does not name their tables",
    "create_table_inherits": "the parent's name is not kept",
}

OF_A_VIEW = {"m1u"}  # indexes of materialized views are known by name alone


@cache
def facts() -> tuple[Fact, ...]:
    with (FACTS / "pg_ddl_facts.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def checked() -> list[Fact]:
    return [fact for fact in facts() if fact["outcome"] == "ok" and fact["case"] not in NOT_MODELLED]


def name_of(fact: Fact) -> str:
    return f"{fact['case']}-{fact['pg_min']}-{fact['pg_max']}"


@cache
def fixture() -> Schema:
    text = (FACTS / "pg_fixture.sql").read_text(encoding="utf-8")
    return replayed(Schema(complete=True), text)


def replayed(schema: Schema, text: str) -> Schema:
    for step in steps(schema, text):
        schema = step.after
    return schema


def steps(schema: Schema, text: str) -> Iterator[Step[Operation]]:
    for operation in read_sql(text, "postgresql"):
        after, conflict = apply(schema, operation, AS_SQL)
        assert conflict is None, f"{operation.sql}: {conflict}"
        yield Step(operation, schema, after)
        schema = after


def effect_on(fact: Fact, version: int) -> Effect:
    schema = replayed(fixture(), fact["precondition"])
    return together(*(effect_of(step, (version,)) for step in steps(schema, fact["statement"])))


def locks_of(effect: Effect) -> dict[str, str]:
    return {str(lock.table): lock.mode for lock in effect.locks}


def manual_name(mode: str) -> str:
    """`AccessExclusive`, as pg_locks has it → `ACCESS EXCLUSIVE`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", mode).upper()


def measured_locks(fact: Fact) -> dict[str, str]:
    """Without the sequences, which no schema holds."""
    pairs = [pair.split("=") for pair in fact["lock_others"].split("; ") if pair]
    pairs += [[fact["target"], fact["lock_target"]]] if fact["lock_target"] else []
    return {name: manual_name(mode) for name, mode in pairs if not name.endswith("_seq")}


def beyond_reading(locks: dict[str, str]) -> dict[str, str]:
    """ACCESS SHARE is what any SELECT takes; which tables are read is not kept of every statement."""
    return {name: mode for name, mode in locks.items() if mode != "ACCESS SHARE"}


def names(text: str) -> set[str]:
    return set(text.split("; ")) - {""}


@pytest.mark.parametrize("end", ["pg_min", "pg_max"])
@pytest.mark.parametrize("fact", checked(), ids=name_of)
def test_the_effect_is_the_measured_one(fact: Fact, end: str) -> None:
    effect = effect_on(fact, int(fact[end]))
    measured = measured_locks(fact)
    only_read = measured.keys() - beyond_reading(measured).keys()
    assert beyond_reading(locks_of(effect)) == beyond_reading(measured)
    assert {str(table) for table in effect.rewrites} == names(fact["rewritten"])
    assert {str(table) for table in effect.scans} == names(fact["scanned"]) - only_read
    assert set(effect.rebuilds) == names(fact["indexes_rebuilt"]) - OF_A_VIEW
    assert effect.blocks_reads == bool(fact["blocks_reads_of"])
    assert effect.blocks_writes == bool(fact["blocks_writes_of"])
    assert effect.allowed_in_transaction == (fact["in_transaction"] == "yes")


def test_most_rows_are_checked() -> None:
    assert len(facts()) == 239
    assert len([fact for fact in facts() if fact["outcome"] != "ok"]) == 15
    assert len(checked()) == 215
    assert NOT_MODELLED.keys() <= {fact["case"] for fact in facts()}


def test_a_zone_comes_to_a_timestamp_without_rewrite_only_in_a_session_on_utc() -> None:
    statement = "ALTER TABLE t ALTER COLUMN ts TYPE timestamptz"
    (step,) = steps(fixture(), statement)
    assert effect_of(step, (11,)).unless == ""
    assert effect_of(step, (12,)).unless == "the session's TimeZone is UTC"
    assert effect_of(step, (12,)).rewrites == (TableName("t"),)
