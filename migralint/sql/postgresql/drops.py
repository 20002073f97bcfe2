"""PostgreSQL's DROP of every kind of object."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.objects import TableName
from migralint.operations import DropEnum, DropIndex, DropObject, DropTable, ObjectKind, Operation
from migralint.sql.postgresql.tree import Node, cascades, inner, strings, word
from migralint.sql.statement import Statement

KINDS: dict[str, ObjectKind] = {
    "OBJECT_VIEW": "view",
    "OBJECT_MATVIEW": "materialized view",
    "OBJECT_FUNCTION": "function",
    "OBJECT_PROCEDURE": "function",
    "OBJECT_ROUTINE": "function",
    "OBJECT_AGGREGATE": "function",
    "OBJECT_TRIGGER": "trigger",
    "OBJECT_SEQUENCE": "sequence",
    "OBJECT_EXTENSION": "extension",
    "OBJECT_SCHEMA": "schema",
    "OBJECT_DOMAIN": "domain",
    "OBJECT_POLICY": "policy",
    "OBJECT_RULE": "rule",
    "OBJECT_COLLATION": "collation",
}
ON_TABLE = frozenset({"OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE"})


def drop(node: Node, _: Statement) -> Iterator[Operation]:
    for item in node.objects:
        yield _drop(node, word(node, "remove_type"), object_name(item))


def drop_role(node: Node, _: Statement) -> Iterator[Operation]:
    for item in node.roles:
        yield DropObject(kind="role", name=item.role_spec.rolename, if_exists=node.missing_ok)


def drop_database(node: Node, _: Statement) -> Iterator[Operation]:
    yield DropObject(kind="database", name=node.dbname, if_exists=node.missing_ok)


def drop_other(node: Node, _: Statement) -> Iterator[Operation]:
    fields = {field.name for field in node.DESCRIPTOR.fields}
    name = next((getattr(node, field) for field in ("tablespacename", "subname", "servername") if field in fields), "")
    yield DropObject(kind="other", name=name, if_exists=node.missing_ok)


def object_name(item: Node) -> tuple[str, ...]:
    """The parts of a dotted name, in whichever form the tree holds it; a trigger's ends in the trigger."""
    match item.WhichOneof("node"):
        case "string":
            return (item.string.sval,)
        case "list":
            names = (inner(part) for part in item.list.items if part.WhichOneof("node") in ("string", "type_name"))
            return tuple(name.sval if hasattr(name, "sval") else strings(name.names)[-1] for name in names)
        case "type_name":
            return strings(item.type_name.names)
        case "object_with_args":
            return strings(item.object_with_args.objname)
        case _:
            return ()


def _drop(node: Node, kind: str, name: tuple[str, ...]) -> Operation:
    table = TableName(*reversed(name[-2:])) if name else TableName("")
    if_exists, cascade = node.missing_ok, cascades(node)
    match kind:
        case "OBJECT_TABLE" | "OBJECT_FOREIGN_TABLE":
            return DropTable(table=table, if_exists=if_exists, cascade=cascade)
        case "OBJECT_TYPE":
            return DropEnum(name=table.name, schema=table.schema, if_exists=if_exists, cascade=cascade)
        case "OBJECT_INDEX":
            return DropIndex(
                name=table.name,
                schema=table.schema,
                concurrently=node.concurrent,
                if_exists=if_exists,
                cascade=cascade,
            )
        case _ if kind in ON_TABLE:
            owner = TableName(*reversed(name[:-1][-2:]))
            return DropObject(kind=KINDS[kind], name=name[-1], table=owner, if_exists=if_exists, cascade=cascade)
        case _:
            return DropObject(kind=KINDS.get(kind, "other"), name=str(table), if_exists=if_exists, cascade=cascade)


READERS = {
    "drop_stmt": drop,
    "drop_role_stmt": drop_role,
    "dropdb_stmt": drop_database,
    "drop_table_space_stmt": drop_other,
    "drop_subscription_stmt": drop_other,
    "drop_user_mapping_stmt": drop_other,
}
