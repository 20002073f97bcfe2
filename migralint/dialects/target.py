"""Target: the database engine that a migration is judged for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """`version` is the server's, `(16,)` or `(10, 11)`; empty: any that is still supported."""

    dialect: str = "postgresql"
    version: tuple[int, ...] = ()

    def before(self, *version: int) -> bool:
        """Whether the server is surely older than this version."""
        return bool(self.version) and self.version < version
