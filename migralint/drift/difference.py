"""Drifted: one thing in which the models and the revisions are not alike."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Literal, TypeAlias

from msgspec import Struct

from migralint.objects import (
    Check,
    Column,
    Constraint,
    EnumType,
    Exclude,
    ForeignKey,
    Index,
    PrimaryKey,
    TableName,
    Unique,
)
from migralint.schema import Schema, Table

Item: TypeAlias = Table | Column | Constraint | Index | EnumType
Aspect: TypeAlias = Literal["whole", "type", "nullable", "default", "definition", "condition", "name", "labels"]


def as_in(schema: Schema, table: TableName) -> TableName:
    """The table as a schema calls it: differences leave PostgreSQL's `public` out."""
    named = TableName(table.name, "public")
    return named if table not in schema.tables and named in schema.tables else table


class Drifted(Struct, frozen=True):
    """`revised` is the thing as the revisions leave it, `modelled` as the models declare it; None: they do not.

    `table` is None for an enum type. `sure` False: one side may hold more than is known. `used`: it is a table of which
    no model was found, and the application's code names it.
    """

    table: TableName | None
    revised: Item | None
    modelled: Item | None
    aspect: Aspect = "whole"
    sure: bool = True
    used: bool = False

    @property
    def words(self) -> str:
        """The thing as a message calls it: `column users.email`, `index ix_users_email of users`."""
        item = self.item
        match item:
            case Table():
                return f"table {item.name}"
            case Column(name=name):
                return f"column {self.table}.{name}"
            case EnumType(name=name):
                return f"enum type {name}"
            case ForeignKey(columns=columns):
                return f"foreign key {self.table}({', '.join(columns)})"
            case PrimaryKey():
                return f"primary key of {self.table}"
            case Unique(columns=columns):
                return f"unique {self.table}({', '.join(columns)})"
            case Check(name=None, sql=sql):
                return f"check ({sql}) of {self.table}"
            case Index() | Check() | Exclude():
                kind = "index" if isinstance(item, Index) else "check" if isinstance(item, Check) else "constraint"
                return f"{kind} {item.name} of {self.table}"

    @property
    def key(self) -> Hashable:
        """What makes it the same difference in another commit: a table that lost its model may get more columns."""
        if self.aspect == "whole":
            return self.words, self.revised is None
        if self.aspect in ("type", "nullable", "default"):
            return self.words, getattr(self.revised, self.aspect), getattr(self.modelled, self.aspect)
        return self.words, self.aspect, self.revised, self.modelled

    @property
    def own_names(self) -> tuple[str, ...]:
        """Its name on both sides; nothing for a key without one."""
        names = (getattr(side, "name", None) for side in (self.revised, self.modelled))
        return tuple(name.name if isinstance(name, TableName) else str(name) for name in names if name)

    @property
    def names(self) -> tuple[str, ...]:
        """By which code may speak of it: its own names, and the columns of a key."""
        found = [*self.own_names]
        found += self.item.columns if isinstance(self.item, (ForeignKey, Unique, Index, Check)) else ()
        whole = [self.table.name] if isinstance(self.item, Table) and self.table is not None else []
        return tuple(name for name in (*found, *whole) if name)

    @property
    def is_orphan(self) -> bool:
        """Whether it is a table that no model declares."""
        return self.modelled is None and isinstance(self.revised, Table)

    @property
    def item(self) -> Item:
        """The thing on the side that has it, the models' first."""
        found = self.revised if self.modelled is None else self.modelled
        assert found is not None
        return found
