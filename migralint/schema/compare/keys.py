"""How the constraints and indexes of two states of one table differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from migralint.objects import Check, Exclude, ForeignKey, Index, PrimaryKey, Unique
from migralint.schema.compare.difference import Aspect, Difference, DifferenceKind
from migralint.schema.compare.equality import same_condition, same_sql
from migralint.schema.schema import Table

Key: TypeAlias = PrimaryKey | Unique | Check | ForeignKey | Exclude | Index
Pair: TypeAlias = tuple[Key | None, Key | None]

ASPECTS: dict[type[Key], Aspect] = {
    PrimaryKey: "primary key",
    Unique: "unique",
    Check: "check",
    ForeignKey: "foreign key",
    Exclude: "check",
    Index: "index",
}


def key_differences(a: Table, b: Table, derived: bool) -> Iterator[Difference]:
    """A unique constraint and a unique index of the same name are alike: on some databases they are one thing."""
    for before, after in _paired(a, b):
        if before is not None and after is not None:
            yield from _changes(a, before, after, derived)
        elif before is not None:
            if (b.complete or derived) and not (_serves_foreign_key(before, a) or _may_be_hidden(before, b)):
                yield _difference("missing", a, before, _described(before), "")
        elif after is not None and not _serves_foreign_key(after, b) and _surely_new(after, a, b, derived):
            yield _difference("added", b, after, "", _described(after))


def _surely_new(key: Key, a: Table, b: Table, derived: bool) -> bool:
    """What comes back with a column or a table that was not wholly known may have been there before."""
    if key.name is not None and key.name in b.assumed:
        return False
    if a.complete:
        return True
    came_back = b.complete or any(a.column(column) is None and column in b.assumed for column in key.columns)
    return derived and not came_back


def _may_be_hidden(key: Key, table: Table) -> bool:
    """Whether a type of the application's own may add the check to the table, as no script shows."""
    return isinstance(key, Check) and any(column.type.may_add_checks for column in table.columns)


def _paired(a: Table, b: Table) -> Iterator[Pair]:
    """Pairs by name first, then of what is left by what they say. A key that is there twice counts once."""
    befores: list[Key] = [*dict.fromkeys(a.constraints), *a.indexes]
    afters: list[Key] = [*dict.fromkeys(b.constraints), *b.indexes]
    for by in (_same_name, _alike):
        for before in list(befores):
            after = next((each for each in afters if by(before, each)), None)
            if after is not None:
                befores.remove(before)
                afters.remove(after)
                yield before, after
    yield from ((before, None) for before in befores)
    yield from ((None, after) for after in afters)


def _same_name(a: Key, b: Key) -> bool:
    if isinstance(a, PrimaryKey):
        return isinstance(b, PrimaryKey)
    return a.name is not None and a.name == b.name and (type(a) is type(b) or (_is_unique(a) and _is_unique(b)))


def _is_unique(key: Key) -> bool:
    return isinstance(key, Unique) or (isinstance(key, Index) and key.unique)


def _alike(a: Key, b: Key) -> bool:
    match a, b:
        case ForeignKey(), ForeignKey():
            return a.columns == b.columns and _same_target(a, b)
        case Check(), Check():
            return same_sql(a.sql, b.sql)
        case Index(), Index():
            same = (a.columns, a.orders, a.unique) == (b.columns, b.orders, b.unique)
            return same and same_condition(a.where, b.where)
        case Unique(), Unique():
            return set(a.columns) == set(b.columns)
        case (Unique(), Index()) | (Index(), Unique()):
            return (a.name is None or b.name is None) and _is_unique(a) and _is_unique(b) and a.columns == b.columns
        case _:
            return type(a) is type(b) and a.columns == b.columns


def _changes(table: Table, a: Key, b: Key, derived: bool) -> Iterator[Difference]:
    """Between two sources, a key without a name is one whose name is not known; on SQLite it really has none."""
    if a is b:
        return
    if not _equal(a, b):
        renamed = a.name != b.name
        yield _difference("changed", table, a, _described(a, named=renamed), _described(b, named=renamed))
    elif a.name != b.name and (derived or (a.name is not None and b.name is not None)):
        columns = ", ".join(a.columns)
        words = _words(table, a) if a.name else f"{_words(table, a)} ({columns})"
        before, after = (f'"{key.name}"' if key.name else "no name" for key in (a, b))
        yield Difference("changed", words, table.name, a.name or columns, before, after, "name")


