"""A database in words, one line for each thing: what `describe` says of a replayed schema must be the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from tests.oracle.text import spelled

NAMELESS = {"mariadb": "PRIMARY"}  # what every primary key is called
CHECKS_OF_COLUMNS = """
    SELECT check_clause FROM information_schema.check_constraints
    WHERE level = 'Column' AND constraint_schema = DATABASE() AND table_name = %s
"""
PARTITIONS = """
    SELECT c.relname AS name, n.nspname AS schema, c.relkind = 'p' AS partitioned, p.relname AS parent,
           pn.nspname AS parent_schema, pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT' AS is_default
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_class p ON p.oid = i.inhparent
    LEFT JOIN pg_namespace pn ON pn.oid = p.relnamespace
    WHERE c.relkind IN ('r', 'p') AND (c.relkind = 'p' OR c.relispartition)
"""


def reflected(url: str) -> list[str]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        lines = [line for schema in _schemas(inspector) for line in _tables(inspector, schema, connection)]
        if connection.dialect.name == "postgresql":
            lines += _enums(inspector)
    return sorted(lines)


def _schemas(inspector: sa.Inspector) -> list[str | None]:
    if inspector.dialect.name != "postgresql":
        return [None]
    own = {"public": None, "information_schema": None}
    return [None, *(name for name in inspector.get_schema_names() if name not in own)]


def _enums(inspector: Any) -> Iterator[str]:
    for enum in inspector.get_enums(schema="*"):
        yield f"enum {_named(enum['schema'], enum['name'])} ({', '.join(enum['labels'])})"


def _named(schema: str | None, name: str) -> str:
    return name if schema in (None, "public") else f"{schema}.{name}"


def _tables(inspector: sa.Inspector, schema: str | None, connection: sa.Connection) -> Iterator[str]:
    notes = _partitions(connection) if connection.dialect.name == "postgresql" else {}
    for table in inspector.get_table_names(schema=schema):
        if table == "alembic_version":
            continue
        name = _named(schema, table)
        yield f"{name}{notes.get(name, '')}"
        for place, column in enumerate(inspector.get_columns(table, schema), start=1):
            yield f"{name} {place:02} {_column(column, inspector.dialect)}"
        for line in _keys(inspector, table, schema):
            yield f"{name} {line}"


def _partitions(connection: sa.Connection) -> dict[str, str]:
    notes = {}
    for row in connection.exec_driver_sql(PARTITIONS):
        default = " DEFAULT" if row.is_default else ""
        parent = f" PARTITION OF {_named(row.parent_schema, row.parent)}{default}" if row.parent else ""
        notes[_named(row.schema, row.name)] = f"{parent}{' PARTITIONED' if row.partitioned else ''}"
    return notes


def _column(column: Any, dialect: sa.Dialect) -> str:
    words = [column["name"], column["type"].compile(dialect).upper(), "NULL" if column["nullable"] else "NOT NULL"]
    if column.get("identity"):
        words.append(f"IDENTITY {'ALWAYS' if column['identity']['always'] else 'BY DEFAULT'}")
    elif column.get("computed"):
        words.append(f"COMPUTED {spelled(column['computed']['sqltext'], dialect.name)}")
    elif column["default"] is not None:
        words.append(f"DEFAULT {spelled(column['default'], dialect.name)}")
    if column.get("autoincrement") is True and dialect.name == "mariadb":
        words.append("AUTO_INCREMENT")
    if column.get("comment") is not None:
        words.append(f"COMMENT {column['comment']}")
    return " ".join(words)


def _keys(inspector: sa.Inspector, table: str, schema: str | None) -> Iterator[str]:
    dialect = inspector.dialect.name
    key = inspector.get_pk_constraint(table, schema)
    if key["constrained_columns"]:
        yield f"PRIMARY KEY {key['name'] or NAMELESS.get(dialect)} ({', '.join(key['constrained_columns'])})"
    uniques = inspector.get_unique_constraints(table, schema)
    for unique in uniques:
        nulls = unique.get("dialect_options", {}).get("postgresql_nulls_not_distinct")
        columns = ", ".join(unique["column_names"])
        yield f"UNIQUE {unique['name']} ({columns}){' NULLS NOT DISTINCT' if nulls else ''}"
    for check in inspector.get_check_constraints(table, schema):
        yield f"CHECK {check['name']} {spelled(check['sqltext'], dialect)}"
    if dialect == "mariadb":
        for sql in inspector.bind.exec_driver_sql(CHECKS_OF_COLUMNS, (table,)).scalars():  # type: ignore[union-attr]
            yield f"CHECK None {spelled(sql, dialect)}"
    for foreign in inspector.get_foreign_keys(table, schema):
        yield _foreign_key(foreign)
    for index in inspector.get_indexes(table, schema):
        if not index.get("duplicates_constraint") and index["name"] not in [u.get("duplicates_index") for u in uniques]:
            yield _index(index, dialect)


def _foreign_key(key: Any) -> str:
    there = f"{_named(key['referred_schema'], key['referred_table'])} ({', '.join(key['referred_columns'])})"
    options = key.get("options", {})
    actions = (
        f" {words} {options[name]}"
        for name, words in (("ondelete", "ON DELETE"), ("onupdate", "ON UPDATE"))
        if options.get(name, "NO ACTION").upper() != "NO ACTION"
    )
    deferrable = " DEFERRABLE" if options.get("deferrable") else ""
    return (
        f"FOREIGN KEY {key['name']} ({', '.join(key['constrained_columns'])}) -> {there}{''.join(actions)}{deferrable}"
    )


def _index(index: Any, dialect: str) -> str:
    options = index.get("dialect_options", {})
    texts = index.get("expressions") or index["column_names"]
    parts = (
        column if column is not None else spelled(text, dialect)
        for column, text in zip(index["column_names"], texts, strict=True)
    )
    include = options.get("postgresql_include") or []
    where = options.get(f"{dialect}_where")
    unique, method = "UNIQUE " if index["unique"] else "", options.get("postgresql_using") or "btree"
    including = f" INCLUDE ({', '.join(include)})" if include else ""
    filtered = f" WHERE {spelled(str(where), dialect)}" if where is not None else ""
    return f"{unique}INDEX {index['name']} {method} ({', '.join(parts)}){including}{filtered}"
