"""What partitions get and lose along with their parent (PostgreSQL)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias, TypeVar

from msgspec.structs import replace

from migralint.objects import Check, Constraint, ForeignKey, Index, PrimaryKey, TableName
from migralint.operations import AddColumn, AlterColumn, CreateIndex, DropColumn, Operation, RenameColumn
from migralint.schema.apply.altered_column import altered
from migralint.schema.apply.constraints import with_constraint
from migralint.schema.apply.dropped_column import without_column
from migralint.schema.apply.indexes import with_index
from migralint.schema.apply.renamed_column import with_renamed_column
from migralint.schema.naming import Naming
from migralint.schema.schema import Schema, Table

Key: TypeAlias = "Constraint | Index"
AnyKey = TypeVar("AnyKey", bound=Key)


def followed(before: Schema, after: Schema, operation: Operation, naming: Naming) -> Schema:
    """The schema behind the operation with the partitions of the table that it changed changed as well."""
    if isinstance(operation, CreateIndex) and operation.only:
        return after
    for name in sorted(_changed(before, after, operation)):
        after = _followed(before.tables[name], after.tables[name], after, operation, naming)
    return after


def _changed(before: Schema, after: Schema, operation: Operation) -> Iterator[TableName]:
    """The operation's table; dropping an index need not name one."""
    named: TableName | None = getattr(operation, "table", None)
    for name in after.touched if named is None else (named,):
        old, new = before.tables.get(name), after.tables.get(name)
        if old is not None and new is not None and new.partitioned and old is not new:
            yield name


def _followed(old: Table, new: Table, schema: Schema, operation: Operation, naming: Naming) -> Schema:
    naming = replace(naming, as_sql=True)
    for partition in list(schema.tables.values()):
        if partition.partition_of == new.name:
            changed = _with_keys(_with_columns(partition, operation, naming), old, new, operation, naming)
            schema = schema.with_table(changed)
            if changed.partitioned:
                schema = _followed(partition, changed, schema, operation, naming)
    return schema


def _with_columns(partition: Table, operation: Operation, naming: Naming) -> Table:
    match operation:
        case AddColumn(column=column) if partition.column(column.name) is None:
            return partition.with_column(replace(column, primary_key=False))
        case DropColumn(name=name):
            return without_column(partition, name, naming)
        case RenameColumn(name=name, new_name=new_name):
            return with_renamed_column(partition, name, new_name)
        case AlterColumn(name=name) if (own := partition.column(name)) is not None:
            return partition.with_column(altered(own, operation, naming))
    return partition


def _with_keys(partition: Table, old: Table, new: Table, operation: Operation, naming: Naming) -> Table:
    if isinstance(operation, DropColumn | RenameColumn | AlterColumn):
        return partition
    lost = [key for key in _keys(old) if key not in _keys(new)]
    for key in lost:
        partition = _without(partition, key)
    return with_keys_of(partition, (key for key in _keys(new) if key not in _keys(old)), naming)


def with_keys_of(partition: Table, keys: Iterable[Key], naming: Naming) -> Table:
    """The partition with these keys of its parent; indexes that it has already take their part."""
    for key in keys:
        if any(_alike(own, key) for own in _keys(partition)):
            continue
        if isinstance(key, Index):
            partition = with_index(partition, replace(key, name=None), naming)
        elif not (isinstance(key, PrimaryKey) and partition.primary_key is not None):
            partition = with_constraint(partition, inherited(key), naming)
    return partition


def inherited(constraint: Constraint) -> Constraint:
    """A partition's own indexes get names after the partition; its checks and foreign keys keep the parent's."""
    return constraint if isinstance(constraint, Check | ForeignKey) else replace(constraint, name=None)


def _keys(table: Table) -> tuple[Key, ...]:
    return (*table.constraints, *table.indexes)


def _alike(a: Key, b: Key) -> bool:
    return a == b or (not isinstance(a, Check | ForeignKey) and type(a) is type(b) and _bare(a) == _bare(b))


def _bare(key: AnyKey) -> AnyKey:
    return replace(key, name=None)


def _without(table: Table, key: Key) -> Table:
    doomed = next((own for own in _keys(table) if _alike(own, key)), None)
    return replace(
        table,
        constraints=tuple(each for each in table.constraints if each is not doomed),
        indexes=tuple(each for each in table.indexes if each is not doomed),
    )
