"""A replayed schema in words, one line for each thing: what `reflect` says of a database must be the same."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.objects import Check, Column, Constraint, Exclude, ForeignKey, Index, PrimaryKey, Unique
from migralint.schema import Schema, Table
from migralint.schema.shown import shown_default, shown_type
from tests.oracle.text import spelled


def described(schema: Schema, dialect: str) -> list[str]:
    lines = [line for table in schema.sorted_tables() for line in _table(table, dialect)]
    lines += [f"enum {name} ({', '.join(enum.values)})" for name, enum in schema.enums.items()]
    return sorted(lines)


def _table(table: Table, dialect: str) -> Iterator[str]:
    name = table.name
    partition = " DEFAULT" if table.default_partition else ""
    parent = f" PARTITION OF {table.partition_of}{partition}" if table.partition_of else ""
    yield f"{name}{parent}{' PARTITIONED' if table.partitioned else ''}"
    for place, column in enumerate(table.columns, start=1):
        yield f"{name} {place:02} {_column(table, column, dialect)}"
    for constraint in table.constraints:
        yield f"{name} {_constraint(constraint, dialect)}"
    for index in table.indexes:
        yield f"{name} {_index(index, dialect)}"


def _column(table: Table, column: Column, dialect: str) -> str:
    kind, default = shown_type(column.type, dialect), shown_default(table, column, dialect)
    words = [column.name, kind.upper(), "NULL" if column.nullable else "NOT NULL"]
    if column.identity is not None and dialect == "postgresql":
        words.append(f"IDENTITY {'ALWAYS' if column.identity.always else 'BY DEFAULT'}")
    elif column.computed is not None:
        words.append(f"COMPUTED {spelled(column.computed.sql, dialect)}")
    elif default is not None:
        words.append(f"DEFAULT {spelled(default, dialect)}")
    if column.autoincrement and dialect == "mariadb":
        words.append("AUTO_INCREMENT")
    if column.comment is not None and dialect != "sqlite":
        words.append(f"COMMENT {column.comment}")
    return " ".join(words)


def _constraint(constraint: Constraint, dialect: str) -> str:
    match constraint:
        case PrimaryKey(columns=columns, name=name):
            return f"PRIMARY KEY {name} ({', '.join(columns)})"
        case Unique(columns=columns, name=name):
            nulls = " NULLS NOT DISTINCT" if constraint.nulls_not_distinct else ""
            return f"UNIQUE {name} ({', '.join(columns)}){nulls}"
        case Check(sql=sql, name=name):
            return f"CHECK {name} {spelled(sql, dialect)}"
        case ForeignKey():
            return _foreign_key(constraint)
        case Exclude(name=name):
            return f"EXCLUDE {name}"


def _foreign_key(key: ForeignKey) -> str:
    there = f"{key.referred_table} ({', '.join(key.referred_columns)})"
    actions = (
        f" ON {event} {action}"
        for event, action in (("DELETE", key.on_delete), ("UPDATE", key.on_update))
        if action is not None and action.upper() != "NO ACTION"
    )
    deferrable = " DEFERRABLE" if key.deferrable else ""
    return f"FOREIGN KEY {key.name} ({', '.join(key.columns)}) -> {there}{''.join(actions)}{deferrable}"


def _index(index: Index, dialect: str) -> str:
    parts = (
        spelled(column, dialect) if place in index.expressions else column for place, column in enumerate(index.columns)
    )
    unique, method = "UNIQUE " if index.unique else "", index.method or "btree"
    include = f" INCLUDE ({', '.join(index.include)})" if index.include else ""
    where = f" WHERE {spelled(index.where, dialect)}" if index.where else ""
    return f"{unique}INDEX {index.name} {method} ({', '.join(parts)}){include}{where}"
