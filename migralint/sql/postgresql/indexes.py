"""PostgreSQL's CREATE INDEX."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.objects import Index
from migralint.operations import CreateIndex, Operation
from migralint.sql.postgresql.tree import Node, expression, table_name
from migralint.sql.statement import Statement

_DESC, _NULLS_FIRST, _NULLS_LAST = 3, 2, 3  # of libpg_query's SortByDir and SortByNulls


def create_index(node: Node, _: Statement) -> Iterator[Operation]:
    elements = [item.index_elem for item in node.index_params]
    index = Index(
        name=node.idxname or None,
        columns=tuple(
            f"{element.name}{_order(element)}" if element.name else expression(element.expr) for element in elements
        ),
        unique=node.unique,
        where=expression(node.where_clause) if node.HasField("where_clause") else None,
        method=None if node.access_method in ("", "btree") else node.access_method,
        include=tuple(item.index_elem.name for item in node.index_including_params),
        expressions=tuple(p for p, element in enumerate(elements) if not element.name or _order(element)),
        options=tuple(_operator_classes(elements)),
    )
    yield CreateIndex(
        table=table_name(node.relation),
        index=index,
        concurrently=node.concurrent,
        if_not_exists=node.if_not_exists,
        only=not node.relation.inh,
    )


def _operator_classes(elements: list[Node]) -> Iterator[str]:
    named = ((e.name, e.opclass[-1].string.sval) for e in elements if e.name and e.opclass)
    classes = ", ".join(f'"{column}": "{operators}"' for column, operators in named)
    if classes:
        yield f"postgresql_ops={{{classes}}}"


def _order(element: Node) -> str:
    """What stands behind a column, as `sa.text("created DESC")` writes it; "" for what is meant anyway."""
    match element.ordering == _DESC, element.nulls_ordering:
        case True, nulls:
            return " DESC NULLS LAST" if nulls == _NULLS_LAST else " DESC"
        case False, nulls if nulls == _NULLS_FIRST:
            return " ASC NULLS FIRST"
    return ""
