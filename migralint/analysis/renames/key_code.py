"""What becomes of the keys where a table or its columns are renamed: which follow by themselves, and which do not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from migralint.alembic_code.calls import execute
from migralint.alembic_code.constraints import TableCode
from migralint.objects import Check, Exclude, ForeignKey, Index, PrimaryKey, TableName, Unique
from migralint.schema.schema import Table
from migralint.sql.identifiers import identifier, table_identifier

Key = Index | Unique | PrimaryKey | ForeignKey | Check


class Renaming(Struct, frozen=True):
    """The new names of columns and tables."""

    columns: dict[str, str]
    tables: Mapping[TableName, TableName]

    @property
    def reverse(self) -> Renaming:
        return Renaming({new: old for old, new in self.columns.items()}, {new: old for old, new in self.tables.items()})

    def shape(self, key: Key) -> Key:
        """The key without its name, as it is after the renaming."""
        columns = tuple(self.columns.get(column, column) for column in key.columns)
        match key:
            case Check(sql=sql):
                return Check(" ".join(self._expression(sql).split()))
            case ForeignKey(referred_table=table, referred_columns=referred):
                own = table in self.tables
                return replace(
                    key, name=None, valid=True, columns=columns, referred_table=self.tables.get(table, table),
                    referred_columns=tuple(self.columns.get(c, c) for c in referred) if own else referred,
                )  # fmt: skip
            case Index(unique=True, where=None, expressions=()):
                return Unique(columns)
            case Index(where=where):
                return replace(key, name=None, columns=columns, where=self._expression(where) if where else None)
        return replace(key, name=None, columns=columns)

    def _expression(self, sql: str) -> str:
        return re.sub(r"\w+", lambda found: self.columns.get(found[0], found[0]), sql)


NOTHING = Renaming({}, {})


class KeyChanges(Struct, frozen=True):
    """Alembic calls: before the rename, and after it."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def key_changes(
    old: Iterable[Key], new: Iterable[Key], renaming: Renaming, before: TableCode, after: TableCode
) -> KeyChanges:
    """What turns the old keys into the new ones; those that keep their names follow by themselves."""
    come = {NOTHING.shape(key): key for key in new}
    drops, renamed = [], []
    for key in old:
        follower = come.pop(renaming.shape(key), None)
        if follower is None:
            drops += [before.dropping(key)] if key.name else []
        elif key.name and follower.name and key.name != follower.name:
            code = _renamed(key, follower, after)
            renamed += [code] if code else []
            if not code:
                drops.append(before.dropping(key))
                come[NOTHING.shape(follower)] = follower
    return KeyChanges(tuple(drops), (*renamed, *(after.making(key) for key in come.values() if key.name)))


def _renamed(key: Key, follower: Key, calls: TableCode) -> str:
    """The statement that gives the key its new name; "" where the database has none."""
    dialect, old, new = calls.dialect, key.name or "", follower.name or ""
    names = f"{identifier(old, dialect)} RENAME TO {identifier(new, dialect)}"
    if dialect == "postgresql" and isinstance(key, Index) == isinstance(follower, Index):
        if isinstance(key, Index):
            schema = f"{identifier(calls.table.schema)}." if calls.table.schema else ""
            return execute(f"ALTER INDEX {schema}{names}")
        return execute(f"ALTER TABLE {table_identifier(calls.table)} RENAME CONSTRAINT {_to(old, new, dialect)}")
    if dialect in ("mysql", "mariadb") and isinstance(key, Index | Unique):
        return execute(f"ALTER TABLE {table_identifier(calls.table, dialect)} RENAME INDEX {_to(old, new, dialect)}")
    return ""


def _to(old: str, new: str, dialect: str) -> str:
    return f"{identifier(old, dialect)} TO {identifier(new, dialect)}"


def keys_of(table: Table) -> Iterator[Key]:
    yield from (index for index in table.indexes if not index.generated)
    yield from (constraint for constraint in table.constraints if not isinstance(constraint, Exclude))
