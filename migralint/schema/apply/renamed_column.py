"""What follows a renamed column."""

from __future__ import annotations

from msgspec.structs import replace

from migralint.objects import Check, Column, Constraint, Default, ForeignKey, Index
from migralint.schema.apply.lookup import assuming
from migralint.schema.apply.references import referable
from migralint.schema.apply.renamed_in_sql import renamed_in
from migralint.schema.schema import Schema, Table


def with_renamed_column(table: Table, name: str, new_name: str) -> Table:
    """The table with its own constraints and indexes following; their names stay."""
    column = table.column(name)
    columns = (
        tuple(_column(c, name, new_name) for c in table.columns)
        if column is not None
        else (*table.columns, Column(new_name, default=Default("?")))
    )
    assumed = assuming(table, name)
    dropped = table.dropped_columns if table.complete else table.dropped_columns.insert(name)
    return replace(
        table,
        columns=columns,
        constraints=tuple(_constraint(c, table, name, new_name) for c in table.constraints),
        indexes=tuple(_index(index, name, new_name) for index in table.indexes),
        dropped_columns=dropped.discard(new_name),
        assumed=assumed if column is not None else assumed.insert(new_name),
    )


def following(schema: Schema, table: Table, name: str, new_name: str) -> Schema:
    """The schema with the foreign keys of other tables following."""
    if not referable(table, name):
        return schema
    for other, key in list(schema.referencing(table.name)):
        if name in key.referred_columns:
            changed = schema.tables[other.name]
            moved = replace(key, referred_columns=_moved(key.referred_columns, name, new_name))
            constraints = tuple(moved if c is key else c for c in changed.constraints)
            schema = schema.with_table(replace(changed, constraints=constraints))
    return schema


def _column(column: Column, name: str, new_name: str) -> Column:
    if column.computed is not None:
        computed = replace(column.computed, sql=renamed_in(column.computed.sql, name, new_name))
        column = replace(column, computed=computed)
    return replace(column, name=new_name) if column.name == name else column


def _constraint(constraint: Constraint, table: Table, name: str, new_name: str) -> Constraint:
    if name in constraint.columns:
        constraint = replace(constraint, columns=_moved(constraint.columns, name, new_name))
    if isinstance(constraint, Check):
        own = new_name if constraint.column == name else constraint.column
        return replace(constraint, sql=renamed_in(constraint.sql, name, new_name), column=own)
    refers_here = isinstance(constraint, ForeignKey) and constraint.referred_table == table.name
    if isinstance(constraint, ForeignKey) and refers_here and name in constraint.referred_columns:
        constraint = replace(constraint, referred_columns=_moved(constraint.referred_columns, name, new_name))
    return constraint


def _index(index: Index, name: str, new_name: str) -> Index:
    columns = (
        renamed_in(column, name, new_name) if place in index.expressions else new_name if column == name else column
        for place, column in enumerate(index.columns)
    )
    where = renamed_in(index.where, name, new_name) if index.where else None
    return replace(index, columns=tuple(columns), include=_moved(index.include, name, new_name), where=where)


def _moved(columns: tuple[str, ...], name: str, new_name: str) -> tuple[str, ...]:
    return tuple(new_name if column == name else column for column in columns)
