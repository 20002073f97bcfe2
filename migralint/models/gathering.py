"""Gathering what the project's modules declare: which of them are read, from env.py on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from migralint.interpreter.declarative.mapping import root_of
from migralint.interpreter.modules import Module
from migralint.interpreter.values import last_name
from migralint.models.choosing import chosen_tables
from migralint.models.drafts import Drafts
from migralint.models.metadata import Metadata
from migralint.models.reader import Reader
from migralint.models.search import base_words, declares, imported_modules, modules_below, named_modules
from migralint.models.target import asks_application, env_module, target_metadata
from migralint.project.project import Project


def gathered(reader: Reader, project: Project, database: str | None, *, whole: bool) -> tuple[list[Metadata], Drafts]:
    """The MetaData that env.py names, and the tables of all that were found.

    `whole`: with those of modules that env.py does not import, though the application may.
    """
    env = env_module(reader, project)
    wanted = target_metadata(reader, project, env, database) if env is not None else []
    return wanted, _found(reader, project, env, wanted, whole)


def _found(reader: Reader, project: Project, env: Module | None, wanted: Sequence[Metadata], whole: bool) -> Drafts:
    """The tables of the modules that env.py imports; where those define none, of all the project's modules."""
    if project.settings.models:
        return _drafts(reader, modules_below(project.settings.models, (), reader.loader))
    if env is not None and not asks_application(env):
        imported = imported_modules(env, project.version_locations, reader.loader)
        if whole:
            return _drafts(reader, chain(imported, _of_application(reader, project)))
        drafts = _drafts(reader, imported)
        if chosen_tables(drafts, wanted, None):
            return drafts
    return _drafts(reader, _of_application(reader, project))


def _of_application(reader: Reader, project: Project) -> Iterator[Module]:
    """All modules of the project, those of other packages that the ones with models import included."""
    for module in modules_below(_application_roots(project), _excluded(project), reader.loader):
        yield module
        if declares(module):
            yield from named_modules(module, reader.loader)


def _application_roots(project: Project) -> list[Path]:
    """The folders of the project's own code; those of other packages are read where they are imported."""
    others = [root for root in project.settings.python_roots if not root.is_relative_to(project.root)]
    return [root for root in project.python_roots if root not in others]


def _excluded(project: Project) -> list[Path]:
    return [*project.version_locations, *([project.script_location] if project.script_location else [])]


def _drafts(reader: Reader, modules: Iterable[Module]) -> Drafts:
    """Evaluate the modules that speak of tables, and those whose classes are given a base found in them."""
    left: dict[Path, Module] = {}
    seen: set[Path] = set()
    for module in modules:
        if module.script.path not in seen:
            seen.add(module.script.path)
            if declares(module):
                reader.read(module)
            else:
                left[module.script.path] = module
    words = {path: base_words(module) for path, module in left.items()}
    names: set[str] = set()
    while new := _base_names(reader) - names:
        names |= new
        for path in [path for path in left if words[path] & new]:
            reader.read(left.pop(path))
    drafts = Drafts(reader)
    drafts.collect()
    return drafts


def _base_names(reader: Reader) -> set[str]:
    """What classes that are models may be derived from."""
    found: set[str] = set()
    for cls in reader.classes:
        root = root_of(reader, cls)
        if root is not None:
            found |= {cls.name, last_name(root.value)} - {"", "Model"}
    return found
