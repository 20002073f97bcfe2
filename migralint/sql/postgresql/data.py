"""PostgreSQL's INSERT, UPDATE, DELETE, MERGE, TRUNCATE, COPY and SELECT."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from migralint.objects import TableName
from migralint.operations import ChangeData, CreateTable, Operation, Query
from migralint.sql.postgresql.tree import Node, cascades, inner, mentioned_columns, table_name, walk
from migralint.sql.statement import Statement

Kind = Literal["insert", "update", "delete", "merge"]
KINDS: dict[str, Kind] = {
    "insert_stmt": "insert",
    "update_stmt": "update",
    "delete_stmt": "delete",
    "merge_stmt": "merge",
}


def select(node: Node, _: Statement) -> Iterator[Operation]:
    yield from _writing_ctes(node)
    if node.HasField("into_clause"):
        yield CreateTable(table=table_name(node.into_clause.rel), complete=False)
    else:
        yield Query(reads=_tables(node))


def change(node: Node, kind: Kind) -> Iterator[Operation]:
    yield from _writing_ctes(node)
    table = table_name(node.relation)
    columns = _written(node, kind)
    yield ChangeData(
        kind=kind,
        table=table,
        columns=columns,
        read_columns=mentioned_columns(node),
        has_where=kind in ("update", "delete") and node.HasField("where_clause"),
        reads=tuple(read for read in _tables(node) if read != table),
        columns_known=bool(columns) or _inserts_defaults(node, kind),
    )


def insert(node: Node, _: Statement) -> Iterator[Operation]:
    yield from change(node, "insert")


def update(node: Node, _: Statement) -> Iterator[Operation]:
    yield from change(node, "update")


def delete(node: Node, _: Statement) -> Iterator[Operation]:
    yield from change(node, "delete")


def merge(node: Node, _: Statement) -> Iterator[Operation]:
    yield from change(node, "merge")


def truncate(node: Node, _: Statement) -> Iterator[Operation]:
    for item in node.relations:
        yield ChangeData(kind="truncate", table=table_name(item.range_var), cascade=cascades(node))


def copy(node: Node, _: Statement) -> Iterator[Operation]:
    if not node.is_from:
        yield Query(reads=(table_name(node.relation),) if node.HasField("relation") else _tables(node.query))
        return
    columns = tuple(item.string.sval for item in node.attlist)
    yield ChangeData(kind="insert", table=table_name(node.relation), columns=columns, columns_known=bool(columns))


def _writing_ctes(node: Node) -> Iterator[Operation]:
    for item in node.with_clause.ctes:
        query = item.common_table_expr.ctequery
        kind = KINDS.get(query.WhichOneof("node"))
        if kind is not None:
            yield from change(inner(query), kind)


def _written(node: Node, kind: Kind) -> tuple[str, ...]:
    match kind:
        case "insert":
            return _targets(node.cols)
        case "update":
            return _targets(node.target_list)
        case "merge":
            clauses = [item.merge_when_clause for item in node.merge_when_clauses]
            return _targets(target for clause in clauses for target in clause.target_list)
        case "delete":
            return ()


def _targets(items: Iterable[Node]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.res_target.name for item in items))


def _inserts_defaults(node: Node, kind: Kind) -> bool:
    return kind == "delete" or (kind == "insert" and not node.HasField("select_stmt"))


def _tables(node: Node) -> tuple[TableName, ...]:
    """The tables that a statement reads, its common table expressions left out; one written is no `range_var`."""
    found = [(kind, item) for kind, item in walk(node) if kind in ("common_table_expr", "range_var")]
    ctes = {item.ctename for kind, item in found if kind == "common_table_expr"}
    relations = (item for kind, item in found if kind == "range_var")
    names = (table_name(item) for item in relations if item.schemaname or item.relname not in ctes)
    return tuple(dict.fromkeys(names))


READERS = {
    "select_stmt": select,
    "insert_stmt": insert,
    "update_stmt": update,
    "delete_stmt": delete,
    "merge_stmt": merge,
    "truncate_stmt": truncate,
    "copy_stmt": copy,
}
