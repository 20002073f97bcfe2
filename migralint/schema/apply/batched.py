"""What the operations of a SQLite batch do: they change the description of a table, which is then made at once."""

from __future__ import annotations

from msgspec.structs import replace

from migralint.objects import Check, Column, Constraint, ForeignKey, Index, PrimaryKey
from migralint.operations import (
    AddColumn,
    AddConstraint,
    CreateIndex,
    DropColumn,
    DropConstraint,
    DropIndex,
    RenameColumn,
)
from migralint.schema.apply import indexes
from migralint.schema.apply.conflict import (
    Conflict,
    Result,
    column_words,
    constraint_words,
    described,
    exists,
    in_use,
    index_words,
    missing,
)
from migralint.schema.apply.dropped_column import mentions, mentions_word
from migralint.schema.apply.lookup import assuming, lacks_column
from migralint.schema.apply.primary_key import with_primary_key_columns, without_primary_key_columns
from migralint.schema.apply.reflected import without_repeated
from migralint.schema.apply.renamed_column import with_renamed_column
from migralint.schema.apply.sqlite_functions import without_function
from migralint.schema.naming import Naming, with_index_name, with_name
from migralint.schema.schema import Schema, Table


def add_column(schema: Schema, table: Table, operation: AddColumn, naming: Naming) -> Result:
    """Alembic loses a foreign key that is to be written inline."""
    column = operation.column
    if table.column(column.name) is not None:
        return schema, exists(column_words(table.name, column.name))
    table = replace(table, columns=_inserted(table, replace(column, primary_key=False), operation))
    table = replace(table, dropped_columns=table.dropped_columns.discard(column.name))
    for constraint in operation.constraints:
        if not (isinstance(constraint, ForeignKey) and constraint.inline):
            table = with_constraint(table, constraint, naming)
    made = (with_index_name(index, table.name, naming, ()) for index in operation.indexes)
    after = schema.with_table(replace(table, indexes=(*table.indexes, *made)))
    return after, without_function(table.name, (column,))  # the rows are copied without it


def _inserted(table: Table, column: Column, operation: AddColumn) -> tuple[Column, ...]:
    place = table.position(operation.insert_before) if operation.insert_before is not None else None
    if place is None and operation.insert_after is not None:
        before = table.position(operation.insert_after)
        place = before + 1 if before is not None else None
    if place is None:
        return (*table.columns, column)
    return (*table.columns[:place], column, *table.columns[place:])


def drop_column(schema: Schema, table: Table, operation: DropColumn, naming: Naming) -> Result:
    """Keys that have the column go with it, the primary key shrinks; checks and indexes are made again and fail."""
    name = operation.name
    if lacks_column(table, name):
        return schema, missing(column_words(table.name, name))
    without = tuple(column for column in table.columns if column.name != name)
    if operation.added_again:
        return schema.with_table(replace(table, columns=without)), None
    after = replace(
        table,
        columns=without,
        constraints=tuple(kept for each in table.constraints if (kept := _without_column(each, name)) is not None),
        indexes=tuple(index for index in table.indexes if not mentions(index, name)),
        dropped_columns=table.dropped_columns if table.complete else table.dropped_columns.insert(name),
        assumed=assuming(table, name),
    )
    return schema.with_table(without_primary_key_columns(after)), _made_again_with(table, name)


def _without_column(constraint: Constraint, name: str) -> Constraint | None:
    if isinstance(constraint, PrimaryKey):
        columns = tuple(column for column in constraint.columns if column != name)
        return replace(constraint, columns=columns) if columns else None
    uses = mentions_word(constraint.sql, name) if isinstance(constraint, Check) else name in constraint.columns
    return None if uses else constraint


def _made_again_with(table: Table, name: str) -> Conflict | None:
    """The conflict of a check or index that names a column which the new table does not have."""
    checks: list[Check | Index] = [check for check in table.checks if mentions_word(check.sql, name)]
    user = next(iter(checks + [index for index in table.indexes if mentions(index, name)]), None)
    return in_use(f"{column_words(table.name, name)} is used by {described(user, table.name)}") if user else None


def add_constraint(schema: Schema, table: Table, operation: AddConstraint, naming: Naming) -> Result:
    return schema.with_table(with_constraint(table, operation.constraint, naming)), None


def with_constraint(table: Table, constraint: Constraint, naming: Naming) -> Table:
    """A name that is taken is replaced; a constraint on a column that the table has not is passed over in silence."""
    constraint = with_name(constraint, table.name, naming, ())
    if any(lacks_column(table, name) for name in constraint.columns):
        return table
    replaced = [
        each
        for each in table.constraints
        if (each.name == constraint.name and each.name is not None)
        or (isinstance(each, PrimaryKey) and isinstance(constraint, PrimaryKey))
    ]
    kept = [each for each in table.constraints if not any(each is other for other in replaced)]
    table = replace(table, constraints=without_repeated((*kept, constraint)))
    return with_primary_key_columns(table, constraint, naming) if isinstance(constraint, PrimaryKey) else table


def drop_constraint(schema: Schema, table: Table, operation: DropConstraint, naming: Naming) -> Result:
    """The name alone counts, not the kind; a unique index is no constraint."""
    found = table.constraint(operation.name) if operation.name is not None else None
    if found is not None:
        table = replace(table, constraints=tuple(each for each in table.constraints if each is not found))
        return schema.with_table(without_primary_key_columns(table)), None
    if operation.name is None:
        return schema, None if operation.if_exists else missing("a constraint without name")
    silent = operation.if_exists or not table.complete
    return schema, None if silent else missing(constraint_words(table.name, operation.name))


def create_index(schema: Schema, table: Table, operation: CreateIndex, naming: Naming) -> Result:
    """Alembic asks the new table for the columns of the index by name; what stands around or behind them is lost."""
    unknown = next((text for text in operation.texts if table.column(text) is None), None)
    if unknown is not None and table.complete:
        return schema, missing(column_words(table.name, unknown))
    columns = tuple(name for place in range(len(operation.index.columns)) for name in _named(table, operation, place))
    plain = replace(operation.index, columns=columns, expressions=(), orders=()) if columns else operation.index
    return indexes.create_index(schema, table, replace(operation, index=plain), naming)


def _named(table: Table, operation: CreateIndex, place: int) -> tuple[str, ...]:
    text = operation.index.columns[place]
    if place not in operation.index.expressions:
        return (text,)
    return tuple(column.name for column in table.columns if mentions_word(text, column.name))


def drop_index(schema: Schema, table: Table, operation: DropIndex, naming: Naming) -> Result:
    found = table.index(operation.name) if operation.name is not None else None
    if found is not None:
        kept = tuple(index for index in table.indexes if index is not found)
        return schema.with_table(replace(table, indexes=kept)), None
    return schema, missing(index_words(operation.name or "", table.name)) if table.complete else None


def rename_column(schema: Schema, table: Table, operation: RenameColumn, naming: Naming) -> Result:
    """The foreign keys of other tables keep the old name, and so do checks and predicates, which then fail."""
    name = operation.name
    if lacks_column(table, name):
        return schema, missing(column_words(table.name, name))
    texts = [*(check.sql for check in table.checks), *(index.where or "" for index in table.indexes)]
    conflict = None
    if any(mentions_word(text, name) for text in texts):
        plain = replace(table, indexes=tuple(i for i in table.indexes if mentions_word(i.where or "", name)))
        conflict = _made_again_with(plain, name)
    return schema.with_table(with_renamed_column(table, name, operation.new_name)), conflict
