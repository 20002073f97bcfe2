"""What InnoDB's foreign keys forbid of the columns that they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from migralint.objects import Column, Constraint, ForeignKey, TableName, Type
from migralint.schema.apply.conflict import Conflict, column_words, described, in_use
from migralint.schema.apply.references import Reference, referred
from migralint.schema.apply.session import checks_foreign_keys
from migralint.schema.naming import Naming
from migralint.schema.schema import Schema, Table
from migralint.schema.shown.mysql import WIDTHS, shown_type

# A change of any of these into another is more than what a foreign key bears.
KEY_TYPES: Final = frozenset((*WIDTHS, "DECIMAL", "CHAR", "VARCHAR", "BINARY", "VARBINARY", "DATE", "DATETIME", "TIME"))


def needed_as_it_is(schema: Schema, table: Table, before: Column, after: Column, naming: Naming) -> Conflict | None:
    """Errors 1832, 1833 and 1830: the type stays what it is, and what is SET NULL stays nullable."""
    if naming.dialect not in ("mysql", "mariadb"):
        return None
    if before.nullable and not after.nullable:
        key = next((key for key in table.foreign_keys if _sets_null(key) and before.name in key.columns), None)
        if key is not None:
            return in_use(f"{column_words(table.name, before.name)} is set NULL by {described(key, table.name)}")
    if not checks_foreign_keys(schema) or not _surely_changes(before.type, after.type):
        return None
    for other, key in _standing_on(schema, table, before.name):
        return in_use(f"type of {column_words(table.name, before.name)} is held by {described(key, other.name)}")
    return None


def sets_required_null(name: TableName, columns: Iterable[Column], keys: Iterable[Constraint]) -> Conflict | None:
    """Errors 150 and 1830: a new foreign key whose action sets a column NULL that is NOT NULL."""
    required = {column.name for column in columns if not column.nullable and column.type.known}
    for key in keys:
        if isinstance(key, ForeignKey) and _sets_null(key):
            column = next((each for each in key.columns if each in required), None)
            if column is not None:
                return in_use(f"{described(key, name)} sets {column_words(name, column)} NULL, which is NOT NULL")
    return None


def _sets_null(key: ForeignKey) -> bool:
    return "SET NULL" in ((key.on_delete or "").upper(), (key.on_update or "").upper())


def _standing_on(schema: Schema, table: Table, column: str) -> Iterator[Reference]:
    for key in table.foreign_keys:
        if column in key.columns or (key.referred_table == table.name and column in referred(table, key)):
            yield table, key
    for other, key in schema.referencing(table.name):
        if column in referred(table, key):
            yield other, key


def _surely_changes(before: Type, after: Type) -> bool:
    """Whether the change is one that every version refuses; MySQL lets strings grow."""
    a, b = shown_type(before, "mysql"), shown_type(after, "mysql")
    if a.name not in KEY_TYPES or b.name not in KEY_TYPES:
        return False
    if a.name != b.name:
        return True
    if a.name in WIDTHS:
        return ("UNSIGNED" in a.suffix.upper()) != ("UNSIGNED" in b.suffix.upper())
    if a.name in ("DECIMAL", "DATETIME", "TIME"):
        return a.arguments != b.arguments
    lengths = [int(kind.arguments[0]) for kind in (a, b) if kind.arguments and kind.arguments[0].isdigit()]
    return len(lengths) == 2 and lengths[1] < lengths[0]
