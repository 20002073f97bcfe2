"""Server: the PostgreSQL major versions that a migration may meet."""

from __future__ import annotations

from msgspec import Struct

OLDEST_SUPPORTED = 13
NEWEST_SUPPORTED = 18


class Server(Struct, frozen=True):
    """`oldest` and `newest` are equal where the version is known."""

    oldest: int = OLDEST_SUPPORTED
    newest: int = NEWEST_SUPPORTED

    @classmethod
    def of(cls, version: tuple[int, ...]) -> Server:
        return cls(version[0], version[0]) if version else cls()

    def may_precede(self, major: int) -> bool:
        return self.oldest < major

    def may_have(self, major: int) -> bool:
        """Whether it may be of this version or a later one."""
        return self.newest >= major
