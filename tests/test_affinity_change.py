"""Which changes of a column's type lose values in a SQLite batch: what the rule says is what SQLite does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.sqlite_project import engine, findings, upgrade, write_project

VALUES = {
    "VARCHAR(50)": ("'abc'", "'2020-01-02 03:04:05'"),
    "TEXT": ("'1.5'", "'true'"),
    "CHAR(32)": ("'0123456789abcdef0123456789abcdef'",),
    "DATETIME": ("'2020-01-02 03:04:05.000000'",),
    "TIMESTAMP": ("'2020-01-02 03:04:05.000000'",),
    "DATE": ("'2020-01-02'",),
    "TIME": ("'03:04:05'",),
    "INTEGER": ("7", "1500000000000"),
    "BIGINT": ("7",),
    "BOOLEAN": ("1",),
    "FLOAT": ("1.5",),
    "NUMERIC(10, 2)": ("1.5",),
    "JSON": ("'{}'",),
    "BLOB": ("x'616263'",),
}
TYPES = (
    "String(50)", "Text()", "CHAR(32)", "DateTime()", "TIMESTAMP()", "Date()", "Time()", "Integer()", "BigInteger()",
    "Boolean()", "Float()", "Numeric(10, 2)", "JSON()", "LargeBinary()", "Uuid()", "Enum(\"a\", \"b\")",
)  # fmt: skip


@pytest.mark.parametrize("old", VALUES)
def test_a_change_that_loses_values_is_told(old: str, tmp_path: Path) -> None:
    """One table for each new type, all in one revision."""
    setup = [f"CREATE TABLE t{place} (id INTEGER PRIMARY KEY, a {old})" for place in range(len(TYPES))]
    batches = (
        f"with op.batch_alter_table('t{place}') as batch_op:\n    batch_op.alter_column('a', type_=sa.{new})\n"
        for place, new in enumerate(TYPES)
    )
    write_project(tmp_path, tuple(setup), "".join(batches))
    upgrade(tmp_path, "0001")
    with engine(tmp_path).begin() as connection:
        for place in range(len(TYPES)):
            connection.exec_driver_sql(f"INSERT INTO t{place} (a) VALUES {', '.join(f'({v})' for v in VALUES[old])}")
    before = rows(tmp_path)
    upgrade(tmp_path)
    lost = {new for new, old_rows, new_rows in zip(TYPES, before, rows(tmp_path), strict=True) if old_rows != new_rows}
    told = {
        f.problem.message.split(" from ")[0].removeprefix("SQLite casts t")
        for f in findings(tmp_path, "affinity-change")
    }
    assert {TYPES[int(each.removesuffix(".a"))] for each in told} == lost


def test_the_help_keeps_the_values(tmp_path: Path) -> None:
    setup = ("CREATE TABLE t0 (id INTEGER PRIMARY KEY, a VARCHAR(50))",)
    batch = "with op.batch_alter_table('t0') as batch_op:\n    batch_op.alter_column('a', type_=sa.DateTime())"
    [finding] = findings(write_project(tmp_path / "before", setup, batch), "affinity-change")
    folder = write_project(tmp_path / "after", setup, finding.problem.help.partition("\n")[2])
    upgrade(folder, "0001")
    with engine(folder).begin() as connection:
        connection.exec_driver_sql("INSERT INTO t0 (a) VALUES ('2020-01-02 03:04:05')")
    upgrade(folder)
    assert findings(folder, "affinity-change") == []
    with engine(folder).connect() as connection:
        assert connection.exec_driver_sql("SELECT a FROM t0").scalars().all() == ["2020-01-02 03:04:05"]


def rows(folder: Path) -> list[list[object]]:
    with engine(folder).connect() as connection:
        every = (connection.exec_driver_sql(f"SELECT a FROM t{place}").scalars() for place in range(len(TYPES)))
        return [list(map(plain, each)) for each in every]


def plain(value: Any) -> object:
    """The text `7`, its bytes and the number are one value to whoever reads the column."""
    text = value.decode() if isinstance(value, bytes) else str(value)
    return text.removesuffix(".0")
