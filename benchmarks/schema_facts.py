"""A schema document taken apart into facts that can be counted and compared one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

Document: TypeAlias = Mapping[str, Any]
Key: TypeAlias = "tuple[str, str]"  # the kind, and which object of that kind
Facts: TypeAlias = "dict[Key, object]"

KINDS = (
    "table", "column", "column order", "type", "nullable", "default", "generated", "primary key", "foreign key",
    "unique", "index", "check", "enum",
)  # fmt: skip
SQLGLOT = {"postgresql": "postgres", "mysql": "mysql", "sqlite": "sqlite"}


def facts_of(document: Document, dialect: str) -> Facts:
    """Every fact of a document in the form of `migralint schema --format json`; keys may be left out."""
    facts: Facts = {}
    for key, value in _facts(document, SQLGLOT[dialect]):
        kind, name = key
        again = 2
        while key in facts:
            key, again = (kind, f"{name} #{again}"), again + 1
        facts[key] = value
    return facts


def _facts(document: Document, dialect: str) -> Iterator[tuple[Key, object]]:
    for name, values in document.get("enums", {}).items():
        yield ("enum", name), tuple(values)
    for name, table in document["tables"].items():
        if name.startswith("alembic_version"):
            continue
        yield ("table", name), True
        yield ("column order", name), tuple(column["name"] for column in table["columns"])
        for column in table["columns"]:
            yield from _column(f"{name}.{column['name']}", column, dialect)
        yield from _keys(name, table, dialect)


def _column(name: str, column: Document, dialect: str) -> Iterator[tuple[Key, object]]:
    yield ("column", name), True
    yield ("type", name), column["type"]
    yield ("nullable", name), column.get("nullable") is not False
    if column.get("default") is not None:
        yield ("default", name), _literal(column["default"], dialect)
    if (identity := column.get("identity")) is not None:
        yield ("generated", name), f"identity {identity.get('always', False)}"
    if computed := column.get("computed"):
        yield ("generated", name), expression(computed["sqltext"], dialect)


def _keys(name: str, table: Document, dialect: str) -> Iterator[tuple[Key, object]]:
    if key := table.get("primary_key"):
        yield ("primary key", name), (key.get("name") if dialect != "mysql" else "PRIMARY", *key["columns"])
    for key in sorted(table.get("foreign_keys", ()), key=lambda key: str(key.get("name"))):
        target = f"{key['referred_table']}({', '.join(key['referred_columns'])})"
        action = key.get("ondelete") if key.get("ondelete") != "NO ACTION" else None
        yield ("foreign key", f"{name}({', '.join(key['columns'])}) -> {target}"), (key.get("name"), action)
    for key in table.get("unique", ()) if dialect != "mysql" else ():
        yield ("unique", f"{name}({', '.join(key['columns'])})"), key.get("name")
    for index in _indexes(table, dialect):
        yield ("index", f"{name}.{index['name']}"), _index(index, dialect)
    for check in table.get("checks", ()):
        sql = expression(check["sqltext"], dialect)
        yield ("check", f"{name}.{check.get('name') or sql}"), sql


def _indexes(table: Document, dialect: str) -> list[Document]:
    """On MySQL a unique constraint is a unique index, shown as either or both."""
    found = {index["name"]: index for index in table.get("indexes", ())}
    if dialect == "mysql":
        found |= {key["name"]: {**key, "unique": True} for key in table.get("unique", ())}
    return list(found.values())


def _index(index: Document, dialect: str) -> object:
    shown = index.get("expressions") or index["columns"]
    pairs = zip(index["columns"], shown, strict=True)
    columns = [column or expression(text or "?", dialect) for column, text in pairs]
    where = expression(index["where"], dialect) if index.get("where") else None
    method = index.get("method") if index.get("method") != "btree" else None
    return tuple(columns), bool(index.get("unique")), where, method, tuple(index.get("include", ()))


def _literal(sql: str, dialect: str) -> str:
    """A default: sequences as they are written, everything else as an expression."""
    return sql if sql.startswith("nextval(") else expression(sql, dialect)


def expression(sql: str, dialect: str) -> str:
    """One spelling for expressions that mean the same: casts, parentheses and `= ANY (ARRAY[…])` are the database's."""
    try:
        return _spelled(parse_one(re.sub(r"('[^']*')::(?:text|character varying)\b", r"\1", sql), dialect=dialect))
    except SqlglotError:
        return re.sub(r"\s+", " ", sql).strip().lower()


def _spelled(value: object) -> str:
    """A tree as nested calls, which need no rules of precedence."""
    if not isinstance(value, exp.Expression):
        return str(value).lower()
    node = _bare(value)
    if isinstance(node, (exp.Literal, exp.JSONPath)):
        return str(node.sql())
    if isinstance(node, (exp.Column, exp.Identifier)):
        return node.name.lower()
    items = _operands(node) if isinstance(node, exp.Connector) else _arguments(node)
    parts = [_spelled(item) for item in items if item not in (None, False)]
    return f"{node.key}({', '.join(parts)})" if parts else node.key


def _arguments(node: exp.Expression) -> Iterator[object]:
    for value in node.args.values():
        yield from value if isinstance(value, list) else (value,)


def _operands(node: exp.Connector) -> Iterator[exp.Expression]:
    for side in (_bare(node.left), _bare(node.right)):
        yield from _operands(side) if type(side) is type(node) else (side,)


def _listed(node: exp.Binary) -> exp.Expression:
    array = node.expression.find(exp.Array)
    return node if array is None else exp.In(this=node.this, expressions=array.expressions)


def _bare(node: exp.Expression) -> exp.Expression:
    while isinstance(node, (exp.Cast, exp.Paren)):
        node = node.this
    if isinstance(node, exp.Trim):
        return exp.Trim(this=node.this)
    if isinstance(node, exp.NEQ) and node.expression.name.upper() == "ALL":
        return exp.Not(this=_listed(node))
    if isinstance(node, exp.EQ) and isinstance(node.expression, exp.Any):
        node = _listed(node)
    if isinstance(node, exp.In) and len(node.expressions) == 1:
        return exp.EQ(this=node.this, expression=node.expressions[0])
    return node
