"""Statements about rows: they fail where a table or a column that they name is surely not there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from migralint.objects import TableName
from migralint.operations import ChangeData, Query
from migralint.schema.apply.conflict import Conflict, Result, column_words, missing, table_words
from migralint.schema.apply.lookup import is_other_relation, lacks_column
from migralint.schema.apply.sqlite_functions import left_out
from migralint.schema.naming import Naming
from migralint.schema.schema import Schema, Table

# PostgreSQL manual, 5.6: the columns that every table has.
SYSTEM_COLUMNS: Final = frozenset({"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid", "oid"})
_MOST_LOST = 20
_SYSTEM_SCHEMAS = frozenset({"information_schema", "pg_catalog", "mysql", "performance_schema", "sys"})
# What brings in names beside those of the one table that a statement changes.
_OTHERS: Final = {
    "update": re.compile(r"\b(?:from|select|with|join|values)\b", re.IGNORECASE),
    "delete": re.compile(r"\b(?:using|select|with|join|values)\b|\bfrom\b.*\bfrom\b", re.IGNORECASE | re.DOTALL),
}


def change_data(schema: Schema, operation: ChangeData, naming: Naming) -> Result:
    lost = _lost_table(schema, (operation.table, *operation.reads), naming)
    table = schema.tables.get(operation.table)
    if lost is not None or table is None:
        return schema, lost
    lost = _lost_column(table, operation.columns, naming)
    if naming.dialect == "postgresql":
        lost = lost or _lost_column(table, _read_columns(operation, table), naming)
    return schema, lost or left_out(table, operation, naming)


def query(schema: Schema, operation: Query, naming: Naming) -> Result:
    return schema, None if operation.elsewhere else _lost_table(schema, operation.reads, naming)


def _lost_table(schema: Schema, names: Iterable[TableName], naming: Naming) -> Conflict | None:
    lost = (name for name in names if schema.lacks_table(name) and not _is_other(schema, name, naming))
    return next((missing(table_words(name)) for name in lost), None)


def _is_other(schema: Schema, name: TableName, naming: Naming) -> bool:
    """Whether it is a view, one of the database's own tables, or a table in other letters."""
    if is_other_relation(schema, name) or name.schema in _SYSTEM_SCHEMAS or name.name.startswith(("pg_", "sqlite_")):
        return True
    return naming.dialect != "postgresql" and any(str(known).lower() == str(name).lower() for known in schema.tables)


def _lost_column(table: Table, names: Iterable[str], naming: Naming) -> Conflict | None:
    lost = [name for name in names if lacks_column(table, name)]
    if lost and naming.dialect != "postgresql":  # to the others letters in another case are the same
        known = {column.name.lower() for column in table.columns}
        lost = [name for name in lost if name.lower() not in known]
    return missing(column_words(table.name, lost[0])) if lost else None


def _read_columns(operation: ChangeData, table: Table) -> Iterator[str]:
    """What SQL about one table alone takes for a column, and is none that is known."""
    others = _OTHERS.get(operation.kind)
    if operation.sql is None or operation.reads or others is None or others.search(operation.sql) is not None:
        return
    named = SYSTEM_COLUMNS | {table.name.name}
    lost = (name for name in operation.read_columns if name not in named and lacks_column(table, name))
    for name in islice(lost, _MOST_LOST):
        if re.search(rf"\b{re.escape(name)}\"?\s*\.", operation.sql, re.IGNORECASE) is None:  # it is no alias
            yield name
