"""Schema and Table: immutable states that share structure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import field
from msgspec.structs import replace
from rpds import HashTrieMap, HashTrieSet

from migralint.objects import (
    Check,
    Column,
    Constraint,
    EnumType,
    ForeignKey,
    Index,
    PrimaryKey,
    TableName,
    Unique,
)
from migralint.partly_compared import PartlyCompared

NO_NAMES: HashTrieSet[str] = HashTrieSet()


class Table(PartlyCompared, frozen=True):
    """A table. `complete` False: it existed before the first revision, so it may hold more than is known."""

    name: TableName
    columns: tuple[Column, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    indexes: tuple[Index, ...] = ()
    complete: bool = True
    partition_of: TableName | None = None
    partitioned: bool = False
    autoincrement: bool = False
    id_sequence: str | None = None  # PostgreSQL: kept when the table is renamed
    # Names that surely are not there, though the table is incomplete.
    dropped_columns: HashTrieSet[str] = NO_NAMES
    # Names of columns, constraints and indexes that no revision made at first, "" for the table itself.
    assumed: HashTrieSet[str] = NO_NAMES
    default_partition: bool = False
    triggers: tuple[str, ...] = ()

    uncompared = frozenset({"assumed"})

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def index(self, name: str) -> Index | None:
        return next((index for index in self.indexes if index.name == name), None)

    def constraint(self, name: str) -> Constraint | None:
        return next((constraint for constraint in self.constraints if constraint.name == name), None)

    def position(self, name: str) -> int | None:
        """The column's 0-based place."""
        return next((place for place, column in enumerate(self.columns) if column.name == name), None)

    @property
    def primary_key(self) -> PrimaryKey | None:
        return next((c for c in self.constraints if isinstance(c, PrimaryKey)), None)

    @property
    def foreign_keys(self) -> tuple[ForeignKey, ...]:
        return tuple(c for c in self.constraints if isinstance(c, ForeignKey))

    @property
    def uniques(self) -> tuple[Unique, ...]:
        return tuple(c for c in self.constraints if isinstance(c, Unique))

    @property
    def checks(self) -> tuple[Check, ...]:
        return tuple(c for c in self.constraints if isinstance(c, Check))

    def with_column(self, column: Column) -> Table:
        """The table with this column replaced, or added at the end."""
        if self.column(column.name) is None:
            return replace(
                self, columns=(*self.columns, column), dropped_columns=self.dropped_columns.discard(column.name)
            )
        return replace(self, columns=tuple(column if c.name == column.name else c for c in self.columns))


class Schema(PartlyCompared, frozen=True):
    """A state of the database. `complete` False: tables may exist that no revision made.

    `gone` remembers tables that the history dropped or renamed, which therefore are surely not there, and whether
    a revision had made them.
    `objects` holds views, functions, triggers, sequences … as (kind, name) pairs, with whether each is `plain`.
    """

    tables: HashTrieMap[TableName, Table] = field(default_factory=HashTrieMap)
    enums: HashTrieMap[str, EnumType] = field(default_factory=HashTrieMap)
    gone: HashTrieMap[TableName, bool] = field(default_factory=HashTrieMap)
    objects: HashTrieMap[tuple[str, str], bool] = field(default_factory=HashTrieMap)
    complete: bool = False
    # Which tables may hold a foreign key to a table: all that do, and some that did.
    referrers: HashTrieMap[TableName, frozenset[TableName]] = field(default_factory=HashTrieMap)
    # The tables changed since `settled`, so that two states of one revision compare without looking at every table.
    touched: HashTrieSet[TableName] = field(default_factory=HashTrieSet)

    uncompared = frozenset({"referrers", "touched"})

    def table(self, name: TableName) -> Table | None:
        return self.tables.get(name)

    def column(self, table: TableName, name: str) -> Column | None:
        found = self.tables.get(table)
        return found.column(name) if found else None

    def lacks_table(self, name: TableName) -> bool:
        """Whether the table surely does not exist."""
        return name not in self.tables and (self.complete or name in self.gone)

    def lacks_column(self, table: TableName, name: str) -> bool:
        """Whether the column surely does not exist (also when its table does not)."""
        found = self.tables.get(table)
        if found is None:
            return self.lacks_table(table)
        return found.column(name) is None and (found.complete or name in found.dropped_columns)

    def referencing(self, table: TableName) -> Iterator[tuple[Table, ForeignKey]]:
        """The foreign keys of other tables that point to this one."""
        for name in sorted(self.referrers.get(table, ())):
            other = self.tables.get(name)
            if other is None or name == table:
                continue
            for key in other.foreign_keys:
                if key.referred_table == table:
                    yield other, key

    def sorted_tables(self) -> list[Table]:
        return sorted(self.tables.values(), key=lambda table: table.name)

    def with_table(self, table: Table) -> Schema:
        before = self.tables.get(table.name)
        if before is table:
            return self
        referrers = self.referrers
        if before is None or before.constraints is not table.constraints:
            for referred in {key.referred_table for key in table.foreign_keys}:
                known = referrers.get(referred, frozenset())
                if table.name not in known:
                    referrers = referrers.insert(referred, known | {table.name})
        tables, gone = self.tables.insert(table.name, table), self.gone.discard(table.name)
        return replace(self, tables=tables, gone=gone, referrers=referrers, touched=self.touched.insert(table.name))

    def without_table(self, name: TableName, *, made: bool = True) -> Schema:
        """The schema without the table; `made` tells whether a revision had made it."""
        tables, gone = self.tables.discard(name), self.gone.insert(name, made)
        return replace(self, tables=tables, gone=gone, touched=self.touched.insert(name))

    def without_tables(self) -> Schema:
        """The schema after everything was dropped, known or not."""
        touched = self.touched.update(self.tables.keys())
        return replace(self, tables=HashTrieMap(), complete=False, touched=touched)

    def settled(self) -> Schema:
        """The same state as a new beginning: nothing is touched yet."""
        return replace(self, touched=HashTrieSet())

    @classmethod
    def of(cls, tables: Iterable[Table], enums: Iterable[EnumType] = (), *, complete: bool = True) -> Schema:
        schema = cls(enums=HashTrieMap({enum.key: enum for enum in enums}), complete=complete)
        for table in tables:
            schema = schema.with_table(table)
        return schema
