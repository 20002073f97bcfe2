"""The table that a SQLite batch starts from: what reflection sees of it, or what the script says of it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from migralint.objects import Constraint
from migralint.operations import RecreateTable
from migralint.schema.apply.conflict import Result, column_words, in_use
from migralint.schema.apply.lookup import known_or_found
from migralint.schema.apply.new_table import new_table
from migralint.schema.apply.reflected import reflected
from migralint.schema.naming import Naming, convention_key, conventional_name, with_index_name
from migralint.schema.schema import Schema, Table


def recreate_table(schema: Schema, operation: RecreateTable, naming: Naming) -> Result:
    """The table as the batch finds it. Where it does not exist, each operation of the batch says so."""
    table = known_or_found(schema, operation.table)
    if table is None or not operation.readable:
        return schema, None
    kept = _described(schema, table, operation, naming)
    generated = next((c for c in kept.columns if c.computed and c.name not in operation.dropped_columns), None)
    objects = schema.objects
    for trigger in table.triggers:
        objects = objects.discard(("trigger", trigger))
    after = replace(schema, objects=objects).with_table(kept)
    if generated is None:
        return after, None
    return after, in_use(f"{column_words(table.name, generated.name)} is generated: its values cannot be copied")


def _described(schema: Schema, table: Table, operation: RecreateTable, naming: Naming) -> Table:
    if operation.copy_from is not None:
        kept = replace(new_table(schema, operation.copy_from, naming), assumed=table.assumed, complete=table.complete)
    else:
        kept = _named(reflected(schema, table), operation.convention)
    for column in operation.columns:
        kept = kept.with_column(column)
    indexes = (with_index_name(index, table.name, naming, ()) for index in operation.indexes)
    return replace(
        kept,
        constraints=(*operation.constraints, *kept.constraints),
        indexes=(*kept.indexes, *indexes),
        autoincrement=operation.autoincrement or kept.autoincrement,
    )


def _named(table: Table, convention: Mapping[str, str] | None) -> Table:
    """`naming_convention=` names what the database holds without a name."""
    if not convention:
        return table
    return replace(table, constraints=tuple(_with_name(each, table, convention) for each in table.constraints))


def _with_name(constraint: Constraint, table: Table, convention: Mapping[str, str]) -> Constraint:
    key = convention_key(constraint)
    if constraint.name is not None or key is None or key not in convention:
        return constraint
    return replace(constraint, name=conventional_name(key, table.name, constraint, convention))
