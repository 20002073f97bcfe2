"""The CHECK constraints that SQLAlchemy makes for types with `create_constraint=True`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from migralint.interpreter.sqltext import literal
from migralint.objects import Check, Column, Constraint, TableName, Type
from migralint.operations import AddConstraint, AlterColumn, DropConstraint, Operation
from migralint.schema.naming import conventional_name

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


def type_check(machine: Machine, kind: Type, column: str, table: TableName) -> Check:
    """The constraint of an Enum kept as text, or of a Boolean kept as a number."""
    labels = "0, 1" if kind.values is None else ", ".join(map(literal, kind.values))
    sql = "?" if kind.values is None and "?" in kind.arguments else f"{column} IN ({labels})"
    check = Check(sql, kind.check_name, (column,))
    if kind.check_name is None or "%(constraint_name)s" not in machine.convention.get("ck", ""):
        return check
    return Check(sql, conventional_name("ck", table, check, machine.convention), (column,))


def with_type_checks(machine: Machine, operation: AlterColumn, written: dict[str, Any]) -> Iterator[Operation]:
    """A change of type drops the check of the type that it states to exist, and adds that of the new one.

    On MySQL Alembic leaves the old one where it is.
    """
    old, new, table = operation.existing_type, operation.type, operation.table
    leaves = machine.dialect in ("mysql", "mariadb")
    if isinstance(old, Type) and old.check and isinstance(new, Type) and not leaves:
        check = type_check(machine, old, operation.name, table)
        silent = machine.dialect == "sqlite"  # a batch overlooks the check of a type that is not there
        yield DropConstraint(table=table, name=check.name, kind="check", if_exists=silent, **written)
    yield operation
    if isinstance(new, Type) and new.check:
        yield AddConstraint(table=table, constraint=type_check(machine, new, operation.name, table), **written)


def added_with(machine: Machine, column: Column, constraints: Iterable[Constraint], in_batch: bool) -> list[Constraint]:
    """The constraints that `add_column` adds: not the type's check, where SQLite would have to alter the table."""
    skipped = machine.dialect == "sqlite" and not in_batch and column.type.check
    return [constraint for constraint in constraints if not (skipped and isinstance(constraint, Check))]
