"""The enum types that columns name: whether one is surely not there."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from migralint.objects import Column, EnumType, Type, enum_key
from migralint.operations import Operation
from migralint.schema.apply.conflict import Conflict, Result, type_words
from migralint.schema.apply.hidden_code import TYPES
from migralint.schema.naming import Naming
from migralint.schema.schema import Schema


def with_column_types(schema: Schema, operation: Operation, columns: Iterable[Column], naming: Naming) -> Result:
    """The schema with the types that the columns need, and the conflict of one that nothing made.

    In SQL any name may be a type of an extension; only SQLAlchemy says that it means an enum.
    """
    if naming.dialect != "postgresql" or operation.sql is not None:
        return schema, None
    conflict = None
    for column in columns:
        if _lacks(schema, column.type):
            conflict = conflict or Conflict("missing", type_words(column.type.enum or ""), "type")
            schema = _with_type(schema, column.type)
    return schema, conflict


def _lacks(schema: Schema, kind: Type) -> bool:
    """Whether the type surely does not exist."""
    if kind.enum is None or enum_key(kind.enum, kind.enum_schema) in schema.enums:
        return False
    if (
        any((known, kind.enum) in schema.objects for known in ("type", "domain", "found type"))
        or TYPES in schema.objects
    ):
        return False
    return schema.complete or (not kind.enum_schema and _starts_empty(schema))


def _with_type(schema: Schema, kind: Type) -> Schema:
    """What comes after the conflict is judged as if somebody had made the type."""
    enum = EnumType(kind.enum or "", kind.values or (), kind.enum_schema)
    return replace(schema, enums=schema.enums.insert(enum.key, enum))


def _starts_empty(schema: Schema) -> bool:
    """Whether nothing speaks of tables or types that were there before the first revision."""
    if any(kind == "found type" for kind, _ in schema.objects):
        return False
    made = all(table.complete and not table.assumed for table in schema.tables.values())
    return made and all(schema.gone.values())
