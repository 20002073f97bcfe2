"""What SQLite batches of an upgrade lose: a table is made anew from what reflection sees of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from migralint.alembic_code.calls import quoted, sqlalchemy_type, strings
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.objects import Check, Column, ForeignKey, Index, PrimaryKey, TableName, Type, Unique
from migralint.operations import RecreateTable
from migralint.schema import Table
from migralint.schema.apply.dropped_column import mentions, mentions_word
from migralint.schema.compare import Aspect, Difference
from migralint.schema.compare.keys import ASPECTS, Key, name_of


class Loss(Struct, frozen=True):
    """What is lost in words, and the argument of `batch_alter_table` that keeps it; "" where only SQL gives it back.

    `table`, `aspect` and `name` are those of the difference that a comparison makes of it, where it makes one.
    """

    words: str
    argument: str = ""
    value: str = ""
    table: TableName | None = None
    aspect: Aspect | None = None
    name: str = ""
    minor: bool = False  # queries are answered as before


Losing = tuple[Step[RecreateTable], tuple[Loss, ...]]


@lru_cache(maxsize=1)
def losses(migration: Migration) -> tuple[Losing, ...]:
    """The batches of the upgrade that lose something which is not there again at its end."""
    found = ((step, tuple(_losses(migration, step))) for step in migration.steps(RecreateTable))
    return tuple((step, several) for step, several in found if several)


def is_lost(migration: Migration, difference: Difference) -> bool:
    """Whether the difference is one that a batch of the upgrade makes."""
    keys = {(loss.table, loss.aspect, loss.name) for _, several in losses(migration) for loss in several}
    return (difference.table, difference.aspect, difference.name) in keys


def _losses(migration: Migration, step: Step[RecreateTable]) -> Iterator[Loss]:
    name = step.operation.table
    before, after, end = step.before.table(name), step.after.table(name), migration.upgrade.end.table(name)
    if before is None or after is None or end is None or before is after or step.conflict is not None:
        return
    if before.autoincrement and not end.autoincrement:
        yield Loss("AUTOINCREMENT", "table_kwargs", '{"sqlite_autoincrement": True}')
    for trigger in before.triggers:
        if trigger not in end.triggers:
            yield Loss(f'trigger "{trigger}"', aspect="object", name=trigger)
    yield from _of_columns(before, after, end)
    yield from _of_constraints(step.operation, before, end)
    yield from _of_indexes(step.operation, before, end)


def _of_columns(before: Table, after: Table, end: Table) -> Iterator[Loss]:
    """Where the column has another type at the end, the script says what it is to be."""
    for column in before.columns:
        collation, reflected, last = _collation(column), after.column(column.name), end.column(column.name)
        if not collation or reflected is None or last is None or _collation(last) or last.type != reflected.type:
            continue
        described = f"sa.Column({quoted(column.name)}, {_collated(reflected.type, collation)})"
        yield Loss(f"COLLATE {collation} of {column.name}", "reflect_args", described)


def _collation(column: Column) -> str:
    return column.collation or column.type.suffix.removeprefix("COLLATE ").strip('"')


def _collated(kind: Type, collation: str) -> str:
    code = sqlalchemy_type(kind)
    start = code.removesuffix(")") if code.endswith(")") else f"{code}("
    return f"{start}{'' if start.endswith('(') else ', '}collation={quoted(collation)})"


def _of_constraints(operation: RecreateTable, before: Table, end: Table) -> Iterator[Loss]:
    given = any(isinstance(constraint, Check) for constraint in operation.constraints)
    for constraint in before.constraints:
        same = [c for c in end.constraints if type(c) is type(constraint) and c.columns == constraint.columns]
        columns = ", ".join(constraint.columns)
        match constraint:
            case Check(name=None) if not (given or constraint in end.checks or _goes(constraint, operation)):
                words = f"CHECK ({constraint.sql})"
                yield _of_key(words, constraint, before, "table_args", f"sa.CheckConstraint({quoted(constraint.sql)})")
            case ForeignKey(inline=True) if same and _actions(constraint) and not any(map(_actions, same)):
                words = f"{_actions(constraint)} of {columns}"
                yield _of_key(words, constraint, before, "table_args", _foreign_key(constraint))
            case Unique(on_conflict=str(action)) | PrimaryKey(on_conflict=str(action)) if same:
                if not any(getattr(each, "on_conflict", None) for each in same):
                    yield Loss(f"ON CONFLICT {action} of {columns}")


def _of_key(words: str, key: Key, table: Table, argument: str = "", value: str = "", *, minor: bool = False) -> Loss:
    return Loss(words, argument, value, table.name, ASPECTS[type(key)], name_of(key), minor)


def _goes(check: Check, operation: RecreateTable) -> bool:
    return any(mentions_word(check.sql, column) for column in operation.dropped_columns)


def _actions(key: object) -> str:
    if not isinstance(key, ForeignKey):
        return ""
    actions = (("DELETE", key.on_delete), ("UPDATE", key.on_update))
    return " ".join(f"ON {event} {action}" for event, action in actions if action and action.upper() != "NO ACTION")


def _foreign_key(key: ForeignKey) -> str:
    targets = strings(f"{key.referred_table}.{column}" for column in key.referred_columns)
    actions = (("ondelete", key.on_delete), ("onupdate", key.on_update))
    options = "".join(f", {name}={quoted(action)}" for name, action in actions if action)
    return f"sa.ForeignKeyConstraint({strings(key.columns)}, {targets}{options})"


def _of_indexes(operation: RecreateTable, before: Table, end: Table) -> Iterator[Loss]:
    for index in before.indexes:
        there = end.index(index.name or "")
        if any(mentions(index, column) for column in operation.dropped_columns):
            continue
        if index.expressions and there is None:
            yield _of_key(f'index "{index.name}" on an expression', index, before)
        elif index.orders and there is not None and there.columns == index.columns and not there.orders:
            orders = " and ".join(dict.fromkeys(filter(None, index.orders)))
            yield _of_key(f'{orders} of index "{index.name}"', index, before, minor=not _decides(index))


def _decides(index: Index) -> bool:
    """Whether the index decides which rows there may be."""
    return index.unique and any(order.startswith("COLLATE") for order in index.orders)
