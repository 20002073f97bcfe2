"""What operations on PostgreSQL's enum types do to a schema."""

from __future__ import annotations

from msgspec.structs import replace

from migralint.objects import Column, EnumType, Type, enum_key
from migralint.operations import AddEnumValue, CreateEnum, DropEnum, RenameEnum, RenameEnumValue, ReplaceEnum
from migralint.schema.apply.conflict import Conflict, Result, column_words, exists, in_use, missing, type_words
from migralint.schema.naming import Naming
from migralint.schema.schema import Schema, Table

WITH_TABLE = "type made with a table"  # an object that stays: Alembic makes such a type once in a command


def create_enum(schema: Schema, operation: CreateEnum, naming: Naming) -> Result:
    if naming.dialect != "postgresql":
        return schema, None
    key = operation.enum.key
    conflict = Conflict("exists", type_words(operation.enum.name), "type") if key in schema.enums else None
    if conflict is None:
        schema = _with(schema, operation.enum)
    if operation.with_table:
        schema = replace(schema, objects=schema.objects.insert((WITH_TABLE, key), True))
    return schema, None if operation.check_first else conflict


def drop_enum(schema: Schema, operation: DropEnum, naming: Naming) -> Result:
    name, enum = operation.name, _known(schema, operation.name, operation.schema)
    if ("type", name) in schema.objects or ("domain", name) in schema.objects:
        objects = schema.objects.discard(("type", name)).discard(("domain", name))
        return replace(schema, objects=objects), None
    if enum is None:
        return _drop_unknown(schema, operation, naming)
    users = _columns_of(schema, enum)
    after = replace(schema, enums=schema.enums.discard(enum.key))
    if not users:
        return after, _default_conflict(schema, enum) if not operation.cascade else None
    if operation.cascade:
        return _without_columns(after, enum), None
    table, column = users[0]
    return after, in_use(f"{type_words(name)} is used by {column_words(table.name, column.name)}")


def _default_conflict(schema: Schema, enum: EnumType) -> Conflict | None:
    """A default that was set while its column had the type depends on it, whatever the column has become."""
    for table in schema.tables.values():
        for column in table.columns:
            if column.default is not None and column.default_type is not None and _is_type(column.default_type, enum):
                words = column_words(table.name, column.name)
                return in_use(f"{type_words(enum.name)} is used by the default of {words}")
    return None


def _drop_unknown(schema: Schema, operation: DropEnum, naming: Naming) -> Result:
    """A type that no revision made is dropped once; `found type` remembers that it was there before."""
    key = ("found type", operation.name)
    if naming.dialect != "postgresql":
        return schema, None
    if schema.complete or key in schema.objects:
        return schema, None if operation.if_exists else missing(type_words(operation.name))
    return replace(schema, objects=schema.objects.insert(key, True)), None


def add_enum_value(schema: Schema, operation: AddEnumValue, naming: Naming) -> Result:
    enum = _known(schema, operation.enum, operation.schema)
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
    enum = _known(schema, operation.enum, operation.schema)
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


def replace_enum(schema: Schema, operation: ReplaceEnum, naming: Naming) -> Result:
    enum = _known(schema, operation.enum.name, operation.enum.schema)
    if enum is None and schema.complete:
        return schema, missing(type_words(operation.enum.name))
    enum = replace(enum or operation.enum, values=operation.enum.values)
    return _with(schema, enum) if naming.dialect == "postgresql" else schema, None


def rename_enum(schema: Schema, operation: RenameEnum, naming: Naming) -> Result:
    enum = _known(schema, operation.name, operation.schema)
    if enum is None:
        return schema, missing(type_words(operation.name)) if schema.complete else None
    renamed = replace(enum, name=operation.new_name)
    if renamed.key in schema.enums:
        return schema, exists(type_words(operation.new_name))
    after = _with(replace(schema, enums=schema.enums.discard(enum.key)), renamed)
    for table, _ in _columns_of(schema, enum):
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
    return replace(schema, enums=schema.enums.insert(enum.key, enum))


def _unknown(schema: Schema, name: str, in_schema: str) -> Result:
    """A type that no revision made is taken as found."""
    if schema.complete:
        return schema, missing(type_words(name))
    return _with(schema, EnumType(name, schema=in_schema)), None


def _known(schema: Schema, name: str, in_schema: str) -> EnumType | None:
    """The type; a name without schema may mean one that the search path leads to."""
    enum = schema.enums.get(enum_key(name, in_schema))
    if enum is not None or in_schema:
        return enum
    return next((enum for enum in schema.enums.values() if enum.name == name), None)


def _columns_of(schema: Schema, enum: EnumType) -> list[tuple[Table, Column]]:
    pairs = ((table, column) for table in schema.tables.values() for column in table.columns)
    return [(table, column) for table, column in pairs if _has_type(column, enum)]


def _has_type(column: Column, enum: EnumType) -> bool:
    return _is_type(column.type, enum)


def _is_type(kind: Type, enum: EnumType) -> bool:
    return kind.enum == enum.name and enum_key(kind.enum, kind.enum_schema) in (enum.key, enum.name)


def _without_columns(schema: Schema, enum: EnumType) -> Schema:
    for table, _ in _columns_of(schema, enum):
        columns = tuple(column for column in table.columns if not _has_type(column, enum))
        schema = schema.with_table(replace(table, columns=columns))
    return schema
