"""What operations on whole tables do to a schema."""

from __future__ import annotations

from msgspec.structs import replace
from rpds import HashTrieMap

from migralint.objects import ForeignKey, TableName
from migralint.operations import AlterTable, CreateAll, CreateTable, DropAll, DropTable, RenameTable
from migralint.schema.apply.column_types import with_column_types
from migralint.schema.apply.conflict import (
    Result,
    described,
    exists,
    in_use,
    missing,
    table_words,
)
from migralint.schema.apply.constraints import unknown_reference
from migralint.schema.apply.hidden_code import with_hidden_types
from migralint.schema.apply.lookup import RELATION_KINDS, is_other_relation, known_or_found
from migralint.schema.apply.mysql_keys import sets_required_null
from migralint.schema.apply.new_table import new_table
from migralint.schema.apply.partitions import with_keys_of
from migralint.schema.apply.references import without_references
from migralint.schema.apply.session import checks_foreign_keys, renames_references
from migralint.schema.naming import Naming
from migralint.schema.schema import Schema, Table


def create_table(schema: Schema, operation: CreateTable, naming: Naming) -> Result:
    name = operation.table
    if operation.temporary:
        return replace(schema, objects=schema.objects.insert(("temporary table", str(name)), True)), None
    if name in schema.tables or is_other_relation(schema, name):
        return schema, None if operation.if_not_exists else exists(table_words(name))
    after = schema.with_table(new_table(schema, operation, naming))
    after, lacking = with_column_types(after, operation, operation.columns, naming)
    conflict = lacking or unknown_reference(schema, name, operation.constraints, naming)
    if naming.dialect in ("mysql", "mariadb"):
        made = after.tables[name]
        conflict = conflict or sets_required_null(name, made.columns, made.constraints)
    return after, conflict


def drop_table(schema: Schema, operation: DropTable, naming: Naming) -> Result:
    name = operation.table
    if name not in schema.tables:
        return _drop_unknown(schema, operation)
    doomed = _with_partitions(schema, schema.tables[name])
    references = []
    if naming.dialect != "sqlite":
        references = [pair for each in doomed for pair in schema.referencing(each) if pair[0].name not in doomed]
    after = without_references(schema, references)
    for each in doomed:
        after = _without(after, after.tables[each])
    if not references or operation.cascade or not checks_foreign_keys(schema):
        return after, None
    other, key = references[0]
    return after, in_use(f"{table_words(name)} is referenced by {described(key, other.name)}")


def _without(schema: Schema, table: Table) -> Schema:
    made = table.complete and "" not in table.assumed
    return schema.without_table(table.name, made=made)


def _drop_unknown(schema: Schema, operation: DropTable) -> Result:
    name = operation.table
    if is_other_relation(schema, name):
        return replace(schema, objects=schema.objects.discard(("temporary table", str(name)))), None
    if schema.lacks_table(name):
        return schema, None if operation.if_exists else missing(table_words(name))
    return replace(schema, gone=schema.gone.insert(name, False)), None


def _with_partitions(schema: Schema, table: Table) -> tuple[TableName, ...]:
    if not table.partitioned:
        return (table.name,)
    parts = (other for other in schema.tables.values() if other.partition_of == table.name)
    return (table.name, *(name for part in parts for name in _with_partitions(schema, part)))


def rename_table(schema: Schema, operation: RenameTable, naming: Naming) -> Result:
    name, new_name = operation.table, operation.new_table
    if name not in schema.tables and is_other_relation(schema, name):
        return _rename_other_relation(schema, str(name), str(new_name)), None
    table = known_or_found(schema, name)
    if table is None:
        return schema, None if operation.if_exists else missing(table_words(name))
    if new_name in schema.tables:
        return schema, exists(table_words(new_name))
    renamed = replace(table, name=new_name)
    if naming.dialect in ("mysql", "mariadb"):
        renamed = _with_generated_names(renamed, f"{name.name}_ibfk_")
    after = _without(schema, table).with_table(renamed)
    return _pointing_to(after, name, new_name) if renames_references(schema) else after, None


def _rename_other_relation(schema: Schema, name: str, new_name: str) -> Schema:
    objects = schema.objects
    for kind in RELATION_KINDS:
        if (kind, name) in objects:
            objects = objects.discard((kind, name)).insert((kind, new_name), True)
    return replace(schema, objects=objects)


def _with_generated_names(table: Table, prefix: str) -> Table:
    """InnoDB renames the foreign keys that it named itself along with their table."""

    def follow(name: str | None) -> str | None:
        generated = name is not None and name.startswith(prefix) and name[len(prefix) :].isdigit()
        return f"{table.name.name}_ibfk_{name[len(prefix) :]}" if name and generated else name

    constraints = (replace(c, name=follow(c.name)) if isinstance(c, ForeignKey) else c for c in table.constraints)
    return replace(table, constraints=tuple(constraints))


def _pointing_to(schema: Schema, name: TableName, new_name: TableName) -> Schema:
    """The schema with foreign keys and partitions of the renamed table following it."""
    for table in schema.tables.values():
        changed = table
        if any(isinstance(c, ForeignKey) and c.referred_table == name for c in table.constraints):
            followed = (
                replace(c, referred_table=new_name) if isinstance(c, ForeignKey) and c.referred_table == name else c
                for c in table.constraints
            )
            changed = replace(changed, constraints=tuple(followed))
        if table.partition_of == name:
            changed = replace(changed, partition_of=new_name)
        if changed is not table:
            schema = schema.with_table(changed)
    return schema


def alter_table(schema: Schema, table: Table, operation: AlterTable, naming: Naming) -> Result:
    schema = schema.with_table(table)
    if operation.other_table is None or operation.action not in ("ATTACH PARTITION", "DETACH PARTITION"):
        return schema, None
    partition = known_or_found(schema, operation.other_table)
    if partition is None:
        return schema, missing(table_words(operation.other_table))
    if operation.action == "DETACH PARTITION":
        return schema.with_table(replace(partition, partition_of=None, default_partition=False)), None
    attached = with_keys_of(partition, (*table.constraints, *table.indexes), replace(naming, as_sql=True))
    return schema.with_table(replace(attached, partition_of=table.name)), None


def create_all(schema: Schema, operation: CreateAll, naming: Naming) -> Result:
    """Without names, any table that was not there may be there now."""
    if operation.tables is None:
        return replace(with_hidden_types(schema), complete=False, gone=HashTrieMap()), None
    for name in operation.tables:
        if name not in schema.tables:
            schema = schema.with_table(Table(name, complete=False))
    return schema, None


def drop_all(schema: Schema, operation: DropAll, naming: Naming) -> Result:
    if operation.tables is None:
        return schema.without_tables(), None
    for name in operation.tables:
        schema = schema.without_table(name)
    return schema, None
