"""What operations on PostgreSQL's enum types do to a schema."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from migralint.objects import Column, EnumType
from migralint.operations import AddEnumValue, CreateEnum, DropEnum, RenameEnum, RenameEnumValue
from migralint.schema.apply.conflict import Result, column_words, exists, in_use, missing, type_words
from migralint.schema.naming import Naming
from migralint.schema.schema import Schema, Table


def with_column_enums(schema: Schema, columns: Iterable[Column]) -> Schema:
    """The schema with the types that Alembic creates along with a table; it checks first whether one exists."""
    for column in columns:
        kind = column.type
        if kind.enum is not None and kind.creates_enum and kind.enum not in schema.enums:
            schema = _with(schema, EnumType(kind.enum, kind.values or (), kind.enum_schema))
    return schema


def create_enum(schema: Schema, operation: CreateEnum, naming: Naming) -> Result:
    if naming.dialect != "postgresql":
        return schema, None
    if operation.enum.name in schema.enums:
        return schema, None if operation.check_first else exists(type_words(operation.enum.name))
    return _with(schema, operation.enum), None


def drop_enum(schema: Schema, operation: DropEnum, naming: Naming) -> Result:
    name = operation.name
    if ("type", name) in schema.objects or ("domain", name) in schema.objects:
        objects = schema.objects.discard(("type", name)).discard(("domain", name))
        return replace(schema, objects=objects), None
    if name not in schema.enums:
        return _drop_unknown(schema, operation, naming)
    users = _columns_of(schema, name)
    after = replace(schema, enums=schema.enums.discard(name))
    if not users:
        return after, None
    if operation.cascade:
        return _without_columns(after, name), None
    table, column = users[0]
    return after, in_use(f"{type_words(name)} is used by {column_words(table.name, column.name)}")


def _drop_unknown(schema: Schema, operation: DropEnum, naming: Naming) -> Result:
    """A type that no revision made is dropped once; `found type` remembers that it was there before."""
    key = ("found type", operation.name)
    if naming.dialect != "postgresql":
        return schema, None
    if schema.complete or key in schema.objects:
        return schema, None if operation.if_exists else missing(type_words(operation.name))
    return replace(schema, objects=schema.objects.insert(key, True)), None


def add_enum_value(schema: Schema, operation: AddEnumValue, naming: Naming) -> Result:
    enum = schema.enums.get(operation.enum)
    if enum is None:
        return _unknown(schema, operation.enum, operation.schema)
    words = type_words(enum.name)
    if operation.value in enum.values:
        return schema, None if operation.if_not_exists else exists(f'value "{operation.value}" of {words}')
    if not enum.values:
        return schema, None
    neighbour = operation.before if operation.before is not None else operation.after
    if neighbour is not None and neighbour not in enum.values:
        return schema, missing(f'value "{neighbour}" of {words}')
    place = len(enum.values)
    if neighbour is not None:
        place = enum.values.index(neighbour) + (operation.before is None)
    return _with(schema, replace(enum, values=(*enum.values[:place], operation.value, *enum.values[place:]))), None


def rename_enum_value(schema: Schema, operation: RenameEnumValue, naming: Naming) -> Result:
    enum = schema.enums.get(operation.enum)
    if enum is None:
        return _unknown(schema, operation.enum, operation.schema)
    if not enum.values:
        return schema, None
    words = type_words(enum.name)
    if operation.value not in enum.values:
        return schema, missing(f'value "{operation.value}" of {words}')
    if operation.new_value in enum.values:
        return schema, exists(f'value "{operation.new_value}" of {words}')
    values = tuple(operation.new_value if value == operation.value else value for value in enum.values)
    return _with(schema, replace(enum, values=values)), None


def rename_enum(schema: Schema, operation: RenameEnum, naming: Naming) -> Result:
    enum = schema.enums.get(operation.name)
    if enum is None:
        return schema, missing(type_words(operation.name)) if schema.complete else None
    if operation.new_name in schema.enums:
        return schema, exists(type_words(operation.new_name))
    after = _with(replace(schema, enums=schema.enums.discard(enum.name)), replace(enum, name=operation.new_name))
    for table, _ in _columns_of(schema, operation.name):
        columns = tuple(_of_renamed(column, operation) for column in table.columns)
        after = after.with_table(replace(table, columns=columns))
    return after, None


def _of_renamed(column: Column, operation: RenameEnum) -> Column:
    kind = column.type
    if kind.enum != operation.name:
        return column
    spelled = operation.new_name if kind.name.lower() == operation.name.lower() else kind.name
    return replace(column, type=replace(kind, enum=operation.new_name, name=spelled))


def _with(schema: Schema, enum: EnumType) -> Schema:
    return replace(schema, enums=schema.enums.insert(enum.name, enum))


def _unknown(schema: Schema, name: str, in_schema: str) -> Result:
    """A type that no revision made is taken as found."""
    if schema.complete:
        return schema, missing(type_words(name))
    return _with(schema, EnumType(name, schema=in_schema)), None


def _columns_of(schema: Schema, enum: str) -> list[tuple[Table, Column]]:
    return [(table, column) for table in schema.tables.values() for column in table.columns if column.type.enum == enum]


def _without_columns(schema: Schema, enum: str) -> Schema:
    for table, _ in _columns_of(schema, enum):
        columns = tuple(column for column in table.columns if column.type.enum != enum)
        schema = schema.with_table(replace(table, columns=columns))
    return schema
