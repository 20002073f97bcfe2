"""What operations on indexes do to a schema."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from migralint.objects import Index, PrimaryKey, TableName, Unique
from migralint.operations import CreateIndex, DropIndex, Operation, RenameIndex
from migralint.schema.apply.conflict import (
    Conflict,
    Result,
    described,
    exists,
    in_use,
    index_words,
    missing,
    table_words,
)
from migralint.schema.apply.lookup import index_names, is_other_relation, known_or_found, missing_column, names_of
from migralint.schema.apply.mysql_indexes import needed, without_needless_indexes
from migralint.schema.naming import Naming, folded, kept_name, with_index_name
from migralint.schema.schema import Schema, Table

Found = tuple[Table, Index | Unique | PrimaryKey]


def create_index(schema: Schema, table: Table, operation: CreateIndex, naming: Naming) -> Result:
    index = operation.index
    if naming.dialect in ("mysql", "mariadb"):
        table = without_needless_indexes(table, index.columns)
    if index.name is not None and index.name in index_names(table, naming.dialect):
        return schema, None if operation.if_not_exists else exists(index_words(index.name, table.name))
    plain = (name for place, name in enumerate(index.columns) if place not in index.expressions)
    conflict = missing_column(table, plain)
    if conflict is not None:
        return schema.with_table(table), conflict
    return schema.with_table(with_index(table, index, naming)), None


def with_index(table: Table, index: Index, naming: Naming) -> Table:
    named = with_index_name(index, table.name, naming, names_of(table) if index.name is None else ())
    if naming.dialect in ("mysql", "mariadb"):
        table = without_needless_indexes(table, named.columns)
    return replace(table, indexes=(*table.indexes, named))


def on_other_relation(schema: Schema, operation: Operation) -> Schema:
    """The schema that remembers the index of a materialized view, so that a later drop finds it."""
    if isinstance(operation, CreateIndex) and operation.index.name:
        return replace(schema, objects=schema.objects.insert(("index", operation.index.name), True))
    return schema


def drop_index(schema: Schema, operation: DropIndex, naming: Naming) -> Result:
    if operation.name is None:
        return schema, missing("an index without name")
    if ("index", operation.name) in schema.objects:
        return replace(schema, objects=schema.objects.discard(("index", operation.name))), None
    found = _find(schema, operation.name, operation.table, operation.schema, naming)
    if found is None:
        return _not_found(schema, operation.name, operation.table, operation.if_exists)
    table, index = found
    if naming.dialect in ("mysql", "mariadb"):
        return _drop_on_mysql(schema, table, index, operation)
    if not isinstance(index, Index):
        return schema, in_use(f"{index_words(operation.name)} is needed by {described(index, table.name)}")
    return schema.with_table(_without(table, index)), None


def _drop_on_mysql(schema: Schema, table: Table, index: Index | Unique | PrimaryKey, operation: DropIndex) -> Result:
    """Unique constraints are indexes; one that a foreign key needs cannot go."""
    if isinstance(index, PrimaryKey):
        return schema, missing(index_words(index.name or "", table.name))
    return schema.with_table(_without(table, index)), needed(schema, table, index, operation)


def _without(table: Table, index: Index | Unique) -> Table:
    if isinstance(index, Unique):
        return replace(table, constraints=tuple(c for c in table.constraints if c is not index))
    return replace(table, indexes=tuple(each for each in table.indexes if each is not index))


def rename_index(schema: Schema, operation: RenameIndex, naming: Naming) -> Result:
    """An index that serves a constraint takes the constraint's name along."""
    found = _find(schema, operation.name, operation.table, "", naming)
    if found is None:
        return _not_found(schema, operation.name, operation.table, operation.if_exists)
    table, index = found
    if operation.new_name in names_of(table):
        return schema, exists(index_words(operation.new_name, table.name))
    return schema.with_table(_renamed(table, index, operation.new_name)), None


def _renamed(table: Table, index: Index | Unique | PrimaryKey, new_name: str) -> Table:
    renamed = replace(index, name=new_name)
    if isinstance(renamed, Index):
        return replace(table, indexes=tuple(renamed if each is index else each for each in table.indexes))
    return replace(table, constraints=tuple(renamed if each is index else each for each in table.constraints))


def _not_found(schema: Schema, name: str, table: TableName | None, if_exists: bool) -> Result:
    if table is not None and not is_other_relation(schema, table):
        found = known_or_found(schema, table)
        if found is not None and not found.complete:
            return schema.with_table(replace(found, assumed=found.assumed.insert(name))), None
        if found is None and not if_exists:
            return schema, missing(table_words(table))
    return schema, None if if_exists else _surely_missing(schema, name, table)


def _surely_missing(schema: Schema, name: str, table: TableName | None) -> Conflict | None:
    """Without a table's name the index may belong to any table that is not wholly known."""
    if table is None and not (schema.complete and all(each.complete for each in schema.tables.values())):
        return None
    if table is not None and is_other_relation(schema, table):
        return None
    known = schema.tables.get(table) if table is not None else None
    if known is not None and any(index.name is None for index in known.indexes):  # of a convention not understood
        return None
    return missing(index_words(name, table))


def _find(schema: Schema, name: str, table: TableName | None, in_schema: str, naming: Naming) -> Found | None:
    """MySQL and SQL Server look in the table; elsewhere an index name stands alone, whatever table is given."""
    name = folded(kept_name(name, naming), naming.dialect) or ""
    known = schema.tables.get(table) if table is not None else None
    for index in _indexes(known, naming) if known is not None else ():
        if folded(index.name, naming.dialect) == name and known is not None:
            return known, index
    if table is not None and naming.dialect in ("mysql", "mariadb", "mssql"):
        return None
    wanted = table.schema if table is not None else in_schema
    return next(
        (
            (each, index)
            for each in schema.tables.values()
            if not wanted or each.name.schema == wanted
            for index in _indexes(each, naming)
            if folded(index.name, naming.dialect) == name
        ),
        None,
    )


def _indexes(table: Table, naming: Naming) -> Iterator[Index | Unique | PrimaryKey]:
    """The indexes that have a name; SQLite's of a constraint have none of the author's."""
    yield from table.indexes
    if naming.dialect == "sqlite":
        return
    for constraint in table.constraints:
        if isinstance(constraint, Unique | PrimaryKey):
            yield constraint
