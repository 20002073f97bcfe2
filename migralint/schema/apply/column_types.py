"""The enum types that columns name: whether one is surely not there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec.structs import replace

from migralint.objects import Column, EnumType, Type, enum_key
from migralint.operations import Operation, RawSql, Unread
from migralint.schema.apply.conflict import Conflict, Result, type_words
from migralint.schema.apply.hidden_code import with_hidden_code
from migralint.schema.apply.session import with_setting
from migralint.schema.naming import Naming
from migralint.schema.schema import Schema

HIDDEN = ("hidden types", "")  # code that could not be read may have made types
_MAKES_TYPES = re.compile(r"\b(TYPE|EXECUTE|CALL|PERFORM)\b", re.IGNORECASE)


def with_hidden_types(schema: Schema) -> Schema:
    return replace(schema, objects=schema.objects.insert(HIDDEN, True))


def raw_sql(schema: Schema, operation: RawSql, naming: Naming) -> Result:
    if operation.command in ("SET", "PRAGMA"):
        return with_setting(schema, operation.text), None
    if not operation.opaque:
        return schema, None
    schema = with_hidden_code(schema, operation.text)
    return with_hidden_types(schema) if _MAKES_TYPES.search(operation.text) else schema, None


def unread(schema: Schema, operation: Unread, naming: Naming) -> Result:
    """SQL that PostgreSQL cannot read fails, unless the dialect is a mere guess."""
    if operation.refused and not naming.assumed:
        return schema, Conflict("refused", f"PostgreSQL says {operation.why}", "syntax")
    if operation.is_ddl and (text := operation.sql or (str(operation.table or "") if _drops(operation) else "")):
        schema = with_hidden_code(schema, text, builds_sql=True)
    hides = operation.is_ddl and ("execute" in operation.directive or operation.directive == "Enum.create")
    return with_hidden_types(schema) if hides else schema, None


def _drops(operation: Unread) -> bool:
    return "drop" in operation.directive


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
        or HIDDEN in schema.objects
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
