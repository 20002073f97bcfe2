"""A project's facts and settings, each with the place that it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from msgspec.structs import fields

from migralint.project.project import Environment, Project
from migralint.project.settings import Settings
from migralint.reports.counts import plural
from migralint.reports.visible import visible
from migralint.revisions.history import History

SPELLINGS = {"dialects": "dialect", "version": "server-version"}

Fact: TypeAlias = tuple[str, object, object]


def to_text(project: Project, history: History) -> str:
    lines = [f"project {project.name}"]
    sections = {
        "": (*_project(project), *_history(history)),
        "environment": tuple(_environment(project.environment)),
        "settings": tuple(_settings(project.settings)),
    }
    length = max(len(name) for facts in sections.values() for name, _, _ in facts)
    for title, facts in sections.items():
        lines += [f"  {title}:"] if title else []
        lines += [_line(fact, length, project.root, "    " if title else "  ") for fact in facts]
    lines += [f"  note: {note}" for note in project.notes]
    return "\n".join(visible(line) for line in lines) + "\n"


def _line(fact: Fact, length: int, root: Path, indent: str) -> str:
    name, value, source = fact
    return f"{indent}{name:<{length}}  {_shown(value, root)}" + (f"  ({_shown(source, root)})" if source else "")


def _project(project: Project) -> Iterator[Fact]:
    yield "root", str(project.root), ""
    yield "configuration", project.config_file, f"[{project.section}]" if project.config_file else ""
    yield "script location", project.script_location, ""
    yield "version locations", project.version_locations, "recursive" if project.recursive else ""
    yield "python roots", project.python_roots, ""
    yield "databases", project.databases, ""
    yield "flask-migrate", project.flask_migrate, ""
    yield "dialects", project.dialects, project.dialect_source or "assumed: nothing says which"


def _history(history: History) -> Iterator[Fact]:
    yield "revisions", len(history.by_id), ""
    yield "heads", tuple(revision.id for revision in history.heads), ""
    if history.unreadable:
        yield "unreadable", plural(len(history.unreadable), "file"), ""


def _environment(environment: Environment) -> Iterator[Fact]:
    plain = Environment()
    names = [field.name for field in fields(environment) if field.name not in ("path", "foreign_keys")]
    for name in (*names, "enforces_foreign_keys"):
        value = getattr(environment, name)
        yield name, value, environment.path if value != getattr(plain, name) else "default"


def _settings(settings: Settings) -> Iterator[Fact]:
    plain = Settings()
    for field in fields(settings):
        value = getattr(settings, field.name)
        if field.name != "path":
            source = settings.path if value != getattr(plain, field.name) else "default"
            yield SPELLINGS.get(field.name, field.name.replace("_", "-")), value, source


def _shown(value: object, root: Path) -> str:
    if isinstance(value, Path):
        return str(value.relative_to(root)) if value.is_relative_to(root) else str(value)
    if isinstance(value, tuple):
        return ", ".join(_shown(item, root) for item in value) or "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {item}" for key, item in value.items()) or "none"
    if value is None or value is True or value is False:
        return {None: "none", True: "yes", False: "no"}[value]
    return str(value)
