"""Difference: one thing in which two schemas are not alike."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from migralint.objects import TableName

DifferenceKind: TypeAlias = Literal["missing", "added", "changed"]
Aspect: TypeAlias = Literal[
    "table", "column", "type", "nullable", "default", "primary key", "unique", "foreign key", "check", "index", "name",
    "enum", "object", "autoincrement",
]  # fmt: skip


class Difference(Struct, frozen=True):
    """`missing`: in the first schema only; `added`: in the second only; `changed`: in both, not alike.

    `object` is the thing in words (`column posts.body`, `index "ix_a" of table b`), `before` and `after` describe it
    on both sides (`VARCHAR(50)`, `NOT NULL`), empty where it is not there. `table` is None for what belongs to none:
    an enum type, a view, a function (aspect `object`).
    `aspect` says what a difference is about; a changed column yields one for each of type, nullable and default.
    """

    kind: DifferenceKind
    object: str
    table: TableName | None
    name: str
    before: str
    after: str
    aspect: Aspect
