"""A schema read from the JSON that `migralint schema` writes, from a reflection, or from what a person wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias, cast

from msgspec.structs import replace

from migralint.objects import (
    Check,
    Column,
    Computed,
    Constraint,
    Default,
    EnumType,
    ForeignKey,
    Identity,
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


class MalformedSchema(Exception):
    """A part of the document that is not in the form; the message names it."""


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
    constraints = tuple(_constraints(key, table))
    indexes = tuple(_indexes(key, table, constraints))
    sequences = (_sequence(column) for column in _objects(table, "columns", key))
    return Table(
        _table_name(key),
        columns,
        constraints,
        indexes,
        id_sequence=next((sequence for sequence in sequences if sequence), None),
    )


def _sequence(column: Object) -> str | None:
    """The sequence behind a serial column of PostgreSQL, which shows it as the default."""
    found = re.fullmatch(r"nextval\('(?:.*\.)?\"?([^.\"]+)\"?'::regclass\)", _optional(column, "default") or "")
    return found[1] if found else None


def _column(column: Object, where: str, enums: Mapping[str, EnumType]) -> Column:
    name, default, sequence = _text(column, "name", where), column.get("default"), _sequence(column)
    return Column(
        name,
        read_type(_text(column, "type", f"{where}.{name}"), enums),
        nullable=column.get("nullable") is not False,
        default=None if default is None or sequence else Default(str(default)),
        identity=_identity(column.get("identity")),
        computed=_computed(column.get("computed")),
        autoincrement=column.get("autoincrement") is True or sequence is not None,
        primary_key=column.get("primary_key") is True,
        comment=_optional(column, "comment"),
        collation=_optional(column, "collation"),
    )


def _identity(value: Json) -> Identity | None:
    return Identity(isinstance(value, dict) and value.get("always") is True) if value else None


def _computed(value: Json) -> Computed | None:
    if not isinstance(value, dict):
        return None
    stored = value.get("persisted")
    return Computed(_text(value, "sqltext", "computed"), stored if isinstance(stored, bool) else None)


def _constraints(key: str, table: Object) -> list[Constraint]:
    primary = table.get("primary_key")
    found: list[Constraint] = []
    if primary and (columns := _columns(_object(primary, f"{key}.primary_key"), "columns", f"{key}.primary_key")):
        found.append(PrimaryKey(columns, _name(cast(Object, primary))))
    found += [_foreign_key(item, f"{key}.foreign_keys") for item in _objects(table, "foreign_keys", key)]
    found += [_unique(item, f"{key}.unique") for item in _objects(table, "unique", key)]
    found += [Check(_text(item, "sqltext", f"{key}.checks"), _name(item)) for item in _objects(table, "checks", key)]
    return found


def _unique(item: Object, where: str) -> Unique:
    return Unique(
        _columns(item, "columns", where),
        _name(item),
        deferrable=item.get("deferrable") is True,
        nulls_not_distinct=item.get("nulls_not_distinct") is True,
    )


def _foreign_key(key: Object, where: str) -> ForeignKey:
    schema = _optional(key, "referred_schema")
    name = _text(key, "referred_table", where)
    return ForeignKey(
        _columns(key, "columns", where),
        TableName(name, schema) if schema else _table_name(name),
        _columns(key, "referred_columns", where),
        _name(key),
        on_delete=_optional(key, "ondelete"),
        on_update=_optional(key, "onupdate"),
        deferrable=key.get("deferrable") is True,
    )


def _indexes(key: str, table: Object, constraints: Iterable[Constraint]) -> Iterator[Index]:
    """The indexes that are no unique constraints; a reflection of MySQL lists those twice.

    One that is named like a foreign key over the same columns, or like the column, InnoDB has made for it.
    """
    uniques = {each.name for each in constraints if isinstance(each, Unique)}
    served = [each for each in constraints if isinstance(each, ForeignKey)]
    for index in (_index(key, item) for item in _objects(table, "indexes", key)):
        made = any(each.columns == index.columns and index.name in (each.name, each.columns[0]) for each in served)
        if not index.unique:
            yield replace(index, generated=made)
        elif index.name is None or index.name not in uniques:
            yield index


def _index(key: str, item: Object) -> Index:
    """Where a column is null the index has an expression, whose text `expressions` gives, if anything does."""
    columns, given = item.get("columns"), item.get("expressions")
    orders = _object(item.get("column_sorting") or {}, f"{key}.indexes.column_sorting")
    names = columns if isinstance(columns, list) else []
    placed = _columns(item, "orders", f"{key}.indexes")
    texts = given if isinstance(given, list) and len(given) == len(names) else names
    return Index(
        _name(item),
        tuple(text + _order(text, orders) if isinstance(text, str) else "?" for text in texts),
        unique=item.get("unique") is True,
        where=_optional(item, "where"),
        method=_optional(item, "method"),
        include=_columns(item, "include", f"{key}.indexes"),
        expressions=tuple(place for place, name in enumerate(names) if not isinstance(name, str) or name in orders),
        orders=placed if len(placed) == len(names) else (),
    )


def _order(column: str, orders: Object) -> str:
    words = orders.get(column)
    return f" {' '.join(map(str, words)).replace('_', ' ').upper()}" if isinstance(words, list) else ""


def _table_name(key: str) -> TableName:
    schema, _, name = key.rpartition(".")
    return TableName(name, schema)


def _name(item: Object) -> str | None:
    return _optional(item, "name")


def _optional(item: Object, key: str) -> str | None:
    text = item.get(key)
    return text if isinstance(text, str) else None


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
