"""Which types PostgreSQL casts by itself, as measured on a server: `ALTER TABLE t ALTER v TYPE …` without USING."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from migralint.dialects.postgresql.casts import lacks_cast
from migralint.objects import EnumType
from migralint.schema import Schema
from migralint.schema.type_text import read_type

FACTS = Path(__file__).parents[1] / "facts" / "pg_type_casts.csv"
ENUMS = {name: EnumType(name, ("x", "y")) for name in ("mood", "other")}
SCHEMA = Schema.of([], ENUMS.values())


def test_every_measured_pair_is_judged_as_the_server_does() -> None:
    with FACTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    judged = {(row["old"], row["new"]): lacks(row["old"], row["new"]) for row in rows}
    arrays = ("TEXT[]", "INTEGER[]")  # casts of their elements are left to the server
    assert len(rows) == 756
    assert judged == {
        (row["old"], row["new"]): row["cast"] == "no" and not (row["old"] in arrays and row["new"] in arrays)
        for row in rows
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [("TEXT", "VARCHAR(20)"), ("TEXT", "CITEXT"), ("GEOMETRY", "TEXT"), ("TEXT", "nobody"), ("mood", "mood")],
)
def test_nothing_is_said_of_types_that_are_not_known_for_sure(old: str, new: str) -> None:
    assert not lacks(old, new)


def lacks(old: str, new: str) -> bool:
    return lacks_cast(read_type(old, ENUMS), read_type(new, ENUMS), SCHEMA)
