"""Chain: the calls that lead from what runs to `create_all()`, found from its end."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from migralint.project.create_all.callers import callers
from migralint.project.create_all.guards import Guard
from migralint.project.create_all.sites import Function, Site, parameters
from migralint.project.create_all.sources import Sources
from migralint.project.create_all.starts import Kind, Start, start_of
from migralint.project.python_source import called_name, keyword

_MOST_CALLS = 6
_MOST_CHAINS = 200
_UPGRADE = re.compile(r"^(\w+_)?upgrade(_\w+)?$|^(run|apply|do|execute)_(\w+_)?migrations?$|^migrate_(db|database)$")


class Chain(Struct, frozen=True):
    """`links` are the calls in the order that they run; the last is that of `create_all`.

    `metadata` is what has the tables, as the function of `holder` writes it: a callee may have been handed it.
    """

    links: tuple[Site, ...]
    metadata: ast.expr
    holder: Site
    expression: str  # `db.create_all`, as written
    start: Start | None = None

    @property
    def guard(self) -> Guard:
        return max(link.guard for link in self.links)

    @property
    def is_certain(self) -> bool:
        """Whether it runs whenever the application starts."""
        starts = self.start is not None and self.start.kind is Kind.APPLICATION
        return starts and self.guard is Guard.ALWAYS and not self.follows_upgrade

    @property
    def follows_upgrade(self) -> bool:
        """Whether the migrations run before it: it makes the tables that have no revision yet."""
        return any(_upgrades_before(link) for link in self.links)

    @property
    def names(self) -> tuple[str, ...]:
        """What runs, then the functions that are called."""
        called = tuple(f"{link.function.name}()" for link in self.links if link.function is not None)
        first = self.start.name if self.start is not None else ""
        return (first, *(called if self.links[0].function is None else called[1:]))


def chain_to(site: Site, expression: ast.Attribute, sources: Sources) -> Chain | None:
    """The chain that runs most often: one of the application before one of a person; the shortest of them."""
    level = [Chain((site,), expression.value, site, ast.unparse(expression))]
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
    if start.kind is Kind.PERSON and any(_drops(link) for link in chain.links):
        return False
    return _parameter(chain) is None and not (function is not None and _stamps(function))


def _stamps(function: Function) -> bool:
    """Whether it tells Alembic about the tables that it makes."""
    return any("stamp" in name or "alembic_version" in name for name in _called(function))


def _drops(link: Site) -> bool:
    """Whether the tables are made anew: nobody does that to data that is needed."""
    return link.function is not None and "drop_all" in _called(link.function)


def _upgrades_before(link: Site) -> bool:
    calls = ast.walk(link.function) if link.function is not None else ()
    return any(
        isinstance(node, ast.Call) and node.lineno < link.call.lineno and _UPGRADE.search(called_name(node))
        for node in calls
    )


def _called(function: Function) -> set[str]:
    return {called_name(node).lower() for node in ast.walk(function) if isinstance(node, ast.Call)}


def _longer(chain: Chain, sources: Sources, seen: set[int]) -> Iterator[Chain]:
    function = chain.links[0].function
    if function is None or id(function) in seen or _stamps(function):
        return
    seen.add(id(function))
    for site, call in callers(chain.links[0], function, sources):
        metadata = _given(chain, function, call)
        if metadata is not None:
            holder = chain.holder if _parameter(chain) is None else site
            yield replace(chain, links=(site, *chain.links), metadata=metadata, holder=holder)


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
