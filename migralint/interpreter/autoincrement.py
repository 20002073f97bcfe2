"""Which column of a table SQLAlchemy lets the database count: SERIAL, AUTO_INCREMENT."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from migralint.interpreter.values import Value
from migralint.objects import Column, Constraint, ForeignKey, PrimaryKey

INTEGERS = ("INTEGER", "BIGINT", "SMALLINT")


def counted_column(columns: Iterable[Column], constraints: Collection[Constraint], asked: Mapping[str, Value]) -> str:
    """The column's name, "" where there is none. `asked` holds what `autoincrement=` says of a column."""
    known = {column.name: column for column in columns}
    named = next((c.columns for c in constraints if isinstance(c, PrimaryKey)), ())
    key = named or tuple(name for name, column in known.items() if column.primary_key)
    for name in key:
        if asked.get(name) is True:
            return name
    column = known.get(key[0]) if len(key) == 1 else None
    return column.name if column and _counts_unasked(column, constraints, asked.get(column.name)) else ""


def _counts_unasked(column: Column, constraints: Collection[Constraint], asked: Value) -> bool:
    """An integer that nothing else gives values to: no default, and no table that it refers to."""
    if asked not in ("auto", "ignore_fk") or column.type.name not in INTEGERS or column.default or column.computed:
        return False
    refers = any(isinstance(c, ForeignKey) and column.name in c.columns for c in constraints)
    return asked == "ignore_fk" or not refers
