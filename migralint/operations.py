"""The vocabulary of migrations: one class per operation, in Alembic's own names.

Every operation says where it stands in the revision script (`span`), whether it surely runs (`guard`) and
whether it runs inside the migration's transaction. `source` is what the author wrote: the directive
(`op.add_column`) or the kind of SQL statement (`SQL ALTER TABLE`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from migralint.objects import (
    Column,
    Constraint,
    ConstraintKind,
    Default,
    EnumType,
    Identity,
    Index,
    TableName,
    Type,
)
from migralint.revisions.source import START, Span


class Guard(Enum):
    """ALWAYS runs, runs only under a CONDITION that could not be decided, or runs REPEATED times (unknown loop)."""

    ALWAYS = "always"
    CONDITIONAL = "conditional"
    REPEATED = "repeated"


class Unchanged(Enum):
    """What an AlterColumn leaves alone. Not None, which means "none": no default, no comment."""

    UNCHANGED = "unchanged"


UNCHANGED: Final = Unchanged.UNCHANGED
Unchangeable: TypeAlias = Literal[Unchanged.UNCHANGED]


class Operation(Struct, frozen=True, kw_only=True, repr_omit_defaults=True):
    span: Span = START
    guard: Guard = Guard.ALWAYS
    in_transaction: bool = True  # False inside `autocommit_block()`
    in_batch: bool = False  # written on a `batch_alter_table` proxy
    source: str = ""  # `op.add_column`, `SQL ALTER TABLE`
    sql: str | None = None  # the statement's text, where it was written as SQL
    via: str | None = None  # "helpers.py:12", where the call stands in a helper module of the project
    statements: int = 1  # how many the text of its call has: told by the first operation of the text
    unbound: tuple[str, ...] = ()  # the text's bind parameters that get no value: likewise
    recreates: bool = False  # part of a SQLite batch that makes the table anew from all its operations at once


# --- tables


class CreateTable(Operation, frozen=True, kw_only=True):
    table: TableName
    columns: tuple[Column, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    indexes: tuple[Index, ...] = ()
    if_not_exists: bool = False
    temporary: bool = False
    complete: bool = True  # False where columns could not all be read (`CREATE TABLE … AS SELECT`, `LIKE`)
    keys_complete: bool = True  # False where constraints and indexes could not all be read
    partition_of: TableName | None = None
    partitioned: bool = False
    autoincrement: bool = False  # SQLite's AUTOINCREMENT
    default_partition: bool = False  # PARTITION OF … DEFAULT


class DropTable(Operation, frozen=True, kw_only=True):
    table: TableName
    if_exists: bool = False
    cascade: bool = False


class RenameTable(Operation, frozen=True, kw_only=True):
    table: TableName
    new_table: TableName  # other schema: ALTER TABLE … SET SCHEMA
    if_exists: bool = False


class AlterTable(Operation, frozen=True, kw_only=True):
    """Anything else done to a table. `action` is upper-case SQL without names: `ATTACH PARTITION`, `SET LOGGED`."""

    table: TableName
    action: str
    other_table: TableName | None = None  # the partition attached or detached, the parent inherited from


class RecreateTable(Operation, frozen=True, kw_only=True):
    """SQLite: a batch reads the table by reflection and makes it anew, so that what reflection does not see is lost.

    It comes before the operations of its batch. `copy_from` stands for the table where the script describes it.
    """

    table: TableName
    copy_from: CreateTable | None = None
    columns: tuple[Column, ...] = ()  # `reflect_args`: these are given, not reflected
    constraints: tuple[Constraint, ...] = ()  # `table_args`
    indexes: tuple[Index, ...] = ()  # `table_args`
    autoincrement: bool = False  # `table_kwargs`
    convention: Mapping[str, str] | None = None  # `naming_convention`: names what is reflected without a name
    dropped_columns: tuple[str, ...] = ()  # those that the batch drops
    readable: bool = True  # False where an argument could not be read: what the new table has is not all known


# --- columns


class AddColumn(Operation, frozen=True, kw_only=True):
    table: TableName
    column: Column
    constraints: tuple[Constraint, ...] = ()  # UNIQUE, REFERENCES, CHECK that come with it
    indexes: tuple[Index, ...] = ()  # `Column(index=True)`
    if_not_exists: bool = False
    inline_references: bool = False  # the foreign key is part of ADD COLUMN: no scan
    insert_before: str | None = None  # the place of the column in a table that a batch makes anew
    insert_after: str | None = None


class DropColumn(Operation, frozen=True, kw_only=True):
    table: TableName
    name: str
    if_exists: bool = False
    cascade: bool = False
    added_again: bool = False  # by the same SQLite batch, so that keys and indexes on it stay


class AlterColumn(Operation, frozen=True, kw_only=True):
    """`existing_*` are what the author declared, UNCHANGED where nothing was said."""

    table: TableName
    name: str
    type: Type | Unchangeable = UNCHANGED
    nullable: bool | Unchangeable = UNCHANGED
    default: Default | None | Unchangeable = UNCHANGED
    identity: Identity | None | Unchangeable = UNCHANGED
    adds_identity: bool = False  # ADD GENERATED, which a column that has an identity refuses
    comment: str | None | Unchangeable = UNCHANGED
    autoincrement: bool | Unchangeable = UNCHANGED
    using: str | None = None  # PostgreSQL's USING expression
    existing_type: Type | Unchangeable = UNCHANGED
    existing_nullable: bool | Unchangeable = UNCHANGED
    existing_default: Default | None | Unchangeable = UNCHANGED
    existing_comment: str | None | Unchangeable = UNCHANGED
    restates: bool = False  # MySQL's MODIFY/CHANGE as SQL: what is not restated is lost
    drops_expression: bool = False
    existing_autoincrement: bool | Unchangeable = UNCHANGED
    new_name: str | None = None  # the same statement renames it: MySQL's CHANGE
    arguments: tuple[str, ...] = ()  # of `alter_column` behind the names, as the author wrote them


class RenameColumn(Operation, frozen=True, kw_only=True):
    table: TableName
    name: str
    new_name: str


# --- indexes and constraints


class CreateIndex(Operation, frozen=True, kw_only=True):
    table: TableName
    index: Index
    concurrently: bool = False
    if_not_exists: bool = False
    only: bool = False  # CREATE INDEX … ON ONLY
    texts: tuple[str, ...] = ()  # what was given as `sa.text`, which a SQLite batch takes for the name of a column


class DropIndex(Operation, frozen=True, kw_only=True):
    name: str | None
    table: TableName | None = None
    schema: str = ""
    concurrently: bool = False
    if_exists: bool = False
    cascade: bool = False


class RenameIndex(Operation, frozen=True, kw_only=True):
    name: str
    new_name: str
    table: TableName | None = None
    if_exists: bool = False


class AddConstraint(Operation, frozen=True, kw_only=True):
    """`NOT VALID` shows as `constraint.valid` False; `using_index` is UNIQUE/PRIMARY KEY USING INDEX."""

    table: TableName
    constraint: Constraint
    using_index: str | None = None
    if_not_exists: bool = False


class DropConstraint(Operation, frozen=True, kw_only=True):
    """`name` None is what the author wrote: `drop_constraint(None, ...)`, which cannot run."""

    table: TableName
    name: str | None
    kind: ConstraintKind | None = None
    if_exists: bool = False
    cascade: bool = False
    untyped: bool = False  # `op.drop_constraint` without `type_`, which MySQL needs


class RenameConstraint(Operation, frozen=True, kw_only=True):
    table: TableName
    name: str
    new_name: str


class ValidateConstraint(Operation, frozen=True, kw_only=True):
    table: TableName
    name: str


# --- enum types (PostgreSQL)


class CreateEnum(Operation, frozen=True, kw_only=True):
    """`with_table`: Alembic makes it along with a table, once for all tables of one command."""

    enum: EnumType
    check_first: bool = False
    with_table: bool = False


class DropEnum(Operation, frozen=True, kw_only=True):
    name: str
    schema: str = ""
    if_exists: bool = False
    cascade: bool = False


class AddEnumValue(Operation, frozen=True, kw_only=True):
    enum: str
    value: str
    schema: str = ""
    before: str | None = None
    after: str | None = None
    if_not_exists: bool = False


class RenameEnumValue(Operation, frozen=True, kw_only=True):
    enum: str
    value: str
    new_value: str
    schema: str = ""


class ReplaceEnum(Operation, frozen=True, kw_only=True):
    """The type is made anew with these labels and every column of it moved over: `op.sync_enum_values`."""

    enum: EnumType


class RenameEnum(Operation, frozen=True, kw_only=True):
    name: str
    new_name: str
    schema: str = ""


# --- other named objects


ObjectKind: TypeAlias = Literal[
    "view", "materialized view", "function", "trigger", "sequence", "extension", "schema", "domain", "type",
    "policy", "rule", "database", "role", "collation", "other",
]  # fmt: skip


class CreateObject(Operation, frozen=True, kw_only=True):
    kind: ObjectKind
    name: str
    table: TableName | None = None  # of a trigger, policy or rule
    or_replace: bool = False
    if_not_exists: bool = False
    plain: bool = True  # False: a domain with constraints or a volatile function, which a new column computes per row
    renamed_from: str = ""  # the sequence that gets this name


class DropObject(Operation, frozen=True, kw_only=True):
    kind: ObjectKind
    name: str
    table: TableName | None = None
    if_exists: bool = False
    cascade: bool = False


# --- data


class ChangeData(Operation, frozen=True, kw_only=True):
    """INSERT, UPDATE, DELETE or TRUNCATE. `columns` are those written (empty: unknown or all), `reads` tables read.

    `read_columns` are the names of columns that its expressions mention, as far as they could be read.
    """

    kind: Literal["insert", "update", "delete", "truncate", "merge"]
    table: TableName
    columns: tuple[str, ...] = ()
    read_columns: tuple[str, ...] = ()
    has_where: bool = False
    reads: tuple[TableName, ...] = ()
    cascade: bool = False
    columns_known: bool = False  # whether `columns` is the whole list


class Query(Operation, frozen=True, kw_only=True):
    """A SELECT: changes nothing, but tells what a migration looks at. `elsewhere`: on another connection."""

    reads: tuple[TableName, ...] = ()
    elsewhere: bool = False


# --- SQL and code that has no shape of its own


class RawSql(Operation, frozen=True, kw_only=True):
    """A statement without effect on the schema (`SET`, `LOCK`), or one whose effect is hidden (`opaque`: `DO`).

    `command` is its first words in upper case: `LOCK TABLE`, `SET`, `REINDEX`, `VACUUM FULL`, `COMMIT`.
    """

    text: str
    command: str
    opaque: bool = False
    table: TableName | None = None
    concurrently: bool = False


class CreateAll(Operation, frozen=True, kw_only=True):
    """`metadata.create_all(bind)`; `metadata` is the expression as written, `tables` those named, None: all."""

    metadata: str
    tables: tuple[TableName, ...] | None = None


class DropAll(Operation, frozen=True, kw_only=True):
    metadata: str
    tables: tuple[TableName, ...] | None = None


class Unread(Operation, frozen=True, kw_only=True):
    """What could not be read: `directive` names the call (`op.add_column`, `op.execute`), `why` the reason in words."""

    directive: str
    why: str
    table: TableName | None = None
    is_ddl: bool = True
    refused: bool = False  # PostgreSQL's own grammar refuses it, whatever its parameters are
