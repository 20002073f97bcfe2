"""Alembic code of whole columns, constraints and indexes, as autogenerate renders them."""

from __future__ import annotations

from migralint.alembic_code.calls import TYPE_CLASSES, index_columns, quoted, server_default, sqlalchemy_type, strings
from migralint.objects import Column, Constraint, ForeignKey, Index, PrimaryKey, TableName, Type, Unique


def create_index(index: Index, table: TableName) -> str:
    unique = ", unique=True" if index.unique else ""
    return f"op.create_index({quoted(index.name or '')}, {quoted(table.name)}, {index_columns(index)}{unique})"


def table_constraint(constraint: Constraint) -> str:
    name = f", name={quoted(constraint.name)}" if constraint.name else ""
    match constraint:
        case PrimaryKey(columns=columns):
            return f"sa.PrimaryKeyConstraint({', '.join(map(quoted, columns))}{name})"
        case Unique(columns=columns):
            return f"sa.UniqueConstraint({', '.join(map(quoted, columns))}{name})"
        case ForeignKey(columns=columns, referred_table=other, referred_columns=referred):
            targets = strings(f"{other}.{column}" for column in referred)
            return f"sa.ForeignKeyConstraint({strings(columns)}, {targets}{name})"
    return ""


def column_definition(column: Column) -> str:
    """The column as autogenerate renders it."""
    arguments = [quoted(column.name), _type(column.type)]
    if column.default is not None and column.default.known:
        arguments.append(f"server_default={server_default(column.default)}")
    return f"sa.Column({', '.join((*arguments, f'nullable={column.nullable}'))})"


def _type(kind: Type) -> str:
    code = sqlalchemy_type(kind)
    if code != "...":
        return code
    if kind.values and kind.enum is None:
        return f"mysql.ENUM({', '.join(map(quoted, kind.values))})"
    name = kind.name.upper()
    return f"{'sa' if name in TYPE_CLASSES else 'mysql'}.{name}({', '.join(kind.arguments)})"
