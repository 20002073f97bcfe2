"""The table that a CREATE TABLE makes, with the constraints and names that the database adds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from migralint.objects import (
    Column,
    Constraint,
    Index,
    PrimaryKey,
    Unique,
)
from migralint.operations import CreateTable
from migralint.schema.apply.lookup import names_of_others
from migralint.schema.apply.mentioned_columns import with_mentioned_columns
from migralint.schema.apply.mysql_indexes import with_foreign_key_index, without_needless_indexes
from migralint.schema.apply.partitions import inherited
from migralint.schema.apply.primary_key import with_primary_key_columns
from migralint.schema.naming import Naming, sequence_name, with_index_name, with_name
from migralint.schema.schema import NO_NAMES, Schema, Table

SERIAL_TYPES = ("SERIAL", "BIGSERIAL", "SMALLSERIAL")


def new_table(schema: Schema, operation: CreateTable, naming: Naming) -> Table:
    table = Table(
        operation.table,
        complete=operation.complete and operation.keys_complete,
        partition_of=operation.partition_of,
        partitioned=operation.partitioned,
        default_partition=operation.default_partition,
        autoincrement=operation.autoincrement,
        assumed=NO_NAMES if schema.gone.get(operation.table) is not False else NO_NAMES.insert(""),
    )
    columns, constraints, indexes = operation.columns, operation.constraints, operation.indexes
    parent = None
    if operation.partition_of is not None:
        naming = replace(naming, as_sql=True)
        parent = schema.tables.get(operation.partition_of)
        table = replace(table, complete=parent is not None and parent.complete)
        if parent is not None:
            columns = (*parent.columns, *columns)
            constraints = (*map(inherited, parent.constraints), *constraints)
            indexes = (*(replace(index, name=None) for index in parent.indexes), *indexes)
    taken = names_of_others(schema, operation.table, naming)
    sequence = _id_sequence(operation, naming, taken) or (parent.id_sequence if parent is not None else None)
    table = replace(table, columns=columns, id_sequence=sequence)
    constraints = _merged(_with_folded_key(columns, constraints), naming)
    return _with_indexes(_with_constraints(table, constraints, naming, taken), indexes, naming, taken)


def _with_constraints(table: Table, constraints: Sequence[Constraint], naming: Naming, taken: set[str]) -> Table:
    taken |= {constraint.name for constraint in constraints if constraint.name is not None}
    for constraint in constraints:
        named = with_name(with_mentioned_columns(constraint, table.columns), table.name, naming, taken)
        if named.name is not None:
            taken.add(named.name)
        table = replace(table, constraints=(*table.constraints, named))
        if isinstance(named, PrimaryKey):
            table = with_primary_key_columns(table, named, naming)
    if naming.dialect in ("mysql", "mariadb"):
        given = {constraint.name for constraint in constraints}
        for key in table.foreign_keys:
            table = with_foreign_key_index(table, key, named=key.name in given)
    return table


def _with_indexes(table: Table, indexes: Iterable[Index], naming: Naming, taken: set[str]) -> Table:
    for index in indexes:
        named = with_index_name(index, table.name, naming, taken)
        if named.name is not None:
            taken.add(named.name)
        if naming.dialect in ("mysql", "mariadb"):
            table = without_needless_indexes(table, named.columns)
        table = replace(table, indexes=(*table.indexes, named))
    return table


def _with_folded_key(columns: Iterable[Column], constraints: tuple[Constraint, ...]) -> tuple[Constraint, ...]:
    """`Column(primary_key=True)` makes a primary key where no constraint names its columns."""
    given = next((constraint for constraint in constraints if isinstance(constraint, PrimaryKey)), None)
    if given is not None and given.columns:
        return constraints
    key = PrimaryKey(tuple(column.name for column in columns if column.primary_key), given.name if given else None)
    others = tuple(constraint for constraint in constraints if constraint is not given)
    return (key, *others) if key.columns else others


def _merged(constraints: tuple[Constraint, ...], naming: Naming) -> tuple[Constraint, ...]:
    """PostgreSQL makes one index of PRIMARY KEY and UNIQUE over the same columns; the first name given stays."""
    if naming.dialect != "postgresql":
        return constraints
    merged: dict[object, Constraint] = {}
    for constraint in sorted(constraints, key=lambda c: not isinstance(c, PrimaryKey)):
        mergeable = isinstance(constraint, PrimaryKey | Unique)
        key = _index_key(constraint) if mergeable else id(constraint)
        kept = merged.get(key)
        if kept is None:
            merged[key] = constraint
        elif kept.name is None:
            merged[key] = replace(kept, name=constraint.name)
    return tuple(merged.values())


def _index_key(constraint: Constraint) -> tuple[tuple[str, ...], bool, bool]:
    if isinstance(constraint, Unique):
        return constraint.columns, constraint.deferrable, constraint.nulls_not_distinct
    return constraint.columns, False, False


def _id_sequence(operation: CreateTable, naming: Naming, taken: set[str]) -> str | None:
    if naming.dialect != "postgresql":
        return None
    serial = (c for c in operation.columns if c.autoincrement or c.identity or c.type.name.upper() in SERIAL_TYPES)
    column = next(serial, None)
    return sequence_name(operation.table, column, taken) if column else None
