"""Where an operation uses a value of an enum type: as a default, in a check or an index, in data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from migralint.analysis.enum_types import columns_of_type
from migralint.interpreter.step import Step
from migralint.objects import Check, Column, Default, EnumType, TableName
from migralint.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    ChangeData,
    CreateIndex,
    CreateTable,
    Operation,
    Query,
)

_AS_TEXT = re.compile(r"::\s*(text|varchar|character)|\bcast\s*\(", re.IGNORECASE)


def uses_value(step: Step[Operation], enum: EnumType, value: str, lines: Sequence[str]) -> bool:
    """Whether the step surely makes the server read `value` as one of `enum`. `lines` are the script's."""
    match step.operation:
        case AddColumn(column=column):
            return _is_default(column, enum, value)
        case CreateTable(columns=columns, constraints=constraints):
            checks = (each.sql for each in constraints if isinstance(each, Check))
            mine = [column.name for column in columns_of_type(columns, enum)]
            return any(_is_default(column, enum, value) for column in columns) or _any_compares(checks, mine, value)
        case AlterColumn(table=table, name=name, default=Default() as default):
            after = step.after.column(table, name)
            return after is not None and _is_default(Column("", after.type, default=default), enum, value)
        case AddConstraint(table=table, constraint=Check(sql=sql)):
            return _any_compares([sql], _names(step, [table], enum), value)
        case CreateIndex(table=table, index=index):
            return _any_compares([index.where or ""], _names(step, [table], enum), value)
        case ChangeData() | Query():
            return _data_uses(step, step.operation, enum, value, lines)
    return False


def _is_default(column: Column, enum: EnumType, value: str) -> bool:
    default = column.default.sql if column.default is not None else ""
    return bool(columns_of_type([column], enum)) and default.partition("::")[0] == _literal(value)


def _data_uses(
    step: Step[Operation], operation: ChangeData | Query, enum: EnumType, value: str, lines: Sequence[str]
) -> bool:
    tables = (*operation.reads, *((operation.table,) if isinstance(operation, ChangeData) else ()))
    names = _names(step, tables, enum)
    if operation.sql is None:
        text = "\n".join(lines[step.span.line - 1 : step.span.end_line])
        return _written_in_python(text, names, value)
    inserted = isinstance(operation, ChangeData) and operation.kind == "insert" and {*operation.columns} & {*names}
    if inserted and _literal(value) in operation.sql and not _AS_TEXT.search(operation.sql):
        return True
    return _any_compares([operation.sql], names, value)


def _any_compares(texts: Iterable[str], names: Iterable[str], value: str) -> bool:
    """Whether a column of these is compared with the value, or set to it: `state = 'z'`, `state IN ('a', 'z')`."""
    columns = "|".join(map(re.escape, names))
    pattern = rf'(?<![\w.])(?:\w+\.)?"?({columns})"?\s*(=|<>|!=|(not\s+)?in\s*\()[^=;]*?{re.escape(_literal(value))}'
    return bool(columns) and any(
        re.search(pattern, text, re.IGNORECASE) and not _AS_TEXT.search(text) for text in texts
    )


def _written_in_python(text: str, names: Iterable[str], value: str) -> bool:
    """`values(state="z")`, `{"state": "z"}`, `jobs.c.state == "z"`."""
    columns = "|".join(map(re.escape, names))
    found = rf"(?<!\w)({columns})[\"']?\s*(==|!=|=|:)\s*([\"']){re.escape(value)}\3"
    return bool(columns) and re.search(found, text) is not None


def _names(step: Step[Operation], tables: Iterable[TableName], enum: EnumType) -> list[str]:
    found = (step.before.table(table) for table in tables)
    return [column.name for table in found if table is not None for column in columns_of_type(table.columns, enum)]


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
