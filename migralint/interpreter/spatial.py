"""The columns of GeoAlchemy2, which bring an index of their own along."""

from __future__ import annotations

from migralint.interpreter.values import Term, Value, path_of
from migralint.objects import Index, TableName

TYPES = ("Geometry", "Geography", "Raster")


def has_spatial_index(kind: Value, dialect: str) -> bool:
    """It has one unless it says `spatial_index=False`."""
    made = kind.function if isinstance(kind, Term) else kind
    if dialect != "postgresql" or not is_spatial(made):
        return False
    return not isinstance(kind, Term) or kind.kwargs.get("spatial_index", True) is True


def is_spatial(kind: Value) -> bool:
    path = path_of(kind)
    return path.startswith("geoalchemy2") and path.rpartition(".")[2] in TYPES


def spatial_index(table: TableName, column: str) -> Index:
    return Index(f"idx_{table.name}_{column}", (column,), method="gist")


def without_spatial_index(column: Value) -> Value:
    """`Column("geom", Geometry(…))` as GeoAlchemy2's own directives take it, which have another one for the index."""
    if not isinstance(column, Term):
        return column
    return Term(column.function, tuple(map(_without_index, column.args)), column.kwargs)


def _without_index(item: Value) -> Value:
    if isinstance(item, Term) and is_spatial(item.function):
        return Term(item.function, item.args, {**item.kwargs, "spatial_index": False})
    return Term(item, (), {"spatial_index": False}) if is_spatial(item) else item
