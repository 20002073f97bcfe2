"""The actions of PostgreSQL's ALTER TABLE."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from migralint.objects import Default, ForeignKey, Identity, TableName
from migralint.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterTable,
    DropColumn,
    DropConstraint,
    Operation,
    RawSql,
    ValidateConstraint,
)
from migralint.sql.postgresql.columns import column_definition, identity_of
from migralint.sql.postgresql.constraints import constraint_of
from migralint.sql.postgresql.tree import Node, cascades, expression, inner, strings, table_name, word
from migralint.sql.postgresql.types import column_type
from migralint.sql.statement import Statement

ACTIONS = {
    "AT_SetStatistics": "ALTER COLUMN SET STATISTICS",
    "AT_SetOptions": "ALTER COLUMN SET ()",
    "AT_ResetOptions": "ALTER COLUMN RESET ()",
    "AT_SetStorage": "ALTER COLUMN SET STORAGE",
    "AT_SetCompression": "ALTER COLUMN SET COMPRESSION",
    "AT_SetExpression": "ALTER COLUMN SET EXPRESSION",
    "AT_AlterColumnGenericOptions": "ALTER COLUMN OPTIONS",
    "AT_AlterConstraint": "ALTER CONSTRAINT",
    "AT_ChangeOwner": "OWNER TO",
    "AT_ClusterOn": "CLUSTER ON",
    "AT_DropCluster": "SET WITHOUT CLUSTER",
    "AT_SetLogged": "SET LOGGED",
    "AT_SetUnLogged": "SET UNLOGGED",
    "AT_DropOids": "SET WITHOUT OIDS",
    "AT_SetAccessMethod": "SET ACCESS METHOD",
    "AT_SetTableSpace": "SET TABLESPACE",
    "AT_EnableTrig": "ENABLE TRIGGER",
    "AT_EnableAlwaysTrig": "ENABLE ALWAYS TRIGGER",
    "AT_EnableReplicaTrig": "ENABLE REPLICA TRIGGER",
    "AT_DisableTrig": "DISABLE TRIGGER",
    "AT_EnableTrigAll": "ENABLE TRIGGER ALL",
    "AT_DisableTrigAll": "DISABLE TRIGGER ALL",
    "AT_EnableTrigUser": "ENABLE TRIGGER USER",
    "AT_DisableTrigUser": "DISABLE TRIGGER USER",
    "AT_EnableRule": "ENABLE RULE",
    "AT_EnableAlwaysRule": "ENABLE ALWAYS RULE",
    "AT_EnableReplicaRule": "ENABLE REPLICA RULE",
    "AT_DisableRule": "DISABLE RULE",
    "AT_DropInherit": "NO INHERIT",
    "AT_AddOf": "OF",
    "AT_DropOf": "NOT OF",
    "AT_ReplicaIdentity": "REPLICA IDENTITY",
    "AT_EnableRowSecurity": "ENABLE ROW LEVEL SECURITY",
    "AT_DisableRowSecurity": "DISABLE ROW LEVEL SECURITY",
    "AT_ForceRowSecurity": "FORCE ROW LEVEL SECURITY",
    "AT_NoForceRowSecurity": "NO FORCE ROW LEVEL SECURITY",
    "AT_DetachPartitionFinalize": "DETACH PARTITION FINALIZE",
}


def alter_table(node: Node, statement: Statement) -> Iterator[Operation]:
    table = table_name(node.relation)
    if word(node, "objtype") not in ("OBJECT_TABLE", "OBJECT_FOREIGN_TABLE"):
        relation = None if word(node, "objtype") == "OBJECT_INDEX" else table
        yield RawSql(text=statement.text, command=statement.kind, table=relation)
        return
    for item in node.cmds:
        command = item.alter_table_cmd
        yield _action(table, command, command.missing_ok or node.missing_ok)


def _action(table: TableName, command: Node, missing_ok: bool) -> Operation:
    subtype = word(command, "subtype")
    if subtype in READERS:
        return READERS[subtype](table, command, missing_ok)
    if subtype in ("AT_SetRelOptions", "AT_ResetRelOptions"):
        return AlterTable(table=table, action=_storage_parameters(subtype, command))
    return AlterTable(table=table, action=ACTIONS.get(subtype, subtype.removeprefix("AT_").upper()))


def _storage_parameters(subtype: str, command: Node) -> str:
    names = ", ".join(inner(item).defname.upper() for item in getattr(command, "def").list.items)
    return f"{'SET' if subtype == 'AT_SetRelOptions' else 'RESET'} ({names})"


def _add_column(table: TableName, command: Node, missing_ok: bool) -> Operation:
    definition = column_definition(_definition(command))
    return AddColumn(
        table=table,
        column=definition.column,
        constraints=tuple(definition.constraints),
        if_not_exists=missing_ok,
        inline_references=any(isinstance(item, ForeignKey) for item in definition.constraints),
    )


def _drop_column(table: TableName, command: Node, missing_ok: bool) -> Operation:
    return DropColumn(table=table, name=command.name, if_exists=missing_ok, cascade=cascades(command))


def _alter_type(table: TableName, command: Node, _: bool) -> Operation:
    definition = _definition(command)
    using = expression(definition.raw_default) if definition.HasField("raw_default") else None
    new = column_type(definition.type_name)
    if definition.HasField("coll_clause"):
        new = replace(new, suffix=f'COLLATE "{strings(definition.coll_clause.collname)[-1]}"')
    return AlterColumn(table=table, name=command.name, type=new, using=using)


def _alter_default(table: TableName, command: Node, _: bool) -> Operation:
    default = Default(expression(getattr(command, "def"))) if command.HasField("def") else None
    return AlterColumn(table=table, name=command.name, default=default)


def _set_not_null(table: TableName, command: Node, _: bool) -> Operation:
    return AlterColumn(table=table, name=command.name, nullable=False)


def _drop_not_null(table: TableName, command: Node, _: bool) -> Operation:
    return AlterColumn(table=table, name=command.name, nullable=True)


def _add_identity(table: TableName, command: Node, _: bool) -> Operation:
    identity = identity_of(_definition(command))
    return AlterColumn(table=table, name=command.name, identity=identity, adds_identity=True)


def _set_identity(table: TableName, command: Node, _: bool) -> Operation:
    """SET GENERATED changes the identity; RESTART and the like only its sequence."""
    for item in getattr(command, "def").list.items:
        if item.def_elem.defname == "generated":
            always = chr(item.def_elem.arg.integer.ival) == "a"
            return AlterColumn(table=table, name=command.name, identity=Identity(always=always))
    return AlterTable(table=table, action="ALTER COLUMN SET SEQUENCE")


def _drop_identity(table: TableName, command: Node, _: bool) -> Operation:
    return AlterColumn(table=table, name=command.name, identity=None)


def _drop_expression(table: TableName, command: Node, _: bool) -> Operation:
    return AlterColumn(table=table, name=command.name, drops_expression=True)


def _add_constraint(table: TableName, command: Node, missing_ok: bool) -> Operation:
    node = _definition(command)
    constraint = constraint_of(node)
    if constraint is not None:
        return AddConstraint(table=table, constraint=constraint, using_index=node.indexname or None)
    columns = strings(node.keys)
    if node.skip_validation or len(columns) != 1:
        return AlterTable(table=table, action="ADD NOT NULL NOT VALID")
    return AlterColumn(table=table, name=columns[0], nullable=False)


def _drop_constraint(table: TableName, command: Node, missing_ok: bool) -> Operation:
    return DropConstraint(table=table, name=command.name, if_exists=missing_ok, cascade=cascades(command))


def _validate_constraint(table: TableName, command: Node, _: bool) -> Operation:
    return ValidateConstraint(table=table, name=command.name)


def _attach_partition(table: TableName, command: Node, _: bool) -> Operation:
    return AlterTable(table=table, action="ATTACH PARTITION", other_table=table_name(_definition(command).name))


def _detach_partition(table: TableName, command: Node, _: bool) -> Operation:
    partition = _definition(command)
    action = "DETACH PARTITION CONCURRENTLY" if partition.concurrent else "DETACH PARTITION"
    return AlterTable(table=table, action=action, other_table=table_name(partition.name))


def _inherit(table: TableName, command: Node, _: bool) -> Operation:
    return AlterTable(table=table, action="INHERIT", other_table=table_name(_definition(command)))


def _definition(command: Node) -> Node:
    return inner(getattr(command, "def"))


READERS: dict[str, Callable[[TableName, Node, bool], Operation]] = {
    "AT_AddColumn": _add_column,
    "AT_DropColumn": _drop_column,
    "AT_AlterColumnType": _alter_type,
    "AT_ColumnDefault": _alter_default,
    "AT_SetNotNull": _set_not_null,
    "AT_DropNotNull": _drop_not_null,
    "AT_AddIdentity": _add_identity,
    "AT_SetIdentity": _set_identity,
    "AT_DropIdentity": _drop_identity,
    "AT_DropExpression": _drop_expression,
    "AT_AddConstraint": _add_constraint,
    "AT_DropConstraint": _drop_constraint,
    "AT_ValidateConstraint": _validate_constraint,
    "AT_AttachPartition": _attach_partition,
    "AT_DetachPartition": _detach_partition,
    "AT_AddInherit": _inherit,
}
