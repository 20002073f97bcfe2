"""ColumnPair: a column that an upgrade drops and one that it adds to the same table."""

from __future__ import annotations

from msgspec import Struct

from migralint.interpreter.step import Step
from migralint.objects import Column, TableName
from migralint.operations import AddColumn, DropColumn


class ColumnPair(Struct, frozen=True):
    """`old` is the column as it was when dropped, `new` as it is when the upgrade ends.

    `dropped` and `added` are all columns of the table that the upgrade drops and adds, in its order.
    """

    drop: Step[DropColumn]
    add: Step[AddColumn]
    old: Column
    new: Column
    dropped: tuple[Column, ...]
    added: tuple[Column, ...]

    @property
    def beside(self) -> tuple[Column, ...]:
        """All columns that the table had, and those that it gets."""
        before = self.drop.before.table(self.table)
        return (*(before.columns if before is not None else ()), *self.dropped, *self.added)

    @property
    def table(self) -> TableName:
        return self.drop.operation.table
