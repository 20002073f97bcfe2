"""The database objects that operations carry and schemas hold: names, types, columns, constraints, indexes, enums."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from migralint.partly_compared import PartlyCompared


class TableName(Struct, frozen=True, order=True):
    """A table's name as the script spells it; `schema` is None for the default schema."""

    name: str
    schema: str = ""

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name


class Type(PartlyCompared, frozen=True):
    """A column type as the target dialect spells it: `Type("VARCHAR", ("50",))` is `VARCHAR(50)`.

    `suffix` follows the arguments (`TIMESTAMP(3) WITH TIME ZONE`), `dimensions` counts array brackets,
    `enum` is the name of a named ENUM type and `values` its labels (MySQL's inline ENUM has values and no name).
    `wrapper` names the application's own type (`UTCDateTime`) where one was unwrapped, `creates_enum` tells
    whether SQLAlchemy emits CREATE TYPE for it along with a table (None: 2.0 and 2.1 differ), `check` whether it
    emits a CHECK constraint, and `check_name` how the script names that. `is_schema_type`: the application's own type
    is a `SchemaType`, which may add to the table what no script shows.
    """

    name: str
    arguments: tuple[str, ...] = ()
    suffix: str = ""
    dimensions: int = 0
    enum: str | None = None
    enum_schema: str = ""
    values: tuple[str, ...] | None = None
    creates_enum: bool | None = False
    check: bool = False
    check_name: str | None = None
    wrapper: str | None = None
    is_schema_type: bool = False

    uncompared = frozenset({"wrapper", "is_schema_type"})

    @property
    def known(self) -> bool:
        return self.name != "?"

    @property
    def may_add_checks(self) -> bool:
        """Whether columns of this type may have checks that are not known."""
        return self.is_schema_type or (not self.known and self.wrapper is not None)

    def __str__(self) -> str:
        arguments = f"({', '.join(self.arguments)})" if self.arguments else ""
        return f"{self.name}{arguments}{' ' if self.suffix else ''}{self.suffix}{'[]' * self.dimensions}"


UNKNOWN_TYPE = Type("?")


class Default(Struct, frozen=True):
    """A server default. `sql` is the expression as DDL spells it (`'draft'`, `now()`); "?" where it could not be read.

    `quoted` tells that the script gave a plain Python string, which SQLAlchemy renders as a string literal.
    """

    sql: str
    quoted: bool = False

    @property
    def known(self) -> bool:
        return self.sql != "?"

    def __str__(self) -> str:
        return self.sql


class Identity(Struct, frozen=True):
    """GENERATED … AS IDENTITY."""

    always: bool = False


class Computed(Struct, frozen=True):
    """GENERATED ALWAYS AS (…); `stored` None means the dialect's own default."""

    sql: str
    stored: bool | None = None


class Column(PartlyCompared, frozen=True):
    """A column. `python_default` tells of a client-side `default=`, which the database never sees.

    `type_expression` is the type as the script wrote it (`sa.String(length=50)`), for messages and fixes.
    `default_type` is the type that the column had when its default was set, where that has changed since.
    """

    name: str
    type: Type = UNKNOWN_TYPE
    nullable: bool = True
    default: Default | None = None
    identity: Identity | None = None
    computed: Computed | None = None
    autoincrement: bool = False
    primary_key: bool = False
    comment: str | None = None
    collation: str | None = None
    python_default: bool = False
    type_expression: str = ""
    default_type: Type | None = None
    on_conflict: str | None = None  # SQLite: what a violation of NOT NULL does

    uncompared = frozenset({"python_default", "type_expression", "default_type"})


class PrimaryKey(Struct, frozen=True):
    """`name` None: not named in the script (a schema holds the name that the database gave, where it gives one)."""

    columns: tuple[str, ...]
    name: str | None = None
    on_conflict: str | None = None  # SQLite: what a violation does


class Unique(Struct, frozen=True):
    columns: tuple[str, ...]
    name: str | None = None
    deferrable: bool = False
    nulls_not_distinct: bool = False
    on_conflict: str | None = None  # SQLite: what a violation does


class Check(PartlyCompared, frozen=True):
    """`columns` are those that the expression mentions, where they could be read.

    `column` is the one in whose definition it is written: on SQLite and MariaDB it belongs to that.
    """

    sql: str
    name: str | None = None
    columns: tuple[str, ...] = ()
    valid: bool = True
    column: str | None = None

    uncompared = frozenset({"column"})


class ForeignKey(PartlyCompared, frozen=True):
    """`referred_columns` is empty where the script names only the table (its primary key is meant).

    `inline`: written as REFERENCES in the column's own definition.
    """

    columns: tuple[str, ...]
    referred_table: TableName
    referred_columns: tuple[str, ...]
    name: str | None = None
    on_delete: str | None = None
    on_update: str | None = None
    deferrable: bool = False
    valid: bool = True
    inline: bool = False

    uncompared = frozenset({"inline"})


class Exclude(Struct, frozen=True):
    name: str | None = None
    columns: tuple[str, ...] = ()


Constraint: TypeAlias = PrimaryKey | Unique | Check | ForeignKey | Exclude
ConstraintKind: TypeAlias = Literal["primary", "unique", "check", "foreignkey", "exclude"]


def constraint_kind(constraint: Constraint) -> ConstraintKind:
    """The kind as Alembic's `drop_constraint(type_=...)` spells it."""
    match constraint:
        case PrimaryKey():
            return "primary"
        case Unique():
            return "unique"
        case Check():
            return "check"
        case ForeignKey():
            return "foreignkey"
        case Exclude():
            return "exclude"


class Index(PartlyCompared, frozen=True):
    """`columns` are column names or, for an expression, its SQL; `expressions` holds the positions of those.

    `name` None: not named in the script. `method` is PostgreSQL's USING (None: btree). `orders`, on SQLite, is what
    stands behind each column (`DESC`, `COLLATE NOCASE`, or ""); it is empty where nothing does. `options` are
    PostgreSQL's operator classes and storage parameters, as arguments of `create_index`.
    """

    name: str | None
    columns: tuple[str, ...]
    unique: bool = False
    where: str | None = None
    method: str | None = None
    include: tuple[str, ...] = ()
    expressions: tuple[int, ...] = ()
    generated: bool = False  # InnoDB made it for a foreign key
    orders: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    uncompared = frozenset({"generated", "options"})

    @property
    def ordered_columns(self) -> tuple[str, ...]:
        """The columns with what stands behind them: `created DESC`."""
        if not self.orders:
            return self.columns
        return tuple(f"{name} {order}".rstrip() for name, order in zip(self.columns, self.orders, strict=True))


class EnumType(Struct, frozen=True):
    """A named enum type of PostgreSQL. `values` is empty where they could not be read."""

    name: str
    values: tuple[str, ...] = ()
    schema: str = ""

    @property
    def key(self) -> str:
        return enum_key(self.name, self.schema)


def enum_key(name: str, schema: str) -> str:
    """What tells a type from those of other schemas: `mood`, `app.mood`."""
    return name if schema in ("", "public") else f"{schema}.{name}"
