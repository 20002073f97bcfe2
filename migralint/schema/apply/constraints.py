"""What operations on constraints do to a schema."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Final

from msgspec.structs import replace

from migralint.objects import (
    Check,
    Constraint,
    ConstraintKind,
    Exclude,
    ForeignKey,
    Index,
    PrimaryKey,
    TableName,
    Unique,
    constraint_kind,
)
from migralint.operations import AddConstraint, DropConstraint, RenameConstraint, ValidateConstraint
from migralint.schema.apply.conflict import (
    Conflict,
    Result,
    constraint_words,
    described,
    exists,
    in_use,
    index_words,
    missing,
    table_words,
)
from migralint.schema.apply.found_constraint import find_constraint
from migralint.schema.apply.lookup import index_names, is_other_relation, missing_column, names_of, names_of_others
from migralint.schema.apply.mentioned_columns import with_mentioned_columns
from migralint.schema.apply.mysql_indexes import needed, with_foreign_key_index, without_needless_indexes
from migralint.schema.apply.mysql_keys import sets_required_null
from migralint.schema.apply.primary_key import with_primary_key_columns, without_primary_key_columns
from migralint.schema.apply.references import can_be_referred_to, references_to_key, without_references
from migralint.schema.naming import Naming, folded, with_name
from migralint.schema.schema import Schema, Table

_WANTED_KEYS: Final = {"postgresql": "a unique key", "mysql": "an index", "mariadb": "an index"}


def add_constraint(schema: Schema, table: Table, operation: AddConstraint, naming: Naming) -> Result:
    constraint: Constraint = operation.constraint
    if operation.using_index is not None:
        return _add_using_index(schema, table, operation, naming)
    conflict = _existing(table, constraint, naming)
    if conflict is not None:
        return schema.with_table(table), None if operation.if_not_exists else conflict
    conflict = missing_column(table, constraint.columns)
    conflict = conflict or unknown_reference(schema, table.name, (constraint,), naming)
    if conflict is None and naming.dialect in ("mysql", "mariadb"):
        conflict = sets_required_null(table.name, table.columns, (constraint,))
    if conflict is not None:
        return schema.with_table(table), conflict
    elsewhere = names_of_others(schema, table.name, naming) if constraint.name is None else set()
    return schema.with_table(with_constraint(table, constraint, naming, elsewhere)), None


def with_constraint(table: Table, constraint: Constraint, naming: Naming, elsewhere: Set[str] = frozenset()) -> Table:
    """`elsewhere` are the names that other tables have taken."""
    constraint = with_mentioned_columns(constraint, table.columns)
    named = with_name(constraint, table.name, naming, elsewhere | names_of(table) if constraint.name is None else ())
    mysql = naming.dialect in ("mysql", "mariadb")
    if mysql and isinstance(named, Unique | PrimaryKey):
        table = without_needless_indexes(table, named.columns)
    table = replace(table, constraints=(*table.constraints, named))
    if isinstance(named, PrimaryKey):
        return with_primary_key_columns(table, named, naming)
    if mysql and isinstance(named, ForeignKey):
        return with_foreign_key_index(table, named, named=constraint.name is not None)
    return table


def _existing(table: Table, constraint: Constraint, naming: Naming) -> Conflict | None:
    if isinstance(constraint, PrimaryKey) and table.primary_key is not None:
        return exists(f"primary key of table {table.name}")
    name, dialect = constraint.name, naming.dialect
    if name is not None and folded(name, dialect) in _names_taken(table, constraint, dialect):
        return exists(constraint_words(table.name, name))
    return None


def _names_taken(table: Table, constraint: Constraint, dialect: str) -> set[str | None]:
    """SQLite lets names repeat; on MySQL keys and other constraints have names apart."""
    if dialect == "sqlite":
        return set()
    is_key = isinstance(constraint, PrimaryKey | Unique | Exclude)
    taken = index_names(table, dialect) if is_key else set()
    apart = is_key and dialect in ("mysql", "mariadb")
    taken = taken if apart else taken | {c.name for c in table.constraints if c.name is not None}
    return {folded(name, dialect) for name in taken}


def unknown_reference(
    schema: Schema, table: TableName, constraints: Iterable[Constraint], naming: Naming
) -> Conflict | None:
    """The conflict of a foreign key to what surely is not there, or is no key; SQLite does not look."""
    if naming.dialect == "sqlite":
        return None
    for constraint in constraints:
        if isinstance(constraint, ForeignKey) and constraint.referred_table != table:
            conflict = _unknown_target(schema, constraint) or _no_key(schema, table, constraint, naming)
            if conflict is not None:
                return conflict
    return None


def _unknown_target(schema: Schema, key: ForeignKey) -> Conflict | None:
    name = key.referred_table
    referred = schema.tables.get(name)
    if referred is not None:
        return missing_column(referred, key.referred_columns)
    return missing(table_words(name)) if schema.lacks_table(name) and not is_other_relation(schema, name) else None


def _no_key(schema: Schema, table: TableName, key: ForeignKey, naming: Naming) -> Conflict | None:
    """PostgreSQL wants a unique key on just these columns, InnoDB any index that begins with them."""
    parent = schema.tables.get(key.referred_table)
    if parent is None or not parent.complete or parent.assumed or naming.dialect not in _WANTED_KEYS:
        return None
    if can_be_referred_to(parent, key.referred_columns, unique=naming.dialect == "postgresql"):
        return None
    wanted = f"{_WANTED_KEYS[naming.dialect]} on {parent.name}({', '.join(key.referred_columns)})"
    return Conflict("refused", f"{described(key, table)} needs {wanted}")


def _add_using_index(schema: Schema, table: Table, operation: AddConstraint, naming: Naming) -> Result:
    """The index becomes the constraint, under the constraint's name if it has one."""
    name = operation.using_index or ""
    index = table.index(name)
    if index is None:
        conflict = missing(index_words(name, table.name)) if table.complete else None
        return schema.with_table(table), conflict
    constraint = replace(operation.constraint, name=operation.constraint.name or name)
    if isinstance(constraint, Unique | PrimaryKey | Exclude):
        constraint = replace(constraint, columns=index.columns)
    table = replace(table, indexes=tuple(each for each in table.indexes if each is not index))
    return schema.with_table(with_constraint(table, constraint, naming)), None


