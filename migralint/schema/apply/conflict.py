"""Conflict: why an operation cannot run on a schema."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from migralint.objects import Constraint, Index, TableName, constraint_kind
from migralint.schema.schema import Schema

KIND_WORDS = {
    "primary": "primary key",
    "unique": "unique constraint",
    "check": "check constraint",
    "foreignkey": "foreign key",
    "exclude": "exclusion constraint",
}


class Conflict(Struct, frozen=True):
    """Why an operation cannot run on a schema: it is `missing`, it already `exists`, others need it (`in-use`), or the
    dialect has no such thing (`refused`).

    `object` says which in words: `column posts.body`, `constraint "fk_a" of table b`; for the last two a whole clause:
    `table tags is referenced by foreign key "post_tags_tag_id_fkey" of post_tags`.
    `about` is "type" where a column's type is missing or a type is made that exists, "batch" where only a batch of
    SQLite could do it: rules of their own tell that. "syntax" is SQL that the database cannot read, "length" a text
    without one.
    """

    kind: Literal["missing", "exists", "in-use", "refused"]
    object: str
    about: Literal["", "type", "batch", "syntax", "length"] = ""

    def __str__(self) -> str:
        return self.object + {"missing": " does not exist", "exists": " already exists"}.get(self.kind, "")


Result: TypeAlias = tuple[Schema, Conflict | None]


def missing(words: str) -> Conflict:
    return Conflict("missing", words)


def exists(words: str) -> Conflict:
    return Conflict("exists", words)


def in_use(words: str) -> Conflict:
    return Conflict("in-use", words)


def table_words(table: TableName) -> str:
    return f"table {table}"


def column_words(table: TableName, column: str) -> str:
    return f"column {table}.{column}"


def constraint_words(table: TableName, name: str) -> str:
    return f'constraint "{name}" of table {table}'


def index_words(name: str, table: TableName | None = None) -> str:
    return f'index "{name}" of table {table}' if table else f'index "{name}"'


def type_words(name: str) -> str:
    return f'type "{name}"'


def described(constraint: Constraint | Index, table: TableName) -> str:
    """The constraint or index in words, named or not: `foreign key "fk_a" of b`."""
    kind = "index" if isinstance(constraint, Index) else KIND_WORDS[constraint_kind(constraint)]
    return f'{kind} "{constraint.name}" of {table}' if constraint.name else f"{kind} of {table}"
