"""Project: where the revisions are and what their environment says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct, field

from migralint.partly_compared import PartlyCompared
from migralint.project.settings import Settings


class Environment(PartlyCompared, frozen=True):
    """Facts read from `env.py` without running it; None where it does not say, or not readably."""

    path: Path | None = None
    transaction_per_migration: bool | None = None
    render_as_batch: bool | None = None
    compare_type: bool | None = None
    compare_server_default: bool | None = None
    include_schemas: bool | None = None
    has_include_object: bool = False
    has_include_name: bool = False
    naming_convention: Mapping[str, str] = field(default_factory=dict)
    version_table: str = "alembic_version"
    version_table_schema: str | None = None
    version_number_length: int = 32  # characters that the version table's column holds
    sets_lock_timeout: bool = False
    sets_statement_timeout: bool = False
    target_metadata: str | None = None  # the expression as written
    url: str | None = None  # a literal URL given to the engine
    commits: bool = False  # env.py commits its connection itself
    runs_in_autocommit: bool = False  # the engine's isolation level is AUTOCOMMIT
    foreign_keys: Callable[[], bool] = bool  # whether they are enforced

    uncompared = frozenset({"foreign_keys"})

    @property
    def enforces_foreign_keys(self) -> bool:
        """SQLite: whether each connection turns them on. The application is read for it where somebody asks."""
        return self.foreign_keys()


class Project(Struct, frozen=True):
    """One Alembic environment: a configuration section, its script folder and its version folders.

    `root` is where paths are shown from (the folder of the configuration file or of the settings).
    `python_roots` are the folders that imports of the project's own modules are looked up in, nearest first.
    `databases` are the names of a multidb environment (`upgrade_<name>()`), empty for a single database.
    """

    root: Path
    version_locations: tuple[Path, ...]
    script_location: Path | None = None
    config_file: Path | None = None
    section: str = "alembic"
    recursive: bool = False
    python_roots: tuple[Path, ...] = ()
    databases: tuple[str, ...] = ()
    flask_migrate: bool = False
    environment: Environment = Environment()
    dialects: tuple[str, ...] = ("postgresql",)
    dialect_source: str = ""  # where the dialect was found, in words; "" when it was assumed
    sqlmodel_zoned: bool | None = None  # whether SQLModel keeps times with a time zone, where its version tells
    old_pydantic: bool = False  # before 2.0: SQLModel's fields with a default of None may be None
    sqlalchemy: tuple[int, int] | None = None  # the newest minor version that the requirements allow, if not any
    oldest_sqlalchemy: tuple[int, int] | None = None  # the oldest, likewise
    settings: Settings = Settings()
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What to call this environment where a repository holds several."""
        own = self.script_location is not None and self.version_locations == (self.script_location / "versions",)
        location = self.script_location if own and self.script_location else self.version_locations[0]
        return location.relative_to(self.root).as_posix() if location.is_relative_to(self.root) else str(location)
