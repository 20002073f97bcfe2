"""A column with the constraints that are written in its definition."""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.objects import Column, Constraint, ForeignKey, Unique


class Definition(Struct):
    column: Column
    constraints: list[Constraint] = field(default_factory=list)

    def defer_last_constraint(self) -> None:
        """DEFERRABLE stands behind the constraint that it is about."""
        match self.constraints:
            case [*_, (ForeignKey() | Unique()) as constraint]:
                self.constraints[-1] = replace(constraint, deferrable=True)
