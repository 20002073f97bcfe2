"""The Alembic code of a rename, with all that goes along: what differs otherwise, keys under their new names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from migralint.alembic_code.calls import execute, quoted, server_default, sqlalchemy_type
from migralint.alembic_code.constraints import OWN_TABLE, TableCode
from migralint.analysis.renames.key_code import NOTHING, Key, KeyChanges, Renaming, key_changes, keys_of
from migralint.objects import Column, Index, TableName
from migralint.schema.compare.equality import same_type
from migralint.schema.schema import Table
from migralint.sql.identifiers import identifier, table_identifier


class Style(Struct, frozen=True):
    """How the author writes: on which database, in a `batch`, as `sql`; `convention` is the project's for names."""

    dialect: str
    convention: Mapping[str, str]
    batch: bool = False
    sql: bool = False

    def calls(self, table: TableName, *, batch: bool = False) -> TableCode:
        return TableCode(table, self.batch or batch, self.dialect, self.convention)


def rename_column(before: Table, after: Table, old: Column, new: Column, renaming: Renaming, style: Style) -> list[str]:
    """The lines that rename one column of the table; `renaming` has all that is renamed, in its order."""
    keys = [key for key in keys_of(before) if _last(key, renaming.columns) == old.name]
    news = [key for key in keys_of(after) if _last(key, renaming.reverse.columns) == new.name]
    changes = column_changes(old, new)
    batch = style.dialect == "sqlite" and bool(changes or constraints_change(keys, news, renaming))
    calls = style.calls(before.name, batch=batch)
    keyed = key_changes(keys, news, renaming, calls, calls)
    return around(list(alter_column(calls, old, new, style)), keyed, calls)


def _last(key: Key, renamed: dict[str, str]) -> str | None:
    """A key on several renamed columns goes along with the last one."""
    return next((column for column in reversed(renamed) if column in key.columns), None)


def constraints_change(old: Iterable[Key], new: Iterable[Key], renaming: Renaming) -> bool:
    """Whether any constraint gets another name or shape, which SQLite does in a batch only."""
    named = [key for key in old if key.name and not isinstance(key, Index)]
    others = [key for key in new if key.name and not isinstance(key, Index)]
    return {(key.name, renaming.shape(key)) for key in named} != {(key.name, NOTHING.shape(key)) for key in others}


def around(lines: list[str], keyed: KeyChanges, code: TableCode) -> list[str]:
    """The lines between what goes before and after; a batch finds a new name only in the next batch."""
    if not code.batch:
        return [*keyed.before, *lines, *keyed.after]
    after = [line for line in keyed.after if line.startswith("batch_op.")]
    own = [line for line in keyed.after if line not in after]
    return [block for block in (code.block([*keyed.before, *lines]), code.block(after), *own) if block]


def alter_column(calls: TableCode, old: Column, new: Column, style: Style) -> Iterator[str]:
    """What makes the new column of the old one; nothing where they are the same."""
    name = [f"new_column_name={quoted(new.name)}"] if new.name != old.name else []
    changes = column_changes(old, new)
    if old.nullable and "nullable=False" in changes:
        yield f"# no row may have NULL in {old.name}"
    if style.sql and name and not changes:
        names = f"{identifier(old.name, style.dialect)} TO {identifier(new.name, style.dialect)}"
        yield execute(f"ALTER TABLE {table_identifier(calls.table, style.dialect)} RENAME COLUMN {names}")
    elif name or changes:
        existing = _existing(old, changes, style.dialect)
        yield calls.call("alter_column", OWN_TABLE, quoted(old.name), *name, *changes, *existing)


def column_changes(old: Column, new: Column) -> list[str]:
    """What else changes than the name, as arguments of `alter_column`."""
    changes = []
    if old.type.known and new.type.known and not same_type(old.type, new.type):
        changes.append(f"type_={sqlalchemy_type(new.type)}")
    if old.nullable != new.nullable and not new.primary_key:
        changes.append(f"nullable={new.nullable}")
    if old.default != new.default and (new.default is None or new.default.known):
        changes.append(f"server_default={server_default(new.default) if new.default else None}")
    return changes


def _existing(old: Column, changes: list[str], dialect: str) -> Iterator[str]:
    """MySQL states the whole column again; what is not told is lost."""
    mysql = dialect in ("mysql", "mariadb")
    if old.type.known and (mysql or any(change.startswith(("type_", "nullable")) for change in changes)):
        yield f"existing_type={sqlalchemy_type(old.type)}"
    if mysql and not any(change.startswith("nullable") for change in changes):
        yield f"existing_nullable={old.nullable}"
    kept = not any(change.startswith("server_default") for change in changes)
    if mysql and old.default is not None and old.default.known and kept:
        yield f"existing_server_default={server_default(old.default)}"
    if mysql and old.comment is not None:
        yield f"existing_comment={quoted(old.comment)}"
