"""Where the tables, columns, constraints and indexes of models are written."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct, field

from migralint.objects import Check, Column, Constraint, Index, TableName, constraint_kind
from migralint.revisions.source import Span

Item: TypeAlias = Column | Constraint | Index


class Place(Struct, frozen=True):
    path: Path
    span: Span

    def __str__(self) -> str:
        return f"{self.path}:{self.span.line}"

    def shown_from(self, root: Path) -> str:
        path = self.path.relative_to(root) if self.path.is_relative_to(root) else self.path
        return f"{path.as_posix()}:{self.span.line}"


class Places(Struct, frozen=True):
    """A side map, so that a schema holds nothing of it. What was generated stands where its column does."""

    found: Mapping[tuple[TableName, Hashable], Place] = field(default_factory=dict)

    @property
    def files(self) -> frozenset[Path]:
        return frozenset(place.path for place in self.found.values())

    def table(self, table: TableName) -> Place | None:
        return self.found.get((table, None))

    def column(self, table: TableName, name: str) -> Place | None:
        return self.found.get((table, name))

    def item(self, table: TableName, item: Item) -> Place | None:
        """The place of a column, a constraint or an index; where it has none of its own that of its first column."""
        if isinstance(item, Column):
            return self.column(table, item.name)
        own = self.found.get((table, item_key(item)))
        first = item.columns[0] if item.columns else ""
        return own or self.column(table, first) or self.table(table)


def item_key(item: Constraint | Index) -> Hashable:
    """What tells a constraint or an index from the others of its table; names are the database's to give."""
    if isinstance(item, Index):
        return ("index", item.name or item.columns)
    if isinstance(item, Check):
        return ("check", item.sql)
    return (constraint_kind(item), item.columns)
