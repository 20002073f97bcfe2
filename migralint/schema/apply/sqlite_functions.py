"""Defaults that call functions which SQLite does not have: it says so when a row needs one, or might."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from migralint.objects import Column, TableName
from migralint.operations import ChangeData
from migralint.schema.apply.conflict import Conflict, column_words
from migralint.schema.naming import Naming
from migralint.schema.schema import Table

# Of PostgreSQL, MySQL and SQL Server. What else is called may be a function that the application adds.
ELSEWHERE: Final = frozenset(
    (
        "clock_timestamp", "date_trunc", "gen_random_uuid", "getdate", "getutcdate", "newid", "nextval", "now",
        "statement_timestamp", "sysdate", "sysdatetime", "timezone", "transaction_timestamp", "unix_timestamp",
        "utc_timestamp", "uuid_generate_v1", "uuid_generate_v4", "uuidv7",
    )
)  # fmt: skip
_CALL = re.compile(r"'(?:[^']|'')*'|\b(\w+)\s*\(")


def left_out(table: Table, operation: ChangeData, naming: Naming) -> Conflict | None:
    """INSERT fails where a column that it leaves out has such a default. Core may fill in what it is not told."""
    if naming.dialect != "sqlite" or operation.kind != "insert" or operation.sql is None or not operation.columns_known:
        return None
    given = {name.lower() for name in operation.columns}
    return without_function(table.name, (c for c in table.columns if c.name.lower() not in given))


def without_function(table: TableName, columns: Iterable[Column]) -> Conflict | None:
    """The conflict of rows that get the defaults of these columns."""
    for column in columns:
        called = _CALL.findall(column.default.sql) if column.default is not None and not column.default.quoted else ()
        missing = next((name for name in called if name.lower() in ELSEWHERE), None)
        if missing is not None:
            words = f"SQLite has no function {missing}(), which {column_words(table, column.name)} defaults to"
            return Conflict("refused", words)
    return None
