"""Values that are equal although some of their fields differ."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct


class PartlyCompared(Struct, frozen=True):
    """Compares by all its fields but those that it calls `uncompared`."""

    uncompared: ClassVar[frozenset[str]] = frozenset()

    def __eq__(self, other: object) -> bool:
        return self is other or (type(self) is type(other) and self._compared() == other._compared())

    def __hash__(self) -> int:
        return hash(self._compared())

    def _compared(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__struct_fields__ if name not in self.uncompared)
