"""The calls of `create_all()` that make the application's own tables in a database that matters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress

from migralint.project.create_all.chains import Chain, chain_to, root_of
from migralint.project.create_all.managed import is_managed
from migralint.project.create_all.sites import Site
from migralint.project.create_all.sources import Sources
from migralint.project.project import Project
from migralint.project.python_source import PythonFile, assignments, called_name, keyword, last_name, leading_text

_CREATED = re.compile(rb"(?i)(db|gino|metadata|database)\s*\.\s*create_all\b")
_INSERTS = re.compile(r"insert\s+into\s+[\w.\"`]*alembic_version", re.IGNORECASE)
_NEW_METADATA = frozenset({"MetaData", "automap_base"})


def chains(project: Project) -> Iterator[tuple[Chain, bool]]:
    """The chain to each call, and whether the migrations surely manage what it makes."""
    sources = Sources(project)
    for file in sources.holding(b"create_all", _CREATED):
        with suppress(RecursionError):  # nested deeper than anybody writes
            yield from _chains_to(file, sources)


def _chains_to(file: PythonFile, sources: Sources) -> Iterator[tuple[Chain, bool]]:
    for site in sources.sites(file):
        expression = _expression(site, sources.project)
        if expression is None or _stamps(file):
            continue
        chain = chain_to(site, expression, sources)
        managed = None if chain is None else is_managed(chain, sources)
        if chain is not None and managed is not False:
            yield chain, managed is True


def _created(call: ast.Call) -> ast.Attribute | None:
    """`db.create_all` of `db.create_all()` and of `connection.run_sync(Base.metadata.create_all)`."""
    handed = call.args[:1] if called_name(call) == "run_sync" else []
    for node in (call.func, *handed):
        if isinstance(node, ast.Attribute) and node.attr == "create_all" and _is_metadata(node.value):
            return node
    return None


def _stamps(file: PythonFile) -> bool:
    """Whether the module tells Alembic about the tables that it makes."""
    if _INSERTS.search(file.text) is not None:
        return True
    names = (called_name(call).lower() for call in file.calls)
    return any("stamp" in name or "alembic_version" in name for name in names)


def _expression(site: Site, project: Project) -> ast.Attribute | None:
    """What makes all tables. Named tables are a choice, and a database of its own has no migrations."""
    found = _created(site.call)
    if found is None or keyword(site.call, "tables") or len(site.call.args) > 1 + (site.call.func is not found):
        return None
    engine = keyword(site.call, "bind") or keyword(site.call, "bind_key") or next(iter(site.call.args), None)
    if engine is not None and engine is not found and _is_elsewhere(engine, site, project):
        return None
    return None if _is_new(root_of(found), site) else found


def _is_elsewhere(engine: ast.expr, site: Site, project: Project) -> bool:
    """Whether it is another bind of Flask-SQLAlchemy, or a database in memory."""
    if isinstance(engine, ast.Constant) and isinstance(engine.value, str):
        return engine.value != "__all__" and engine.value not in project.databases
    known = {**site.file.constants, **_locals(site)}
    value = known.get(engine.id) if isinstance(engine, ast.Name) else engine
    if not isinstance(value, ast.Call) or not value.args:
        return False
    url = leading_text(value.args[0], known)
    return url.startswith("sqlite") and (":memory:" in url or url.endswith("://"))


def _is_new(name: str, site: Site) -> bool:
    """Whether the function makes the metadata itself."""
    value = _locals(site).get(name)
    return isinstance(value, ast.Call) and called_name(value) in _NEW_METADATA


def _locals(site: Site) -> dict[str, ast.expr]:
    if site.function is None:
        return {}
    return dict(assignments([node for node in ast.walk(site.function) if isinstance(node, ast.stmt)]))


def _is_metadata(node: ast.expr) -> bool:
    name = last_name(node).lower()
    return name in ("db", "gino") or name.endswith(("metadata", "_db", "database"))
