"""PostgreSQL's ALTER … RENAME and ALTER … SET SCHEMA."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from migralint.objects import TableName
from migralint.operations import (
    CreateObject,
    DropObject,
    Operation,
    RawSql,
    RenameColumn,
    RenameConstraint,
    RenameEnum,
    RenameIndex,
    RenameTable,
)
from migralint.sql.postgresql.drops import KINDS, ON_TABLE, object_name
from migralint.sql.postgresql.tree import Node, table_name, word
from migralint.sql.statement import Statement

TABLES = frozenset({"OBJECT_TABLE", "OBJECT_FOREIGN_TABLE"})
RELATIONS = frozenset({"OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_SEQUENCE"})
MOVABLE = frozenset({*RELATIONS, "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_DOMAIN", *ON_TABLE})


def rename(node: Node, statement: Statement) -> Iterator[Operation]:
    kind, table = word(node, "rename_type"), table_name(node.relation)
    match kind:
        case "OBJECT_TABLE" | "OBJECT_FOREIGN_TABLE":
            yield RenameTable(table=table, new_table=replace(table, name=node.newname), if_exists=node.missing_ok)
        case "OBJECT_COLUMN" if word(node, "relation_type") in TABLES:
            yield RenameColumn(table=table, name=node.subname, new_name=node.newname)
        case "OBJECT_TABCONSTRAINT":
            yield RenameConstraint(table=table, name=node.subname, new_name=node.newname)
        case "OBJECT_INDEX":
            yield RenameIndex(name=table.name, new_name=node.newname, if_exists=node.missing_ok)
        case "OBJECT_TYPE":
            enum = _dotted(node.object)
            yield RenameEnum(name=enum.name, new_name=node.newname, schema=enum.schema)
        case _ if kind in MOVABLE:
            yield from _rename_object(node, kind)
        case _:
            yield RawSql(text=statement.text, command=statement.kind, table=table if table.name else None)


def set_schema(node: Node, statement: Statement) -> Iterator[Operation]:
    table = table_name(node.relation)
    if word(node, "object_type") in TABLES:
        new_table = TableName(table.name, node.newschema)
        yield RenameTable(table=table, new_table=new_table, if_exists=node.missing_ok)
    else:
        yield RawSql(text=statement.text, command=statement.kind)


def _rename_object(node: Node, kind: str) -> Iterator[Operation]:
    """Other objects have no rename of their own: one name goes, another comes."""
    table = table_name(node.relation) if kind in ON_TABLE else None
    name = TableName(node.subname) if table else table_name(node.relation)
    if kind not in ON_TABLE | RELATIONS:
        name = _dotted(node.object)
    yield DropObject(kind=KINDS[kind], name=str(name), table=table, if_exists=node.missing_ok)
    renamed = str(name) if kind == "OBJECT_SEQUENCE" else ""
    yield CreateObject(kind=KINDS[kind], name=str(replace(name, name=node.newname)), table=table, renamed_from=renamed)


def _dotted(node: Node) -> TableName:
    return TableName(*reversed(object_name(node)[-2:]))
