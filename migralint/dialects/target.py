"""Target: the database engine that a migration is judged for."""

from __future__ import annotations

from msgspec import Struct


class Target(Struct, frozen=True):
    """`version` is the server's, `(16,)` or `(10, 11)`; empty: any that is still supported."""

    dialect: str = "postgresql"
    version: tuple[int, ...] = ()

    @property
    def server(self) -> str:
        """What answers: MariaDB, whose versions begin at 10, may stand behind SQLAlchemy's mysql dialect."""
        return "mariadb" if self.dialect == "mysql" and self.version >= (10,) else self.dialect

    def before(self, *version: int) -> bool:
        """Whether the server is surely older than this version."""
        return bool(self.version) and self.version < version
