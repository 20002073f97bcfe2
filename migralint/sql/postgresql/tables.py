"""PostgreSQL's CREATE TABLE in its forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from migralint.objects import Column, Constraint, PrimaryKey
from migralint.operations import CreateObject, CreateTable, Operation
from migralint.sql.definition import Definition
from migralint.sql.postgresql.columns import column_definition
from migralint.sql.postgresql.constraints import constraint_of
from migralint.sql.postgresql.tree import Node, table_name, word
from migralint.sql.statement import Statement


def create_table(node: Node, _: Statement) -> Iterator[Operation]:
    partition = node.HasField("partbound")
    elements = [*node.table_elts, *node.constraints]
    definitions = [column_definition(item.column_def) for item in elements if _is_column(item)]
    constraints = tuple(_constraints(definitions, elements))
    yield CreateTable(
        table=table_name(node.relation),
        columns=tuple(_columns(definitions, constraints, elements)),
        constraints=constraints,
        if_not_exists=node.if_not_exists,
        temporary=node.relation.relpersistence == "t",
        complete=not _copies_columns(node, elements) and not partition,
        partition_of=table_name(node.inh_relations[0].range_var) if partition else None,
        partitioned=node.HasField("partspec"),
        default_partition=partition and node.partbound.is_default,
    )


def create_foreign_table(node: Node, statement: Statement) -> Iterator[Operation]:
    yield from create_table(node.base_stmt, statement)


def create_table_as(node: Node, _: Statement) -> Iterator[Operation]:
    relation = node.into.rel
    if word(node, "objtype") == "OBJECT_MATVIEW":
        yield CreateObject(kind="materialized view", name=str(table_name(relation)), if_not_exists=node.if_not_exists)
        return
    yield CreateTable(
        table=table_name(relation),
        if_not_exists=node.if_not_exists,
        temporary=relation.relpersistence == "t",
        complete=False,
    )


def _is_column(item: Node) -> bool:
    return bool(item.WhichOneof("node") == "column_def" and item.column_def.HasField("type_name"))


def _copies_columns(node: Node, elements: Iterable[Node]) -> bool:
    """LIKE, INHERITS and OF take columns from elsewhere."""
    like = any(item.WhichOneof("node") == "table_like_clause" for item in elements)
    return like or len(node.inh_relations) > 0 or bool(node.HasField("of_typename"))


def _constraints(definitions: Iterable[Definition], elements: Iterable[Node]) -> Iterator[Constraint]:
    for definition in definitions:
        yield from definition.constraints
    for item in elements:
        if item.WhichOneof("node") == "constraint":
            constraint = constraint_of(item.constraint)
            if constraint is not None:
                yield constraint


def _columns(
    definitions: Iterable[Definition], constraints: Iterable[Constraint], elements: Iterable[Node]
) -> Iterator[Column]:
    """The columns, NOT NULL where a constraint of the table says so."""
    keys = {name for item in constraints if isinstance(item, PrimaryKey) for name in item.columns}
    required = {name for item in elements for name in _not_null(item)}
    for column in (definition.column for definition in definitions):
        key = column.name in keys
        nullable = column.nullable and not key and column.name not in required
        yield replace(column, primary_key=key, nullable=nullable)


def _not_null(item: Node) -> tuple[str, ...]:
    if item.WhichOneof("node") != "constraint" or word(item.constraint, "contype") != "CONSTR_NOTNULL":
        return ()
    return tuple(key.string.sval for key in item.constraint.keys)
