"""What the definitions of two columns tell: types, nullability, defaults, comments, names."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.analysis.renames import weights
from migralint.analysis.renames.column_pair import ColumnPair
from migralint.analysis.renames.evidence import Piece
from migralint.analysis.renames.names import Likeness, likeness, telling_words
from migralint.migration import Migration
from migralint.objects import Column, Type
from migralint.schema.compare.equality import same_type

# Types that so many columns have that sharing one says little.
EVERYDAY_TYPES = ("BOOLEAN", "INTEGER", "BIGINT", "DATE", "DATETIME", "TIMESTAMP", "TINYINT")
KINDS = (
    frozenset({"CHAR", "VARCHAR", "NVARCHAR", "TEXT", "CLOB", "MEDIUMTEXT", "LONGTEXT", "TINYTEXT"}),
    frozenset({"SMALLINT", "INTEGER", "BIGINT", "INT"}),
    frozenset({"FLOAT", "REAL", "DOUBLE", "DOUBLE PRECISION", "NUMERIC", "DECIMAL"}),
    frozenset({"DATETIME", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITHOUT TIME ZONE"}),
    frozenset({"JSON", "JSONB"}),
)


def by_type(pair: ColumnPair, migration: Migration) -> Iterator[Piece]:
    old, new = pair.old, pair.new
    if new.computed or old.computed or new.identity or new.primary_key or new.autoincrement:
        yield Piece(weights.EXCLUDED)
    elif old.type.known and new.type.known:
        yield _type(old.type, new.type)


def _type(old: Type, new: Type) -> Piece:
    everyday = old.name.upper().split()[0] in EVERYDAY_TYPES
    if same_type(old, new):
        return Piece(weights.SAME_EVERYDAY_TYPE if everyday else weights.SAME_TYPE, f"both are {new}", fits=True)
    if old.name == new.name and old.enum == new.enum and not everyday:
        return Piece(weights.OTHER_LENGTH, fits=True)
    return Piece(weights.KINDRED_TYPE if kindred(old, new) else weights.EXCLUDED)


def kindred(old: Type, new: Type) -> bool:
    """Whether one may hold what the other holds."""
    if not (old.known and new.known) or same_type(old, new):
        return True
    names = {old.name.upper(), new.name.upper()}
    return old.enum == new.enum and old.dimensions == new.dimensions and (
        len(names) == 1 or any(names <= kind for kind in KINDS)
    )  # fmt: skip


def by_nullability(pair: ColumnPair, migration: Migration) -> Iterator[Piece]:
    if not (pair.old.type.known and pair.new.type.known):
        return
    if pair.old.nullable != pair.new.nullable:
        yield Piece(weights.OTHER_NULLABILITY)
    else:
        yield Piece(weights.SAME_NULLABILITY, "both nullable" if pair.new.nullable else "both NOT NULL", fits=True)


def by_default(pair: ColumnPair, migration: Migration) -> Iterator[Piece]:
    old, new = pair.old.default, pair.new.default
    if old is not None and old == new:
        yield Piece(weights.SAME_DEFAULT, f"both default to {new}", fits=True)
    elif old != new:
        yield Piece(weights.OTHER_DEFAULT)


def by_comment(pair: ColumnPair, migration: Migration) -> Iterator[Piece]:
    if pair.old.comment and pair.old.comment == pair.new.comment:
        yield Piece(weights.SAME_COMMENT, "both have the same comment")


def by_name(pair: ColumnPair, migration: Migration) -> Iterator[Piece]:
    old, new = pair.old.name, pair.new.name
    if not (likeness(old, new) is Likeness.ALIKE and _is_family_name(pair)):
        yield from alike_names(old, new)


def _is_family_name(pair: ColumnPair) -> bool:
    """`icon_color` and `icon_name` share what `icon_shape` has as well, or what the table `icons` is called."""
    shared = telling_words(pair.old.name) & telling_words(pair.new.name)
    others = {column.name for column in pair.beside} - {pair.old.name, pair.new.name}
    return bool(shared) and any(shared <= telling_words(name) for name in (pair.table.name, *others))


def alike_names(old: str, new: str) -> Iterator[Piece]:
    found = likeness(old, new)
    weight = {
        Likeness.SAME: weights.SAME_WORDS,
        Likeness.ALIKE: weights.ALIKE_NAMES,
        Likeness.LONGER: weights.LONGER_NAME,
        Likeness.OPPOSITE: weights.OPPOSITE_NAMES,
    }.get(found)
    if weight is not None:
        yield Piece(weight, found.value)


def comparable(columns: tuple[Column, ...], old: Column) -> int:
    """How many of the columns could be the old one by their type."""
    return sum(kindred(old.type, column.type) for column in columns)
