"""What SQLAlchemy's reflection sees of a SQLite table: from this, and from nothing else, a batch makes it anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from migralint.objects import Check, Column, Constraint, ForeignKey, Index, PrimaryKey, Type, Unique
from migralint.schema.apply.references import referred
from migralint.schema.schema import Schema, Table

# The types that SQLAlchemy knows by name, with the arguments that it keeps; of others it keeps the affinity.
ARGUMENTS_KEPT: Final = {
    **dict.fromkeys("BIGINT BLOB BOOLEAN DATE DATETIME DOUBLE FLOAT INTEGER JSON JSONB REAL SMALLINT TIME".split(), 0),
    **dict.fromkeys(("CHAR", "NCHAR", "NVARCHAR", "TEXT", "VARCHAR"), 1),
    "TIMESTAMP": 0, "DECIMAL": 2, "NUMERIC": 2,
}  # fmt: skip
SYNONYMS: Final = {"BOOL": "BOOLEAN", "INT": "INTEGER", "DATE_CHAR": "DATE", "DATETIME_CHAR": "DATETIME"}


def reflected(schema: Schema, table: Table) -> Table:
    """Lost: triggers, AUTOINCREMENT, collations, orders, expressions, unnamed checks, what stands behind REFERENCES."""
    return replace(
        table,
        columns=tuple(map(_column, table.columns)),
        constraints=without_repeated(_constraints(schema, table)),
        indexes=tuple(replace(index, orders=()) for index in table.indexes if not index.expressions),
        autoincrement=False,
        triggers=(),
    )


def without_repeated(constraints: Iterable[Constraint]) -> tuple[Constraint, ...]:
    """Of foreign keys and unique constraints on the same columns only the first in the table's text is seen."""
    seen: dict[object, Constraint] = {}
    for constraint in sorted(constraints, key=lambda each: each.name is None):
        seen.setdefault(_signature(constraint), constraint)
    return tuple(seen.values())


def reflected_type(kind: Type) -> Type:
    name = SYNONYMS.get(kind.name.upper(), kind.name.upper())
    if not kind.known or not name:
        return kind
    if name in ARGUMENTS_KEPT:
        return Type(name, kind.arguments[: ARGUMENTS_KEPT[name]])
    numbers = tuple(argument for argument in kind.arguments if argument.isdigit())
    affinity = affinity_type(name)
    return Type(affinity, numbers[: ARGUMENTS_KEPT.get(affinity, 0)])


def affinity_type(name: str) -> str:
    """The type that stands for the affinity of an unknown name. SQLite datatypes, section 3.1."""
    for parts, affinity in AFFINITIES:
        if any(part in name for part in parts):
            return affinity
    return "NUMERIC"


AFFINITIES: Final = (
    (("INT",), "INTEGER"),
    (("CHAR", "CLOB", "TEXT"), "TEXT"),
    (("BLOB",), "BLOB"),
    (("REAL", "FLOA", "DOUB"), "REAL"),
)


def _column(column: Column) -> Column:
    kind = reflected_type(column.type)
    if kind == column.type and column.collation is None and column.on_conflict is None:
        return column
    return replace(column, type=kind, collation=None, on_conflict=None)


def _constraints(schema: Schema, table: Table) -> Iterator[Constraint]:
    for constraint in table.constraints:
        match constraint:
            case Check(name=None):
                pass
            case Check():
                yield replace(constraint, column=None) if constraint.column else constraint
            case ForeignKey():
                yield _foreign_key(schema, constraint)
            case PrimaryKey() | Unique():
                yield replace(constraint, on_conflict=None) if constraint.on_conflict else constraint
            case _:
                yield constraint


def _foreign_key(schema: Schema, key: ForeignKey) -> ForeignKey:
    parent = schema.tables.get(key.referred_table)
    columns = referred(parent, key) if parent is not None else key.referred_columns
    if key.inline:
        return ForeignKey(key.columns, key.referred_table, columns)
    return key if columns == key.referred_columns else replace(key, referred_columns=columns)


def _signature(constraint: Constraint) -> object:
    match constraint:
        case ForeignKey():
            return ForeignKey, constraint.columns, constraint.referred_table, constraint.referred_columns
        case Unique():
            return Unique, constraint.columns
        case _:
            return id(constraint)


def index_loses(index: Index) -> bool:
    """Whether reflection sees less of the index than there is."""
    return bool(index.expressions or index.orders)
