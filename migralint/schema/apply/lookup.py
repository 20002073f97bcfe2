"""Finding the table that an operation is about, in an open world."""

from __future__ import annotations

from collections.abc import Iterable

from rpds import HashTrieSet

from migralint.objects import Exclude, PrimaryKey, TableName, Unique
from migralint.schema.apply.conflict import Conflict, column_words, missing
from migralint.schema.naming import Naming
from migralint.schema.schema import Schema, Table

LEAST_CUT = 29  # a shorter name of a table stands whole in the names that PostgreSQL makes, whatever the columns
RELATION_KINDS = ("view", "materialized view", "temporary table", "sequence")


def known_or_found(schema: Schema, name: TableName) -> Table | None:
    """The table; one that no revision made is taken as found; None where it surely does not exist."""
    table = schema.tables.get(name)
    if table is not None or schema.lacks_table(name):
        return table
    return Table(name, complete=False)


def is_other_relation(schema: Schema, name: TableName) -> bool:
    """Whether the name is known to be a view, a sequence or a temporary table."""
    return any((kind, str(name)) in schema.objects for kind in RELATION_KINDS)


def lacks_column(table: Table, name: str) -> bool:
    return table.column(name) is None and (table.complete or name in table.dropped_columns)


def missing_column(table: Table, names: Iterable[str]) -> Conflict | None:
    """The conflict of using columns of which one surely does not exist."""
    return next((missing(column_words(table.name, name)) for name in names if lacks_column(table, name)), None)


def assuming(table: Table, name: str) -> HashTrieSet[str]:
    """The table's assumed names, with this one where no revision made the thing."""
    if table.complete or table.column(name) is not None:
        return table.assumed
    return table.assumed.insert(name)


def index_names(table: Table, dialect: str) -> set[str]:
    """The names that a new index must not have."""
    keys = (c for c in table.constraints if isinstance(c, PrimaryKey | Unique | Exclude) and dialect != "sqlite")
    return {each.name for each in (*table.indexes, *keys) if each.name is not None}


def names_of(table: Table) -> set[str]:
    """The names that the table's constraints and indexes have."""
    named = (*table.constraints, *table.indexes)
    return {each.name for each in named if each.name is not None}


def names_of_others(schema: Schema, name: TableName, naming: Naming) -> set[str]:
    """PostgreSQL does not give a name again that a table which was renamed away kept, or that a long one was cut to."""
    if naming.dialect != "postgresql" or (name not in schema.gone and len(name.name) < LEAST_CUT):
        return set()
    prefix = name.name[: LEAST_CUT - 1]
    return {
        each
        for table in schema.tables.values()
        for each in (*(c.name for c in (*table.constraints, *table.indexes)), table.id_sequence)
        if each is not None and each.startswith(prefix) and table.name.schema == name.schema
    }
