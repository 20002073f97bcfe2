"""Drifted: one thing in which the models and the revisions are not alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from migralint.objects import Column, Constraint, EnumType, Index, TableName
from migralint.schema import Table

Item: TypeAlias = Table | Column | Constraint | Index | EnumType
Aspect: TypeAlias = Literal["whole", "type", "nullable", "default", "definition", "name", "labels"]


@dataclass(frozen=True, slots=True)
class Drifted:
    """`revised` is the thing as the revisions leave it, `modelled` as the models declare it; None: they do not.

    `table` is None for an enum type. `sure` False: one side may hold more than is known.
    """

    table: TableName | None
    revised: Item | None
    modelled: Item | None
    aspect: Aspect = "whole"
    sure: bool = True

    @property
    def item(self) -> Item:
        """The thing on the side that has it, the models' first."""
        found = self.revised if self.modelled is None else self.modelled
        assert found is not None
        return found
