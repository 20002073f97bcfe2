"""A column with the constraints that are written in its definition."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from migralint.objects import Column, Constraint, ForeignKey, Unique


@dataclass(slots=True)
class Definition:
    column: Column
    constraints: list[Constraint] = field(default_factory=list)

    def defer_last_constraint(self) -> None:
        """DEFERRABLE stands behind the constraint that it is about."""
        match self.constraints:
            case [*_, (ForeignKey() | Unique()) as constraint]:
                self.constraints[-1] = replace(constraint, deferrable=True)
