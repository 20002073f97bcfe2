"""Finding the constraint that a DROP CONSTRAINT means, by dialect."""

from __future__ import annotations

from migralint.objects import Constraint, ConstraintKind, Index, constraint_kind
from migralint.schema.naming import Naming, folded, kept_name
from migralint.schema.schema import Table


def find_constraint(
    table: Table, name: str | None, kind: ConstraintKind | None, naming: Naming
) -> Constraint | Index | None:
    """PostgreSQL looks for the name alone; MySQL by kind, and for unique constraints among its unique indexes."""
    mysql = naming.dialect in ("mysql", "mariadb")
    if kind == "primary" and (mysql or name is None):
        return table.primary_key
    name = None if name is None else folded(kept_name(name, naming), naming.dialect)
    alike = (c for c in table.constraints if folded(c.name, naming.dialect) == name)
    named = next((c for c in alike if _fits(c, kind, naming)), None)
    if named is not None:
        return named
    if (mysql or naming.dialect == "sqlite") and kind in (None, "unique"):
        index = next((i for i in table.indexes if i.unique and folded(i.name, naming.dialect) == name), None)
        if index is not None:
            return index
    return _unnamed(table, name or "", kind, naming)


def _fits(constraint: Constraint, kind: ConstraintKind | None, naming: Naming) -> bool:
    return kind is None or naming.dialect == "postgresql" or constraint_kind(constraint) == kind


def _unnamed(table: Table, name: str, kind: ConstraintKind | None, naming: Naming) -> Constraint | None:
    """The unnamed constraint that a name means: one that the database gave, or a convention that is not understood."""
    unnamed = [c for c in table.constraints if c.name is None and (kind is None or constraint_kind(c) == kind)]
    if naming.dialect in ("mssql", "oracle"):
        return unnamed[0] if len(unnamed) == 1 else None
    if naming.dialect != "postgresql":
        return None
    return next((c for c in unnamed if c.columns and all(column in name for column in c.columns)), None)
