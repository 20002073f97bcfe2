"""PostgreSQL's CREATE INDEX."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.objects import Index
from migralint.operations import CreateIndex, Operation
from migralint.sql.postgresql.tree import Node, expression, table_name
from migralint.sql.statement import Statement


def create_index(node: Node, _: Statement) -> Iterator[Operation]:
    elements = [item.index_elem for item in node.index_params]
    index = Index(
        name=node.idxname or None,
        columns=tuple(element.name or expression(element.expr) for element in elements),
        unique=node.unique,
        where=expression(node.where_clause) if node.HasField("where_clause") else None,
        method=None if node.access_method in ("", "btree") else node.access_method,
        include=tuple(item.index_elem.name for item in node.index_including_params),
        expressions=tuple(position for position, element in enumerate(elements) if not element.name),
    )
    yield CreateIndex(
        table=table_name(node.relation),
        index=index,
        concurrently=node.concurrent,
        if_not_exists=node.if_not_exists,
        only=not node.relation.inh,
    )
