"""Directives of alembic-postgresql-enum, alembic-autogenerate-enums, alembic_utils and GeoAlchemy2."""

from __future__ import annotations

from typing import Any

from migralint.interpreter.constructs import (
    Unreadable,
    is_true,
    name_of,
)
from migralint.interpreter.default_schema import PUBLIC
from migralint.interpreter.directives.call import Call, Operations
from migralint.interpreter.directives.columns import add_column
from migralint.interpreter.directives.constraints import create_index
from migralint.interpreter.directives.tables import create_table
from migralint.interpreter.spatial import without_spatial_index
from migralint.interpreter.values import Term, Value, is_opaque, why
from migralint.objects import EnumType
from migralint.operations import (
    AddEnumValue,
    CreateObject,
    DropObject,
    ReplaceEnum,
)


def sync_enum_values(call: Call, *args: Value, **kw: Value) -> Operations:
    """Of alembic-postgresql-enum, or of alembic-autogenerate-enums, which names the old labels too."""
    of_columns = call.machine.items(args[3]) if len(args) > 3 else None
    names_old = "old_values" in kw or bool(of_columns and all(isinstance(item, str) for item in of_columns))
    parameters = _WITH_OLD_LABELS if names_old else ("enum_schema", "enum_name", "new_values")
    given = dict(zip(parameters, args, strict=False)) | kw
    name = name_of(given.get("enum_name", given.get("name")), "the enum's name")
    schema = given.get("enum_schema", given.get("schema"))
    in_schema = schema if isinstance(schema, str) and schema != PUBLIC else ""
    values = _labels(call, given.get("new_values"))
    if not names_old:
        yield ReplaceEnum(enum=EnumType(name, values, in_schema), **call.written)
    elif is_true(given.get("should_reverse")) and given.get("affected_columns") is not None:
        yield ReplaceEnum(enum=EnumType(name, tuple(sorted(set(values))), in_schema), **call.written)
    else:  # labels that are no more stay
        old = _labels(call, given.get("old_values"))
        for value in (value for value in values if value not in old):
            yield AddEnumValue(enum=name, value=value, schema=in_schema, **call.written)


_WITH_OLD_LABELS = ("enum_schema", "enum_name", "old_values", "new_values", "affected_columns", "should_reverse")


def _labels(call: Call, given: Value) -> tuple[str, ...]:
    values = call.machine.items(given)
    if values is None or not all(isinstance(value, str) for value in values):
        raise Unreadable(why(given, "the enum's values"))
    return tuple(map(str, values))


_ENTITIES = {
    "PGFunction": "function", "PGView": "view", "PGMaterializedView": "materialized view", "PGTrigger": "trigger",
    "PGExtension": "extension", "PGPolicy": "policy", "PGGrantTable": "other",
}  # fmt: skip


def _entity(call: Call, entity: Value) -> tuple[Any, str]:
    kind = _ENTITIES.get(entity.name if isinstance(entity, Term) else "", "other")
    if not isinstance(entity, Term) or is_opaque(
        name := entity.kwargs.get("signature", entity.args[1] if len(entity.args) > 1 else None)
    ):
        raise Unreadable(why(entity, "the entity"))
    return kind, _qualified(name_of(name, "the entity's name"), _schema_of(entity))


def _schema_of(entity: Term) -> Value:
    return entity.kwargs.get("schema", entity.args[0] if entity.args else None)


def _qualified(signature: str, schema: Value) -> str:
    """`total(integer)` of the schema `shop` is the function `shop.total`."""
    name = signature.partition("(")[0]
    return f"{schema}.{name}" if isinstance(schema, str) and schema != PUBLIC else name


def create_entity(call: Call, entity: Value, **kw: Value) -> Operations:
    kind, name = _entity(call, entity)
    yield CreateObject(kind=kind, name=name, or_replace=call.source.endswith("replace_entity"), **call.written)


def drop_entity(call: Call, entity: Value, **kw: Value) -> Operations:
    kind, name = _entity(call, entity)
    yield DropObject(kind=kind, name=name, **call.written)


def create_geospatial_table(call: Call, table_name: Value, *columns: Value, **kw: Value) -> Operations:
    yield from create_table(call, table_name, *map(without_spatial_index, columns), **kw)


def add_geospatial_column(call: Call, table_name: Value, column: Value, **kw: Value) -> Operations:
    yield from add_column(call, table_name, without_spatial_index(column), **kw)


def create_geospatial_index(
    call: Call, index_name: Value, table_name: Value, columns: Value, **kw: Value
) -> Operations:
    yield from create_index(call, index_name, table_name, columns, **{k: v for k, v in kw.items() if k != "unique"})
