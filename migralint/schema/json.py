"""A schema as JSON: what `migralint schema` writes and what a base schema file holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias, cast

from migralint.objects import (
    Check,
    Column,
    Constraint,
    Default,
    EnumType,
    ForeignKey,
    Index,
    PrimaryKey,
    TableName,
    Unique,
)
from migralint.project.errors import ProjectError
from migralint.schema.schema import Schema, Table
from migralint.schema.type_text import read_type

Json: TypeAlias = "None | bool | int | float | str | Sequence[Json] | Mapping[str, Json]"
Object: TypeAlias = Mapping[str, Json]

VERSION = 1


class MalformedSchema(Exception):
    """A part of the document that is not in the form; the message names it."""


def to_json(schema: Schema, *, revisions: Sequence[str] = (), dialect: str = "") -> dict[str, Json]:
    """The document, ready for `json.dumps`. Tables are sorted by name."""
    return {
        "version": VERSION,
        "revisions": list(revisions),
        "dialect": dialect,
        "tables": {str(table.name): _table_json(table) for table in schema.sorted_tables()},
        "enums": {name: list(enum.values) for name, enum in sorted(schema.enums.items())},
        "complete": schema.complete,
    }


def _table_json(table: Table) -> dict[str, Json]:
    key = table.primary_key
    return {
        "columns": [_column_json(table, column) for column in table.columns],
        "primary_key": {"name": key.name, "columns": list(key.columns)} if key else None,
        "foreign_keys": [_foreign_key_json(foreign_key) for foreign_key in table.foreign_keys],
        "unique": [{"name": unique.name, "columns": list(unique.columns)} for unique in table.uniques],
        "indexes": [
            {"name": index.name, "columns": list(index.columns), "unique": index.unique} for index in table.indexes
        ],
        "checks": [{"name": check.name, "sqltext": check.sql} for check in table.checks],
    }


def _column_json(table: Table, column: Column) -> dict[str, Json]:
    key = table.primary_key
    return {
        "name": column.name,
        "type": str(column.type),
        "nullable": column.nullable,
        "default": column.default.sql if column.default else None,
        "primary_key": column.name in key.columns if key else column.primary_key,
    }


def _foreign_key_json(key: ForeignKey) -> dict[str, Json]:
    return {
        "name": key.name,
        "columns": list(key.columns),
        "referred_table": str(key.referred_table),
        "referred_columns": list(key.referred_columns),
        "ondelete": key.on_delete,
    }


def read_schema(path: Path) -> Schema:
    """The schema that a file holds in this form, keys that it does not know ignored. Raises ProjectError."""
    try:
        return from_json(json.loads(path.read_bytes()))
    except OSError as error:
        raise ProjectError(f"{path}: the base schema cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise ProjectError(f"{path}: the base schema is not JSON: {error}") from None
    except MalformedSchema as error:
        raise ProjectError(f"{path}: the base schema cannot be used: {error}") from None


def from_json(document: object) -> Schema:
    """Raises MalformedSchema."""
    whole = _object(document, "the document")
    if "tables" not in whole:
        raise MalformedSchema('the document has no "tables"')
    enums = {
        name: EnumType(name, tuple(_texts(values, f"enums.{name}")))
        for name, values in _object(whole.get("enums") or {}, "enums").items()
    }
    tables = [_table(name, _object(table, name), enums) for name, table in _object(whole["tables"], "tables").items()]
    return Schema.of(tables, enums.values(), complete=whole.get("complete") is not False)


def _table(key: str, table: Object, enums: Mapping[str, EnumType]) -> Table:
    columns = tuple(_column(column, f"{key}.columns", enums) for column in _objects(table, "columns", key))
    return Table(_table_name(key), columns, tuple(_constraints(key, table)), tuple(_indexes(key, table)))


def _column(column: Object, where: str, enums: Mapping[str, EnumType]) -> Column:
    name, default = _text(column, "name", where), column.get("default")
    return Column(
        name,
        read_type(_text(column, "type", f"{where}.{name}"), enums),
        nullable=column.get("nullable") is not False,
        default=None if default is None else Default(str(default)),
        autoincrement=column.get("autoincrement") is True,
        primary_key=column.get("primary_key") is True,
    )


def _constraints(key: str, table: Object) -> list[Constraint]:
    primary = table.get("primary_key")
    found: list[Constraint] = []
    if primary and (columns := _columns(_object(primary, f"{key}.primary_key"), "columns", f"{key}.primary_key")):
        found.append(PrimaryKey(columns, _name(cast(Object, primary))))
    found += [_foreign_key(item, f"{key}.foreign_keys") for item in _objects(table, "foreign_keys", key)]
    found += [
        Unique(_columns(item, "columns", f"{key}.unique"), _name(item)) for item in _objects(table, "unique", key)
    ]
    found += [Check(_text(item, "sqltext", f"{key}.checks"), _name(item)) for item in _objects(table, "checks", key)]
    return found


def _foreign_key(key: Object, where: str) -> ForeignKey:
    schema, on_delete = key.get("referred_schema"), key.get("ondelete")
    name = _text(key, "referred_table", where)
    return ForeignKey(
        _columns(key, "columns", where),
        TableName(name, schema) if isinstance(schema, str) else _table_name(name),
        _columns(key, "referred_columns", where),
        _name(key),
        on_delete=on_delete if isinstance(on_delete, str) else None,
    )


def _indexes(key: str, table: Object) -> list[Index]:
    """Where a column is null the index has an expression, whose text `expressions` gives, if anything does."""
    found: list[Index] = []
    for item in _objects(table, "indexes", key):
        columns = item.get("columns")
        names = columns if isinstance(columns, list) else []
        given = item.get("expressions")
        texts = given if isinstance(given, list) and len(given) == len(names) else names
        expressions = tuple(place for place, name in enumerate(names) if not isinstance(name, str))
        shown = tuple(text if isinstance(text, str) else "?" for text in texts)
        found.append(Index(_name(item), shown, item.get("unique") is True, expressions=expressions))
    return found


def _table_name(key: str) -> TableName:
    schema, _, name = key.rpartition(".")
    return TableName(name, schema)


def _name(item: Object) -> str | None:
    name = item.get("name")
    return name if isinstance(name, str) else None


def _object(value: object, where: str) -> Object:
    if not isinstance(value, dict):
        raise MalformedSchema(f"{where} is not an object")
    return value


def _objects(owner: Object, key: str, where: str) -> list[Object]:
    values = owner.get(key) or []
    if not isinstance(values, list):
        raise MalformedSchema(f"{where}.{key} is not a list")
    return [_object(value, f"an item of {where}.{key}") for value in values]


def _text(owner: Object, key: str, where: str) -> str:
    value = owner.get(key)
    if not isinstance(value, str):
        raise MalformedSchema(f'{where} has no text "{key}"')
    return value


def _texts(values: object, where: str) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise MalformedSchema(f"{where} is not a list of texts")
    return values


def _columns(owner: Object, key: str, where: str) -> tuple[str, ...]:
    return tuple(_texts(owner.get(key) or [], f"{where}.{key}"))
