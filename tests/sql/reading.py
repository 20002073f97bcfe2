"""Reading SQL in tests, without what every operation repeats."""

from msgspec.structs import replace

from migralint.operations import Operation, RawSql
from migralint.sql import read_sql


def read(text: str, dialect: str = "postgresql") -> list[Operation]:
    """The operations of a text without `source`, `sql`, `text` and how many statements there are."""
    return [_bare(operation) for operation in read_sql(text, dialect)]


def read_one(text: str, dialect: str = "postgresql") -> Operation:
    (operation,) = read(text, dialect)
    return operation


def _bare(operation: Operation) -> Operation:
    if isinstance(operation, RawSql):
        operation = replace(operation, text="")
    return replace(operation, source="", sql=None, statements=1)
