"""What a directive is given beside its arguments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct

from migralint.operations import Operation

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

Operations: TypeAlias = Iterator[Operation]


class Call(Struct, frozen=True):
    """What a directive knows of its call."""

    machine: Machine
    source: str
    in_batch: bool

    @property
    def written(self) -> dict[str, Any]:
        return {"source": self.source, "in_batch": self.in_batch}
