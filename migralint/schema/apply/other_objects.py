"""What operations on views, sequences, schemas and other named objects do to a schema."""

from __future__ import annotations

from typing import TypeAlias

from msgspec.structs import replace
from rpds import HashTrieMap

from migralint.operations import CreateObject, DropObject
from migralint.schema.apply.conflict import Result, exists, in_use, missing, table_words
from migralint.schema.naming import Naming
from migralint.schema.schema import Schema

Objects: TypeAlias = "HashTrieMap[tuple[str, str], bool]"

# Functions may be overloaded; triggers, policies and rules have names per table.
UNIQUELY_NAMED = ("view", "materialized view", "sequence", "extension", "schema", "domain", "type")


def create_object(schema: Schema, operation: CreateObject, naming: Naming) -> Result:
    if operation.name.startswith("pg_temp."):  # it goes with the session
        return schema, None
    key = (operation.kind, operation.name)
    silent = operation.or_replace or operation.if_not_exists or operation.kind not in UNIQUELY_NAMED
    if key in schema.objects and not operation.or_replace:
        return schema, None if silent else exists(f'{operation.kind} "{operation.name}"')
    objects = schema.objects.insert(key, operation.plain)
    if key in schema.objects:  # who replaces what was replaced before puts back what was there at first
        objects = objects.insert((f"found {operation.kind}", operation.name), True)
    after = replace(schema, objects=_looked_for(objects, operation))
    if operation.renamed_from:
        return _with_renamed_sequence(after, operation.renamed_from, operation.name), None
    table = schema.tables.get(operation.table) if operation.kind == "trigger" and operation.table else None
    if table is None or operation.name in table.triggers:
        return after, None
    return after.with_table(replace(table, triggers=(*table.triggers, operation.name))), None


def _looked_for(objects: Objects, operation: CreateObject) -> Objects:
    """What `DROP … IF EXISTS` did not know may have been there: so says who makes it once more on the way back."""
    sought, made = (f"sought {operation.kind}", operation.name), (f"sought and made {operation.kind}", operation.name)
    if made in objects:
        return objects.insert((f"found {operation.kind}", operation.name), True)
    return objects.discard(sought).insert(made, True) if sought in objects else objects


def _with_renamed_sequence(schema: Schema, name: str, new_name: str) -> Schema:
    """The schema whose id draws from the sequence under its new name."""
    owner = next((table for table in schema.tables.values() if table.id_sequence == name), None)
    return schema if owner is None else schema.with_table(replace(owner, id_sequence=new_name))


def drop_object(schema: Schema, operation: DropObject, naming: Naming) -> Result:
    key = (operation.kind, operation.name)
    if operation.kind == "schema":
        return _drop_schema(schema, operation)
    if key in schema.objects:
        after = replace(schema, objects=schema.objects.discard(key))
        return _without_trigger(after, operation) if operation.kind == "trigger" else after, None
    surely = schema.complete and operation.kind in ("view", "materialized view") and not operation.if_exists
    if surely:
        return schema, missing(f'{operation.kind} "{operation.name}"')
    if operation.if_exists:
        sought = (f"sought {operation.kind}", operation.name)
        return schema if schema.complete else replace(schema, objects=schema.objects.insert(sought, True)), None
    # It was there though nothing here made it, as the sequence of a SERIAL is.
    return replace(schema, objects=schema.objects.insert((f"found {operation.kind}", operation.name), True)), None


def _without_trigger(schema: Schema, operation: DropObject) -> Schema:
    """The schema without the trigger, which SQLite drops by its name alone."""
    for table in schema.tables.values():
        if operation.name in table.triggers and operation.table in (None, table.name):
            triggers = tuple(name for name in table.triggers if name != operation.name)
            schema = schema.with_table(replace(table, triggers=triggers))
    return schema


def _drop_schema(schema: Schema, operation: DropObject) -> Result:
    names = [name for name in schema.tables if name.schema == operation.name]
    after = replace(schema, objects=schema.objects.discard(("schema", operation.name)))
    if names and not operation.cascade:
        words = f'schema "{operation.name}" holds {table_words(min(names))}'
        return after, in_use(words)
    for name in names:
        after = after.without_table(name)
    return _without_enums(after, operation.name), None


def _without_enums(schema: Schema, name: str) -> Schema:
    enums = schema.enums
    for enum in schema.enums.values():
        if enum.schema == name:
            enums = enums.discard(enum.key)
    return replace(schema, enums=enums)
