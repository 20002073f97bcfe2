"""The code of a batch."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from msgspec.structs import replace

from migralint.alembic_code.calls import INDENT, alter_column, column_code, in_schema, quoted, strings
from migralint.objects import Check, Constraint, Exclude, ForeignKey, PrimaryKey, TableName, Unique
from migralint.operations import AddColumn, AddConstraint, AlterColumn, DropColumn, DropConstraint, Operation

PREFIXES = {Unique: "uq", ForeignKey: "fk", Check: "ck", PrimaryKey: "pk", Exclude: "ex"}


def batch(table: TableName, *statements: str, **options: str) -> str:
    given = [quoted(table.name), *in_schema(table), *(f"{name}={value}" for name, value in options.items())]
    body = textwrap.indent("\n".join(statements), INDENT)
    return f"with op.batch_alter_table({', '.join(given)}) as batch_op:\n{body}"


def in_batch(operation: Operation) -> str:
    """The operation as a batch has it; names are given where a batch needs them."""
    table = getattr(operation, "table", None)
    return batch(table, *_statements(operation, table)) if isinstance(table, TableName) else ""


def _statements(operation: Operation, table: TableName) -> Iterator[str]:
    match operation:
        case AlterColumn():
            yield alter_column(replace(operation, in_batch=True, source="batch_op.alter_column"))
        case DropColumn(name=name):
            yield f"batch_op.drop_column({quoted(name)})"
        case DropConstraint(name=str(name), kind=kind):
            yield f"batch_op.drop_constraint({quoted(name)}{f', type_={quoted(kind)}' if kind else ''})"
        case AddConstraint(constraint=constraint):
            yield create_constraint(constraint, table)
        case AddColumn(column=column, constraints=constraints):
            yield f"batch_op.add_column({column_code(column)})"
            yield from (create_constraint(each, table) for each in constraints if isinstance(each, Unique | ForeignKey))


def create_constraint(constraint: Constraint, table: TableName) -> str:
    name = quoted(constraint.name or "_".join((PREFIXES[type(constraint)], table.name, *constraint.columns)))
    columns = strings(constraint.columns)
    match constraint:
        case ForeignKey(referred_table=referred, referred_columns=targets):
            return _call("create_foreign_key", name, quoted(referred.name), columns, strings(targets), *_on(constraint))
        case Unique():
            return _call("create_unique_constraint", name, columns)
        case Check(sql=sql):
            return _call("create_check_constraint", name, quoted(sql))
        case PrimaryKey():
            return _call("create_primary_key", name, columns)
        case Exclude():
            return _call("create_exclude_constraint", name, "...")


def _on(key: ForeignKey) -> Iterator[str]:
    if key.on_delete:
        yield f"ondelete={quoted(key.on_delete)}"
    if key.on_update:
        yield f"onupdate={quoted(key.on_update)}"


def _call(directive: str, *arguments: str) -> str:
    return f"batch_op.{directive}({', '.join(arguments)})"