def drop_constraint(schema: Schema, table: Table, operation: DropConstraint, naming: Naming) -> Result:
    schema = schema.with_table(table)
    if operation.name is None and (operation.sql is None or operation.kind != "primary"):
        return schema, missing("a constraint without name")
    found = find_constraint(table, operation.name, operation.kind, naming)
    if found is None:
        if table.complete and not _may_be_hidden(table, operation.kind, naming):
            return schema, None if operation.if_exists else _not_found(table, operation)
        return schema.with_table(replace(table, assumed=table.assumed.insert(_kept(operation, naming)))), None
    if naming.dialect in ("mysql", "mariadb") and isinstance(found, PrimaryKey | Unique | Index):
        return schema.with_table(_without(table, found)), needed(schema, table, found, operation)
    references = []
    if isinstance(found, PrimaryKey | Unique) and naming.dialect != "sqlite":
        references = references_to_key(schema, table, found)
    conflict = None
    if references and not operation.cascade:
        other, key = references[0]
        conflict = in_use(f"{described(found, table.name)} is needed by {described(key, other.name)}")
    return without_references(schema.with_table(_without(table, found)), references), conflict


def _kept(operation: DropConstraint, naming: Naming) -> str:
    """The name of a constraint that no revision made: MySQL's primary keys have no other."""
    if operation.kind == "primary" and naming.dialect in ("mysql", "mariadb"):
        return "PRIMARY"
    return operation.name or ""


def _not_found(table: Table, operation: DropConstraint) -> Conflict:
    if operation.name is None:
        return missing(f"primary key of table {table.name}")
    return missing(constraint_words(table.name, operation.name))


def _may_be_hidden(table: Table, kind: ConstraintKind | None, naming: Naming) -> bool:
    """Whether the table may have a constraint under a name that no script tells: by a type, or by the convention."""
    unnamed = any(c.name is None and kind in (None, constraint_kind(c)) for c in table.constraints)
    if unnamed and naming.dialect == "postgresql":
        return True
    return kind in (None, "check") and any(column.type.may_add_checks for column in table.columns)


def _without(table: Table, found: Constraint | Index) -> Table:
    if isinstance(found, Index):
        return replace(table, indexes=tuple(index for index in table.indexes if index is not found))
    table = replace(table, constraints=tuple(c for c in table.constraints if c is not found))
    return without_primary_key_columns(table) if isinstance(found, PrimaryKey) else table


def rename_constraint(schema: Schema, table: Table, operation: RenameConstraint, naming: Naming) -> Result:
    schema = schema.with_table(table)
    constraint = table.constraint(operation.name)
    if constraint is None:
        silent = not table.complete or _may_be_hidden(table, None, naming)
        return schema, None if silent else missing(constraint_words(table.name, operation.name))
    if operation.new_name in names_of(table):
        return schema, exists(constraint_words(table.name, operation.new_name))
    return schema.with_table(_replaced(table, constraint, replace(constraint, name=operation.new_name))), None


def validate_constraint(schema: Schema, table: Table, operation: ValidateConstraint, naming: Naming) -> Result:
    schema = schema.with_table(table)
    constraint = table.constraint(operation.name)
    if constraint is None:
        silent = not table.complete or _may_be_hidden(table, None, naming)
        return schema, None if silent else missing(constraint_words(table.name, operation.name))
    if isinstance(constraint, Check | ForeignKey) and not constraint.valid:
        return schema.with_table(_replaced(table, constraint, replace(constraint, valid=True))), None
    return schema, None


def _replaced(table: Table, constraint: Constraint, changed: Constraint) -> Table:
    return replace(table, constraints=tuple(changed if c is constraint else c for c in table.constraints))
