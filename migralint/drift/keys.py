"""How the foreign keys, unique constraints, indexes and checks of one table differ between models and revisions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from typing import TypeAlias, TypeVar

from msgspec.structs import replace

from migralint.drift.difference import Drifted
from migralint.objects import Check, ForeignKey, Index, Unique
from migralint.schema import Table
from migralint.schema.compare.equality import same_condition, same_sql

Key = TypeVar("Key", bound="ForeignKey | Index | Check | Unique")
UniqueKey: TypeAlias = Unique | Index
_INDEXED = ("geometry", "geography", "raster", "tsvector")  # columns whose types make their indexes
MYSQL = ("mysql", "mariadb")
_ORDER = re.compile(r"\s+(asc|desc|nulls (first|last)|collate \S+)(?=\s|$)", re.IGNORECASE)


def key_differences(revised: Table, modelled: Table, dialect: str) -> Iterator[Drifted]:
    """What a column that only one side has takes along is not told beside it."""
    yield from _primary_key(revised, modelled)
    for found in (
        *_foreign_keys(revised, modelled, dialect),
        *_unique_keys(revised, modelled),
        *_indexes(revised, modelled),
        *_checks(revised, modelled),
    ):
        other = revised if found.revised is None else modelled
        if None not in (found.revised, found.modelled) or (other.complete and _has_columns(other, found)):
            yield found


def _has_columns(table: Table, one: Drifted) -> bool:
    columns: tuple[str, ...] = getattr(one.item, "columns", ())
    return all(table.column(name) is not None for name in columns if re.fullmatch(r"\w+", name))


def _primary_key(revised: Table, modelled: Table) -> Iterator[Drifted]:
    """A mapped class needs a key, which the database may do without."""
    ours, theirs = revised.primary_key, modelled.primary_key
    if ours is None or theirs is None or not (revised.complete and modelled.complete):
        return
    if set(ours.columns) != set(theirs.columns):
        yield Drifted(modelled.name, ours, theirs, "definition")


def _foreign_keys(revised: Table, modelled: Table, dialect: str) -> Iterator[Drifted]:
    """The name of a foreign key says nothing, and two that say the same are one."""
    ours = list({_target(key): key for key in revised.foreign_keys}.values())
    theirs = list({_target(key): key for key in modelled.foreign_keys}.values())
    for mine, other in _paired(ours, theirs, _same_target):
        if mine is None or other is None:
            yield Drifted(modelled.name, mine, other)
        elif _actions(mine, dialect) != _actions(other, dialect):
            yield Drifted(modelled.name, mine, other, "definition")


def _target(key: ForeignKey) -> tuple[object, ...]:
    return key.columns, key.referred_table.name, key.referred_columns


def _same_target(a: ForeignKey, b: ForeignKey) -> bool:
    """A key that names no columns means the primary key; schemas may be those of the connection."""
    if a.columns != b.columns or a.referred_table.name != b.referred_table.name:
        return False
    return not (a.referred_columns and b.referred_columns) or a.referred_columns == b.referred_columns


def _actions(key: ForeignKey, dialect: str) -> tuple[str, str, bool]:
    same = ("NO ACTION", "RESTRICT") if dialect in MYSQL else ("NO ACTION",)
    on_delete, on_update = ((action or "NO ACTION").upper() for action in (key.on_delete, key.on_update))
    return "" if on_delete in same else on_delete, "" if on_update in same else on_update, key.deferrable


def _unique_keys(revised: Table, modelled: Table) -> Iterator[Drifted]:
    """A unique index and a unique constraint do the same; one on the columns of a primary key does nothing."""
    shared = _shared(revised, modelled)
    keys = {frozenset(table.primary_key.columns) for table in (revised, modelled) if table.primary_key}
    ours, theirs = _uniques(revised, shared, keys), _uniques(modelled, shared, keys)
    for mine, other in _paired(ours, theirs, lambda a, b: set(a.columns) == set(b.columns)):
        if mine is None or other is None:
            yield Drifted(modelled.name, mine, other)


def _shared(a: Table, b: Table) -> frozenset[str]:
    """The names of indexes that are unique and nothing else on one side alone."""
    ours, theirs = ({i.name: _is_plain_unique(i) for i in table.indexes if i.name} for table in (a, b))
    return frozenset(name for name, plain in ours.items() if theirs.get(name, plain) is not plain)


def _uniques(table: Table, shared: frozenset[str], keys: Set[frozenset[str]]) -> list[UniqueKey]:
    indexes = (index for index in table.indexes if index.name not in shared and _is_plain_unique(index))
    found: list[UniqueKey] = [*table.uniques, *indexes]
    by_columns = {frozenset(one.columns): one for one in found}
    return [one for columns, one in by_columns.items() if columns not in keys]


def _is_plain_unique(index: Index) -> bool:
    return index.unique and index.where is None and not index.expressions


def _indexes(revised: Table, modelled: Table) -> Iterator[Drifted]:
    shared = _shared(revised, modelled)
    ours, theirs = _own_indexes(revised, shared), _own_indexes(modelled, shared)
    for mine, other in _paired(ours, theirs, lambda a, b: a.name == b.name, _same_index):
        if mine is not None and other is None and _is_made_by_type(modelled, mine):
            continue
        if mine is None or other is None:
            yield Drifted(modelled.name, mine, other)
        elif not _same_index(mine, other):
            only_condition = _same_index(mine, replace(other, where=mine.where))
            yield Drifted(modelled.name, mine, other, "condition" if only_condition else "definition")
        elif mine.name != other.name:
            yield Drifted(modelled.name, mine, other, "name")


def _is_made_by_type(table: Table, index: Index) -> bool:
    """GeoAlchemy2 and SQLAlchemy-Searchable give their columns an index."""
    columns = [table.column(name) for name in index.columns]
    return len(columns) == 1 and columns[0] is not None and columns[0].type.name.lower() in _INDEXED


def _own_indexes(table: Table, shared: frozenset[str]) -> list[Index]:
    """Without those that InnoDB makes for foreign keys, and those that are only unique."""
    keys = {key.columns for key in table.foreign_keys}
    primary = table.primary_key.columns if table.primary_key else ()
    return [
        index
        for index in {index.name or index.columns: index for index in table.indexes}.values()
        if index.name in shared
        or (
            not (index.generated or _is_plain_unique(index) or (index.columns == primary and index.name is None))
            and not (index.columns in keys and index.name in {key.name for key in table.foreign_keys})
        )
    ]


def _same_index(a: Index, b: Index) -> bool:
    """What stands behind a column is left aside: reflection does not tell it on every database."""
    same = len(a.columns) == len(b.columns) and all(map(_same_column, a.columns, b.columns))
    return same and a.unique == b.unique and same_condition(a.where, b.where) and _method(a) == _method(b)


def _same_column(a: str, b: str) -> bool:
    return same_sql(_ORDER.sub("", a), _ORDER.sub("", b))


def _method(index: Index) -> str:
    return (index.method or "btree").lower()


def _checks(revised: Table, modelled: Table) -> Iterator[Drifted]:
    """Those that types make are left to the types. Two about the same columns may say one thing in other words."""
    ours = [check for check in revised.checks if not _is_of_type(check)]
    theirs = [check for check in modelled.checks if not _is_of_type(check)]
    names = [column.name for column in modelled.columns]
    alike = (_same_name, lambda a, b: same_sql(a.sql, b.sql), lambda a, b: _said_of(a, names) == _said_of(b, names))
    pairs = list(_paired(ours, theirs, *alike))
    may_be_any = any(mine is None and other is not None and _is_unread(other) for mine, other in pairs)
    for mine, other in pairs:
        if other is None and may_be_any:
            continue
        if mine is None or other is None:
            if other is None or not _is_unread(other):
                yield Drifted(modelled.name, mine, other)
        elif _same_name(mine, other) and not (_is_unread(mine) or _is_unread(other) or same_sql(mine.sql, other.sql)):
            yield Drifted(modelled.name, mine, other, "definition")


def _said_of(check: Check, columns: Sequence[str]) -> frozenset[str] | Check:
    """The columns that it is about; one that is about none is like no other."""
    words = set(re.findall(r"\w+", check.sql.lower()))
    return frozenset(name for name in columns if name.lower() in words) or check


def _is_unread(check: Check) -> bool:
    return check.sql == "?"


def _is_of_type(check: Check) -> bool:
    return re.fullmatch(r"\S+ IN \(.*\)", check.sql, re.IGNORECASE | re.DOTALL) is not None


def _same_name(a: Check, b: Check) -> bool:
    return a.name is not None and a.name == b.name


def _paired(
    ours: Sequence[Key], theirs: Sequence[Key], *alike: Callable[[Key, Key], bool]
) -> Iterator[tuple[Key | None, Key | None]]:
    """Pairs by the first way in which they are alike, then by the next; what is left stands alone."""
    left, right = list(ours), list(theirs)
    for by in alike:
        for mine in list(left):
            other = next((each for each in right if by(mine, each)), None)
            if other is not None:
                left.remove(mine)
                right.remove(other)
                yield mine, other
    yield from ((mine, None) for mine in left)
    yield from ((None, other) for other in right)
