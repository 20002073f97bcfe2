"""The settings that a project keeps in `[tool.migralint]` of pyproject.toml or in migralint.toml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field


class Settings(Struct, frozen=True):
    """`path` is the file that they were read from. Rule ids and groups are checked by the engine, which knows them."""

    path: Path | None = None
    select: tuple[str, ...] = ()  # rule ids or groups; empty: all
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)  # rule id → off | info | warning | error
    dialects: tuple[str, ...] = ()  # `dialect = "postgresql"` or a list
    version: str | None = None  # of the database server: `server-version = "16"`
    start_after: tuple[str, ...] = ()  # revisions up to and including these are not reported
    base_schema: Path | None = None
    exclude: tuple[str, ...] = ()  # glob patterns of paths that are not reported
    fail_on: str = "warning"
    heads: int | None = None  # how many heads are meant, where it cannot be seen
    python_roots: tuple[Path, ...] = ()
    models: tuple[Path, ...] = ()  # files and folders of the models, where env.py does not lead to them
