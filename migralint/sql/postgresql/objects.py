"""CREATE of PostgreSQL's other named objects: views, functions, triggers, sequences …"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from migralint.operations import CreateObject, ObjectKind, Operation, Unread
from migralint.sql.postgresql.tree import Node, qualified, strings, table_name, word
from migralint.sql.statement import Statement

Reader = Callable[[Node, Statement], Iterator[Operation]]


def create_view(node: Node, _: Statement) -> Iterator[Operation]:
    yield CreateObject(kind="view", name=str(table_name(node.view)), or_replace=node.replace)


def create_function(node: Node, _: Statement) -> Iterator[Operation]:
    options = {item.def_elem.defname: item.def_elem.arg.string.sval for item in node.options}
    name = str(qualified(node.funcname))
    yield CreateObject(kind="function", name=name, or_replace=node.replace, plain=not _computes_per_row(options))


def _computes_per_row(options: Mapping[str, str]) -> bool:
    """Whether it is VOLATILE, which it is unless it says otherwise; the planner inlines what is written in SQL."""
    return options.get("volatility", "volatile") == "volatile" and options.get("language", "sql").lower() != "sql"


def create_trigger(node: Node, _: Statement) -> Iterator[Operation]:
    table = table_name(node.relation)
    yield CreateObject(kind="trigger", name=node.trigname, table=table, or_replace=node.replace)


def create_sequence(node: Node, _: Statement) -> Iterator[Operation]:
    yield CreateObject(kind="sequence", name=str(table_name(node.sequence)), if_not_exists=node.if_not_exists)


def create_extension(node: Node, _: Statement) -> Iterator[Operation]:
    yield CreateObject(kind="extension", name=node.extname, if_not_exists=node.if_not_exists)


def create_schema(node: Node, _: Statement) -> Iterator[Operation]:
    if node.schema_elts:
        yield Unread(directive="SQL CREATE SCHEMA", why="it creates objects within the schema", is_ddl=True)
    yield CreateObject(kind="schema", name=node.schemaname, if_not_exists=node.if_not_exists)


def create_domain(node: Node, _: Statement) -> Iterator[Operation]:
    kinds = {word(item.constraint, "contype") for item in node.constraints}
    constrained = not kinds.isdisjoint({"CONSTR_CHECK", "CONSTR_NOTNULL"})
    yield CreateObject(kind="domain", name=str(qualified(node.domainname)), plain=not constrained)


def create_composite_type(node: Node, _: Statement) -> Iterator[Operation]:
    yield CreateObject(kind="type", name=str(table_name(node.typevar)))


def create_range_type(node: Node, _: Statement) -> Iterator[Operation]:
    yield CreateObject(kind="type", name=str(qualified(node.type_name)))


def create_policy(node: Node, _: Statement) -> Iterator[Operation]:
    yield CreateObject(kind="policy", name=node.policy_name, table=table_name(node.table))


def create_rule(node: Node, _: Statement) -> Iterator[Operation]:
    table = table_name(node.relation)
    yield CreateObject(kind="rule", name=node.rulename, table=table, or_replace=node.replace)


def create_role(node: Node, _: Statement) -> Iterator[Operation]:
    yield CreateObject(kind="role", name=node.role)


def create_database(node: Node, _: Statement) -> Iterator[Operation]:
    yield CreateObject(kind="database", name=node.dbname)


DEFINED: dict[str, ObjectKind] = {
    "OBJECT_TYPE": "type",
    "OBJECT_COLLATION": "collation",
    "OBJECT_AGGREGATE": "function",
}


def define(node: Node, _: Statement) -> Iterator[Operation]:
    """CREATE AGGREGATE, COLLATION, OPERATOR, TYPE, TEXT SEARCH …"""
    yield CreateObject(
        kind=DEFINED.get(word(node, "kind"), "other"),
        name=".".join(strings(node.defnames)),
        or_replace=node.replace,
        if_not_exists=node.if_not_exists,
    )


NAME_FIELDS = ("trigname", "servername", "fdwname", "tablespacename", "subname", "pubname", "plname", "amname")


def create_other(node: Node, _: Statement) -> Iterator[Operation]:
    """What no schema of an application holds: servers, publications, statistics …"""
    fields = {field.name for field in node.DESCRIPTOR.fields}
    name = next((getattr(node, field) for field in NAME_FIELDS if field in fields), "")
    yield CreateObject(kind="other", name=name)


READERS: dict[str, Reader] = {
    "view_stmt": create_view,
    "create_function_stmt": create_function,
    "create_trig_stmt": create_trigger,
    "create_seq_stmt": create_sequence,
    "create_extension_stmt": create_extension,
    "create_schema_stmt": create_schema,
    "create_domain_stmt": create_domain,
    "composite_type_stmt": create_composite_type,
    "create_range_stmt": create_range_type,
    "create_policy_stmt": create_policy,
    "rule_stmt": create_rule,
    "create_role_stmt": create_role,
    "createdb_stmt": create_database,
    "define_stmt": define,
    "create_event_trig_stmt": create_other,
    "create_foreign_server_stmt": create_other,
    "create_fdw_stmt": create_other,
    "create_table_space_stmt": create_other,
    "create_publication_stmt": create_other,
    "create_subscription_stmt": create_other,
    "create_stats_stmt": create_other,
    "create_plang_stmt": create_other,
    "create_am_stmt": create_other,
    "create_cast_stmt": create_other,
    "create_conversion_stmt": create_other,
    "create_transform_stmt": create_other,
    "create_op_class_stmt": create_other,
    "create_op_family_stmt": create_other,
    "create_user_mapping_stmt": create_other,
}
