"""Column definitions of PostgreSQL's CREATE TABLE and ALTER TABLE."""

from __future__ import annotations

from msgspec.structs import replace

from migralint.objects import Column, Computed, Default, Identity
from migralint.sql.definition import Definition
from migralint.sql.postgresql.constraints import constraint_of
from migralint.sql.postgresql.tree import Node, expression, strings, word
from migralint.sql.postgresql.types import column_type, is_serial


def column_definition(node: Node) -> Definition:
    serial = is_serial(node.type_name)
    collation = strings(node.coll_clause.collname)[-1] if node.HasField("coll_clause") else None
    column = Column(
        node.colname, column_type(node.type_name), nullable=not serial, autoincrement=serial, collation=collation
    )
    definition = Definition(column)
    for item in node.constraints:
        _add(definition, item.constraint)
    return definition


def identity_of(node: Node) -> Identity:
    return Identity(always=node.generated_when == "a")


def _add(definition: Definition, node: Node) -> None:
    column = definition.column
    match word(node, "contype"):
        case "CONSTR_NOTNULL":
            column = replace(column, nullable=False)
        case "CONSTR_DEFAULT":
            column = replace(column, default=Default(expression(node.raw_expr)))
        case "CONSTR_IDENTITY":
            column = replace(column, identity=identity_of(node), nullable=False)
        case "CONSTR_GENERATED":
            column = replace(column, computed=Computed(expression(node.raw_expr), node.generated_kind != "v"))
        case "CONSTR_PRIMARY":
            column = replace(column, primary_key=True, nullable=False)
        case "CONSTR_ATTR_DEFERRABLE" | "CONSTR_ATTR_DEFERRED":
            definition.defer_last_constraint()
    definition.column = column
    constraint = constraint_of(node, column.name)
    if constraint is not None:
        definition.constraints.append(constraint)
