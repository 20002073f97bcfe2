"""What stops a command before any revision is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class ProjectError(Exception):
    """One clear line that names the path and says what to do."""

    @property
    def message(self) -> str:
        return str(self)


class SettingsError(ProjectError):
    """All the mistakes of a settings file at once, one a line after the first."""

    def __init__(self, path: Path, mistakes: Sequence[str]) -> None:
        self.path = path
        self.mistakes = tuple(mistakes)
        super().__init__("\n  ".join([f"{path}: the settings cannot be used:", *self.mistakes]))
