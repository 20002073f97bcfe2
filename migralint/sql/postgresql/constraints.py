"""Constraints of PostgreSQL's CREATE TABLE and ALTER TABLE."""

from __future__ import annotations

from migralint.objects import Check, Constraint, Exclude, ForeignKey, PrimaryKey, Unique
from migralint.sql.postgresql.tree import Node, expression, mentioned_columns, strings, table_name, word

REFERENTIAL_ACTIONS = {"c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT", "r": "RESTRICT"}


def constraint_of(node: Node, column: str | None = None) -> Constraint | None:
    """None for NOT NULL, DEFAULT and the like. `column` is the one in whose definition it is written."""
    name = node.conname or None
    keys = strings(node.keys) or ((column,) if column else ())
    match word(node, "contype"):
        case "CONSTR_PRIMARY":
            return PrimaryKey(keys, name)
        case "CONSTR_UNIQUE":
            return Unique(keys, name, node.deferrable, node.nulls_not_distinct)
        case "CONSTR_CHECK":
            return Check(expression(node.raw_expr), name, mentioned_columns(node.raw_expr), not node.skip_validation)
        case "CONSTR_FOREIGN":
            return _foreign_key(node, column)
        case "CONSTR_EXCLUSION":
            return Exclude(name, tuple(_excluded(pair) for pair in node.exclusions))
        case _:
            return None


def _foreign_key(node: Node, column: str | None) -> ForeignKey:
    return ForeignKey(
        columns=strings(node.fk_attrs) or ((column,) if column else ()),
        referred_table=table_name(node.pktable),
        referred_columns=strings(node.pk_attrs),
        name=node.conname or None,
        on_delete=REFERENTIAL_ACTIONS.get(node.fk_del_action),
        on_update=REFERENTIAL_ACTIONS.get(node.fk_upd_action),
        deferrable=node.deferrable,
        valid=not node.skip_validation,
    )


def _excluded(pair: Node) -> str:
    element = pair.list.items[0].index_elem
    return element.name or expression(element.expr)
