"""Reading libpg_query's syntax tree: names, enum words and expressions of its protobuf messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any, TypeAlias

from migralint.objects import TableName

Node: TypeAlias = Any  # a protobuf message; the parser's own stubs are not valid for type checkers


class Unparsable(Exception):
    """The server's grammar does not accept it; the message says where."""


class TooDeep(Exception):
    """The parser accepts it, but its nesting is deeper than protobuf carries."""


def parse(sql: str) -> Node:
    """The only statement of a text. Raises ImportError without the parser, `Unparsable` and `TooDeep`."""
    postgast, protobuf = import_module("postgast"), import_module("google.protobuf.message")
    try:
        return postgast.parse(sql).stmts[0].stmt
    except (postgast.PgQueryError, UnicodeEncodeError, IndexError) as error:
        raise Unparsable(str(error)) from error
    except protobuf.DecodeError as error:
        raise TooDeep from error


def inner(node: Node) -> Node:
    """The message that a `Node` wraps."""
    return getattr(node, node.WhichOneof("node"))


def word(message: Node, field: str) -> str:
    """The name of an enum field's value: `OBJECT_TABLE`."""
    values = message.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number
    return str(values[getattr(message, field)].name)


def cascades(message: Node) -> bool:
    return word(message, "behavior") == "DROP_CASCADE"


def strings(nodes: Iterable[Node]) -> tuple[str, ...]:
    return tuple(node.string.sval for node in nodes)


def qualified(nodes: Iterable[Node]) -> TableName:
    """A dotted name, which the tree holds as a list of strings."""
    *schemas, name = strings(nodes)
    return TableName(name, schemas[-1] if schemas else "")


def table_name(relation: Node) -> TableName:
    return TableName(relation.relname, relation.schemaname)


def expression(node: Node) -> str:
    """An expression's SQL, in PostgreSQL's own spelling."""
    postgast = import_module("postgast")
    tree = postgast.parse("SELECT 1")
    tree.stmts[0].stmt.select_stmt.target_list[0].res_target.val.CopyFrom(node)
    try:
        sql = str(postgast.deparse(tree)).removeprefix("SELECT ")
    except postgast.PgQueryError:
        return "?"
    if node.WhichOneof("node") == "sqlvalue_function":
        return sql.upper()  # CURRENT_TIMESTAMP, as everyone writes it
    return "?" if "$1" in sql else sql  # a bind parameter


def walk(message: Node) -> Iterator[tuple[str, Node]]:
    """Every message below, in the order of its fields, with the name of its kind (`column_ref`)."""
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        for child in value if field.is_repeated else (value,):
            if field.message_type.name != "Node":
                yield field.name, child
            yield from walk(child)


def mentioned_columns(message: Node) -> tuple[str, ...]:
    """The columns that an expression mentions, without their tables."""
    references = (node for kind, node in walk(message) if kind == "column_ref")
    names = (strings(reference.fields)[-1] for reference in references)
    return tuple(dict.fromkeys(name for name in names if name))
