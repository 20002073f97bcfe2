"""PostgreSQL's SQL, read through libpg_query: the server's own grammar."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from migralint.operations import Operation
from migralint.sql.postgresql import data, drops, objects, session
from migralint.sql.postgresql.alter_table import alter_table
from migralint.sql.postgresql.enums import alter_enum, create_enum
from migralint.sql.postgresql.indexes import create_index
from migralint.sql.postgresql.renames import rename, set_schema
from migralint.sql.postgresql.tables import create_foreign_table, create_table, create_table_as
from migralint.sql.postgresql.tree import Node, inner, parse
from migralint.sql.statement import Statement

READERS: dict[str, Callable[[Node, Statement], Iterator[Operation]]] = {
    "create_stmt": create_table,
    "create_foreign_table_stmt": create_foreign_table,
    "create_table_as_stmt": create_table_as,
    "alter_table_stmt": alter_table,
    "index_stmt": create_index,
    "create_enum_stmt": create_enum,
    "alter_enum_stmt": alter_enum,
    "rename_stmt": rename,
    "alter_object_schema_stmt": set_schema,
    **objects.READERS,
    **drops.READERS,
    **data.READERS,
    **session.READERS,
}


def read(statement: Statement, sql: str) -> tuple[Operation, ...]:
    """The operations of a statement; `sql` is its parsable text. Raises as `parse` does."""
    node = parse(sql)
    kind = node.WhichOneof("node")
    reader = READERS.get(kind)
    if reader is None:
        return tuple(session.other(inner(node), statement, opaque=kind in session.OPAQUE))
    return tuple(reader(inner(node), statement))
