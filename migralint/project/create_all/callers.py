"""Who calls a function or hands it over to be called, found by name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from msgspec import Struct

from migralint.project.create_all.names import Definition, class_of, definition
from migralint.project.create_all.sites import Function, Site
from migralint.project.create_all.sources import Sources
from migralint.project.python_source import PythonFile, called_name

_HANDED_OVER = frozenset(
    "before_first_request before_request before_app_request before_serving add_event_handler run_sync run Thread"
    " to_thread run_in_executor run_in_threadpool run_until_complete partial register_listener".split()
)
_OF_TABLES = re.compile(r"(?i)table|database|db|schema|create_all|models|metadata")
_KEYWORDS = frozenset("lifespan on_startup target before_startup".split())


def callers(called: Site, function: Function, sources: Sources) -> Iterator[tuple[Site, ast.Call | None]]:
    """The calls of the function, and those that hand it over to be called (None: with what, nobody sees)."""
    owner = called.method_of
    is_made = owner is not None and function.name.startswith("__")
    name = owner if is_made and owner is not None else function.name
    target = _Target(Definition(called.file.path, name), None if is_made else owner)
    for file in sources.mentioning(name, target.class_named(sources)):
        for site in sources.sites(file):
            if site.function is function:
                continue
            if target.is_meant(site.call.func, site, sources):
                yield site, site.call
            elif any(target.is_meant(handed, site, sources) for handed in _handed_over(site.call)):
                yield site, None


def _handed_over(call: ast.Call) -> Iterator[ast.expr]:
    given = list(call.args) if called_name(call) in _HANDED_OVER or _appends_to_start(call) else []
    given += [item.value for item in call.keywords if item.arg in _KEYWORDS]
    for value in given:
        yield from value.elts if isinstance(value, ast.List | ast.Tuple) else [value]


def _appends_to_start(call: ast.Call) -> bool:
    """aiohttp's `app.on_startup.append(init_db)`."""
    match call.func:
        case ast.Attribute(attr="append", value=ast.Attribute(attr="on_startup" | "cleanup_ctx")):
            return True
    return False


class _Target(Struct, frozen=True):
    """A function, or a method of the class `owner`."""

    definition: Definition
    owner: str | None

    def class_named(self, sources: Sources) -> str:
        """The class that a module must name to be read: "" where the function's own name is enough."""
        return self.owner if self.owner is not None and not sources.defines_once(self.definition.name) else ""

    def is_meant(self, node: ast.expr, site: Site, sources: Sources) -> bool:
        match node:
            case ast.Name(id=name) if self.owner is None:
                return self._may_be(name, site.file) and definition(node, site.file, sources) == self.definition
            case ast.Attribute(attr=attr) if attr == self.definition.name:
                if self.owner is None:
                    return definition(node, site.file, sources) == self.definition
                return self._is_method(node.value, site, sources)
        return False

    def _may_be(self, name: str, file: PythonFile) -> bool:
        """Importing under another name is rare, but the import names it."""
        return name == self.definition.name or f"{self.definition.name} as {name}" in file.text

    def _is_method(self, receiver: ast.expr, site: Site, sources: Sources) -> bool:
        """Where an object's class cannot be seen, its method is the only function of a name that speaks of tables."""
        classes = [owner.name for owner in site.owners if isinstance(owner, ast.ClassDef)]
        if isinstance(receiver, ast.Name) and receiver.id in ("self", "cls"):
            return site.file.path == self.definition.path and self.owner in classes
        made = class_of(receiver, site, sources)
        if made is not None and made.path is not None:
            return made == Definition(self.definition.path, self.owner or "")
        return bool(_OF_TABLES.search(self.definition.name)) and sources.defines_once(self.definition.name)
