"""What operations on columns do to a schema."""

from __future__ import annotations

from msgspec.structs import replace

from migralint.objects import Constraint, PrimaryKey
from migralint.operations import UNCHANGED, AddColumn, AlterColumn, DropColumn, RenameColumn
from migralint.schema.apply.altered_column import altered, as_found, is_modify, without_checks_of
from migralint.schema.apply.column_types import with_column_types
from migralint.schema.apply.conflict import Conflict, Result, column_words, exists, in_use, missing
from migralint.schema.apply.constraints import unknown_reference, with_constraint
from migralint.schema.apply.dropped_column import blocking, without_column
from migralint.schema.apply.indexes import with_index
from migralint.schema.apply.lookup import assuming, lacks_column
from migralint.schema.apply.mysql_keys import needed_as_it_is
from migralint.schema.apply.references import references_to_column, without_references
from migralint.schema.apply.renamed_column import following, with_renamed_column
from migralint.schema.naming import Naming
from migralint.schema.schema import Schema, Table


def add_column(schema: Schema, table: Table, operation: AddColumn, naming: Naming) -> Result:
    column = operation.column
    if table.column(column.name) is not None:
        conflict = exists(column_words(table.name, column.name))
        return schema.with_table(table), None if operation.if_not_exists else conflict
    constraints = _constraints(operation)
    table = table.with_column(replace(column, primary_key=False))
    for constraint in constraints:
        table = with_constraint(table, constraint, naming)
    for index in operation.indexes:
        table = with_index(table, index, naming)
    after, lacking = with_column_types(schema.with_table(table), operation, (column,), naming)
    return after, lacking or unknown_reference(schema, table.name, constraints, naming)


def _constraints(operation: AddColumn) -> tuple[Constraint, ...]:
    """Alembic renders `Column(primary_key=True)` without PRIMARY KEY; SQL means what it says."""
    keyed = any(isinstance(constraint, PrimaryKey) for constraint in operation.constraints)
    if not operation.column.primary_key or operation.sql is None or keyed:
        return operation.constraints
    return (PrimaryKey((operation.column.name,)), *operation.constraints)


def drop_column(schema: Schema, table: Table, operation: DropColumn, naming: Naming) -> Result:
    name = operation.name
    if lacks_column(table, name):
        conflict = None if operation.if_exists else missing(column_words(table.name, name))
        return schema.with_table(table), conflict
    references = references_to_column(schema, table, name) if naming.dialect != "sqlite" else []
    reason = blocking(table, operation, references, naming)
    after = without_references(schema.with_table(without_column(table, name, naming)), references)
    return after, in_use(f"{column_words(table.name, name)} is {reason}") if reason else None


def alter_column(schema: Schema, table: Table, operation: AlterColumn, naming: Naming) -> Result:
    column = table.column(operation.name)
    if column is None and lacks_column(table, operation.name):
        return schema.with_table(table), missing(column_words(table.name, operation.name))
    if column is not None and column.identity and operation.adds_identity and naming.dialect == "postgresql":
        return schema.with_table(table), exists(f"identity of {column_words(table.name, operation.name)}")
    changed = altered(column or as_found(operation), operation, naming)
    conflict = needed_as_it_is(schema, table, column, changed, naming) if column is not None else None
    table = replace(table, assumed=assuming(table, operation.name)).with_column(changed)
    if naming.dialect == "mariadb" and is_modify(operation):
        table = without_checks_of(table, operation.name)
    typed = (changed,) if operation.type is not UNCHANGED else ()
    after, lacking = with_column_types(schema.with_table(table), operation, typed, naming)
    return after, conflict or lacking


def rename_column(schema: Schema, table: Table, operation: RenameColumn, naming: Naming) -> Result:
    conflict = _rename_conflict(table, operation)
    if conflict is not None:
        return schema.with_table(table), conflict
    renamed = with_renamed_column(table, operation.name, operation.new_name)
    return following(schema.with_table(renamed), table, operation.name, operation.new_name), None


def _rename_conflict(table: Table, operation: RenameColumn) -> Conflict | None:
    if lacks_column(table, operation.name):
        return missing(column_words(table.name, operation.name))
    if table.column(operation.new_name) is not None and operation.new_name != operation.name:
        return exists(column_words(table.name, operation.new_name))
    return None