def _equal(a: Key, b: Key) -> bool:
    match a, b:
        case ForeignKey(), ForeignKey():
            actions = (_action(a.on_delete), _action(a.on_update)) == (_action(b.on_delete), _action(b.on_update))
            return actions and a.columns == b.columns and _same_target(a, b) and a.deferrable == b.deferrable
        case Check(), Check():
            return same_sql(a.sql, b.sql)
        case Index(), Index():
            return _kind(a) == _kind(b) and _same_columns(a, b) and same_condition(a.where, b.where)
        case _:
            return a.columns == b.columns


def _same_target(a: ForeignKey, b: ForeignKey) -> bool:
    """A key that names no columns means the primary key, whichever that is."""
    if a.referred_table != b.referred_table:
        return False
    return not (a.referred_columns and b.referred_columns) or a.referred_columns == b.referred_columns


def _kind(index: Index) -> object:
    return index.unique, index.method or "btree", index.include, index.orders


def _same_columns(a: Index, b: Index) -> bool:
    pairs = zip(a.columns, b.columns, strict=False)
    return len(a.columns) == len(b.columns) and all(same_sql(one, other) for one, other in pairs)


def _action(action: str | None) -> str | None:
    return None if action is None or action.upper() == "NO ACTION" else action.upper()


def _serves_foreign_key(key: Key, table: Table) -> bool:
    """InnoDB makes these indexes itself."""
    if not isinstance(key, Index) or key.unique:
        return False
    return any(key.columns == fk.columns and key.name in (fk.name, fk.columns[0]) for fk in table.foreign_keys)


def _difference(kind: DifferenceKind, table: Table, key: Key, before: str, after: str) -> Difference:
    return Difference(kind, _words(table, key), table.name, name_of(key), before, after, ASPECTS[type(key)])


def name_of(key: Key) -> str:
    """What a difference calls the key."""
    return key.name or ", ".join(key.columns)


def _words(table: Table, key: Key) -> str:
    if isinstance(key, PrimaryKey):
        return f"primary key of table {table.name}"
    kind = "index" if isinstance(key, Index) else f"{ASPECTS[type(key)]} constraint"
    kind = kind.replace("foreign key constraint", "foreign key")
    return f'{kind} "{key.name}" of table {table.name}' if key.name else f"{kind} of table {table.name}"


def _described(key: Key, *, named: bool = False) -> str:
    name = f'"{key.name}" ' if named and key.name else ""
    return f"{name}{definition(key)}"


def definition(key: Key) -> str:
    """What it says, without its name."""
    columns = f"({', '.join(key.columns)})"
    match key:
        case ForeignKey():
            return _described_foreign_key(key, columns)
        case Check():
            return f"CHECK ({key.sql})"
        case Index():
            return _described_index(key)
        case PrimaryKey():
            return f"PRIMARY KEY {columns}"
        case Unique():
            return f"UNIQUE {columns}"
        case Exclude():
            return f"EXCLUDE {columns}"


def _described_index(key: Index) -> str:
    method = f" USING {key.method}" if key.method else ""
    include = f" INCLUDE ({', '.join(key.include)})" if key.include else ""
    where = f" WHERE {key.where}" if key.where else ""
    return f"{'UNIQUE ' if key.unique else ''}INDEX{method} ({', '.join(key.ordered_columns)}){include}{where}"


def _described_foreign_key(key: ForeignKey, columns: str) -> str:
    referred = f" ({', '.join(key.referred_columns)})" if key.referred_columns else ""
    actions = f"{_clause('DELETE', key.on_delete)}{_clause('UPDATE', key.on_update)}"
    return f"FOREIGN KEY {columns} REFERENCES {key.referred_table}{referred}{actions}"


def _clause(event: str, action: str | None) -> str:
    return f" ON {event} {action}" if action else ""
