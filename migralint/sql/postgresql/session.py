"""Statements of PostgreSQL without effect on the schema, and those whose effect cannot be seen."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.objects import TableName
from migralint.operations import Operation, RawSql
from migralint.sql.postgresql.tree import Node, strings, table_name, word
from migralint.sql.statement import Statement

OPAQUE = frozenset(
    {"do_stmt", "call_stmt", "execute_stmt", "drop_owned_stmt", "explain_stmt", "import_foreign_schema_stmt"}
)


def lock(node: Node, statement: Statement) -> Iterator[Operation]:
    for item in node.relations:
        yield RawSql(text=statement.text, command="LOCK TABLE", table=table_name(item.range_var))


def vacuum(node: Node, statement: Statement) -> Iterator[Operation]:
    options = {item.def_elem.defname for item in node.options}
    command = "ANALYZE" if not node.is_vacuumcmd else "VACUUM FULL" if "full" in options else "VACUUM"
    tables = [table_name(item.vacuum_relation.relation) for item in node.rels]
    for table in tables or (None,):
        yield RawSql(text=statement.text, command=command, table=table)


def reindex(node: Node, statement: Statement) -> Iterator[Operation]:
    table = table_name(node.relation) if word(node, "kind") == "REINDEX_OBJECT_TABLE" else None
    concurrently = any(item.def_elem.defname == "concurrently" for item in node.params)
    yield RawSql(text=statement.text, command="REINDEX", table=table, concurrently=concurrently)


def refresh(node: Node, statement: Statement) -> Iterator[Operation]:
    table = table_name(node.relation)
    yield RawSql(text=statement.text, command=statement.kind, table=table, concurrently=node.concurrent)


def comment(node: Node, statement: Statement) -> Iterator[Operation]:
    yield RawSql(text=statement.text, command=statement.kind, table=_commented(node))


def grant(node: Node, statement: Statement) -> Iterator[Operation]:
    relations = [item.range_var for item in node.objects if item.WhichOneof("node") == "range_var"]
    tables = [table_name(item) for item in relations if word(node, "objtype") == "OBJECT_TABLE"]
    for table in tables or (None,):
        yield RawSql(text=statement.text, command=statement.kind, table=table)


def other(node: Node, statement: Statement, opaque: bool) -> Iterator[Operation]:
    fields = node.DESCRIPTOR.fields_by_name
    relation = "relation" if "relation" in fields else "table" if "table" in fields else None
    named = relation is not None and fields[relation].message_type is not None and node.HasField(relation)
    table = table_name(getattr(node, str(relation))) if named else None
    yield RawSql(text=statement.text, command=statement.kind, opaque=opaque, table=table)


def _commented(node: Node) -> TableName | None:
    if word(node, "objtype") not in ("OBJECT_TABLE", "OBJECT_COLUMN"):
        return None
    names = strings(node.object.list.items)
    if word(node, "objtype") == "OBJECT_COLUMN":
        names = names[:-1]
    return TableName(*reversed(names[-2:])) if names else None


READERS = {
    "lock_stmt": lock,
    "vacuum_stmt": vacuum,
    "reindex_stmt": reindex,
    "refresh_mat_view_stmt": refresh,
    "comment_stmt": comment,
    "grant_stmt": grant,
}
