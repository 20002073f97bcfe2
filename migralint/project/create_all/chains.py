"""Chain: the calls that lead from what runs to `create_all()`, found from its end."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from migralint.project.create_all.guards import Guard
from migralint.project.create_all.names import Definition, definition
from migralint.project.create_all.sites import Function, Site, parameters
from migralint.project.create_all.sources import Sources
from migralint.project.create_all.starts import Kind, Start, start_of
from migralint.project.python_source import PythonFile, called_name, keyword

_MOST_CALLS = 6
_MOST_CHAINS = 200
_HANDED_OVER = frozenset(
    "before_first_request before_request before_app_request before_serving add_event_handler run_sync run Thread"
    " to_thread run_in_executor run_in_threadpool run_until_complete partial create_task".split()
)
_KEYWORDS = frozenset("lifespan on_startup target before_startup".split())


@dataclass(frozen=True, slots=True)
class Chain:
    """`links` are the calls in the order that they run; the last is that of `create_all`.

    `metadata` is what has the tables, as the function of `holder` writes it: a callee may have been handed it.
    """

    links: tuple[Site, ...]
    metadata: ast.expr
    holder: Site
    expression: ast.expr  # `db.create_all`, as written
    start: Start | None = None

    @property
    def guard(self) -> Guard:
        return max(link.guard for link in self.links)

    @property
    def is_certain(self) -> bool:
        """Whether it runs whenever the application starts."""
        return self.start is not None and self.start.kind is Kind.APPLICATION and self.guard is Guard.ALWAYS

    @property
    def names(self) -> tuple[str, ...]:
        """What runs, then the functions that are called."""
        called = tuple(f"{link.function.name}()" for link in self.links if link.function is not None)
        first = self.start.name if self.start is not None else ""
        return (first, *(called if self.links[0].function is None else called[1:]))


def chain_to(site: Site, expression: ast.Attribute, sources: Sources) -> Chain | None:
    """The chain that runs most often: one of the application before one of a person; the shortest of them."""
    level = [Chain((site,), expression.value, site, expression)]
    seen: set[int] = set()
    found: Chain | None = None
    for _ in range(_MOST_CALLS):
        ended = [replace(chain, start=start) for chain in level if (start := start_of(chain.links[0], sources))]
        for chain in filter(_counts, ended):
            if chain.is_certain:
                return chain
            found = found or chain
        finished = {id(chain.links[0]) for chain in ended}
        level = [
            longer
            for chain in level
            if id(chain.links[0]) not in finished and chain.guard is not Guard.DEVELOPMENT
            for longer in _longer(chain, sources, seen)
        ][:_MOST_CHAINS]
    return found


def _counts(chain: Chain) -> bool:
    """Whether it makes tables in a database that matters, of metadata that no caller chooses, and does not stamp it."""
    start, function = chain.start, chain.links[0].function
    if start is None or start.kind is Kind.DEVELOPMENT or chain.guard is Guard.DEVELOPMENT:
        return False
    return _parameter(chain) is None and not (function is not None and _settles(function))


def _settles(function: Function) -> bool:
    """Whether it drops the tables before, or tells Alembic about those that it makes."""
    names = [called_name(node).lower() for node in ast.walk(function) if isinstance(node, ast.Call)]
    return any("stamp" in name or "alembic_version" in name or name == "drop_all" for name in names)


def _longer(chain: Chain, sources: Sources, seen: set[int]) -> Iterator[Chain]:
    function = chain.links[0].function
    if function is None or id(function) in seen or _settles(function):
        return
    seen.add(id(function))
    for site, call in _callers(chain.links[0], function, sources):
        metadata = _given(chain, function, call)
        if metadata is not None:
            holder = chain.holder if _parameter(chain) is None else site
            yield replace(chain, links=(site, *chain.links), metadata=metadata, holder=holder)


def _callers(called: Site, function: Function, sources: Sources) -> Iterator[tuple[Site, ast.Call | None]]:
    """The calls of the function, and those that hand it over to be called (None: with what, nobody sees)."""
    owner = called.method_of
    is_made = owner is not None and function.name.startswith("__")
    name = owner if is_made and owner is not None else function.name
    target = _Target(Definition(called.file.path, name), None if is_made else owner)
    for file in sources.mentioning(name):
        for site in sources.sites(file):
            if site.function is function:
                continue
            if target.is_meant(site.call.func, site, sources):
                yield site, site.call
            elif any(target.is_meant(handed, site, sources) for handed in _handed_over(site.call)):
                yield site, None


def _handed_over(call: ast.Call) -> Iterator[ast.expr]:
    given = list(call.args) if called_name(call) in _HANDED_OVER else []
    given += [item.value for item in call.keywords if item.arg in _KEYWORDS]
    for value in given:
        yield from value.elts if isinstance(value, ast.List | ast.Tuple) else [value]


@dataclass(frozen=True, slots=True)
class _Target:
    """A function, or a method of the class `owner`."""

    definition: Definition
    owner: str | None

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
        """An object's class is not known: its method is where only one function has the name."""
        classes = [owner.name for owner in site.owners if isinstance(owner, ast.ClassDef)]
        if isinstance(receiver, ast.Name) and receiver.id in ("self", "cls"):
            return site.file.path == self.definition.path and self.owner in classes
        return sources.defines_once(self.definition.name)


def _parameter(chain: Chain) -> str | None:
    """The parameter of the first link's function that the metadata comes from."""
    if chain.holder is not chain.links[0]:
        return None
    function, root = chain.holder.function, root_of(chain.metadata)
    names = [parameter.arg for parameter in parameters(function)] if function is not None else []
    return root if root in names and root not in ("self", "cls") else None


def _given(chain: Chain, function: Function, call: ast.Call | None) -> ast.expr | None:
    """The metadata as the caller writes it; None where it cannot be seen."""
    parameter = _parameter(chain)
    if parameter is None:
        return chain.metadata
    if call is None:
        return None
    names = [each.arg for each in parameters(function) if each.arg not in ("self", "cls")]
    place = names.index(parameter)
    value = keyword(call, parameter) or (call.args[place] if place < len(call.args) else None)
    return value if isinstance(value, ast.Name | ast.Attribute) else None


def root_of(node: ast.expr) -> str:
    """`Base` of `Base.metadata`."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
