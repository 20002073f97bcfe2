"""A linter for Alembic and Flask-Migrate migrations.

The names below are the public API; each is imported when it is first used, so that the command line starts fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migralint.app import check, exit_code, histories, migration_of, schema_at
    from migralint.checking.selection import Choice
    from migralint.findings import Confidence, Finding, Note, Problem, Report, Severity, Suppression, UnreadNote
    from migralint.loading import Where
    from migralint.project.errors import ProjectError

    __version__: str

_MODULES = {
    "app": ("check", "exit_code", "histories", "migration_of", "schema_at"),
    "findings": ("Confidence", "Finding", "Note", "Problem", "Report", "Severity", "Suppression", "UnreadNote"),
    "loading": ("Where",),
    "project.errors": ("ProjectError",),
    "selection": ("Choice",),
}

__all__ = [
    "Choice",
    "Confidence",
    "Finding",
    "Note",
    "Problem",
    "ProjectError",
    "Report",
    "Severity",
    "Suppression",
    "UnreadNote",
    "Where",
    "__version__",
    "check",
    "exit_code",
    "histories",
    "migration_of",
    "schema_at",
]


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("migralint")
    module = next((module for module, names in _MODULES.items() if name in names), None)
    if module is None:
        raise AttributeError(f"module 'migralint' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"migralint.{module}"), name)
