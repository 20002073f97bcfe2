"""Values that are equal although some of their fields differ."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import ClassVar

from msgspec import Struct


class PartlyCompared(Struct, frozen=True):
    """Compares by all its fields but those that it calls `uncompared`."""

    uncompared: ClassVar[frozenset[str]] = frozenset()

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return False
        compared = _compared(type(self))
        return self is other or bool(compared(self) == compared(other))

    def __hash__(self) -> int:
        return hash(_compared(type(self))(self))


@cache
def _compared(cls: type[PartlyCompared]) -> Callable[[object], object]:
    """What tells two of the class apart."""
    return attrgetter(*(name for name in cls.__struct_fields__ if name not in cls.uncompared))
