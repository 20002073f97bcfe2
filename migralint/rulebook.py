"""The rule book: the rules that `migralint/rules` holds and their pages."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from migralint import rules
from migralint.findings import Rule

AnyRule: TypeAlias = Rule[Any]

PACKAGE = Path(__file__).parent


@cache
def all_rules() -> Mapping[str, AnyRule]:
    """Every rule by its id, in the order of the ids."""
    modules = (
        importlib.import_module(f"{rules.__name__}.{found.name}") for found in pkgutil.iter_modules(rules.__path__)
    )
    found: list[AnyRule] = [module.RULE for module in modules]
    return MappingProxyType({rule.id: rule for rule in sorted(found, key=lambda rule: rule.id)})


def pages_folder() -> Path:
    """`_book` beside the code in an installed package, `rules` beside the package in a checkout."""
    packaged = PACKAGE / "_book"
    return packaged if packaged.is_dir() else PACKAGE.parent / "rules"


def page(rule: str) -> str:
    """The rule's page, in Markdown. Raises FileNotFoundError where the rule has none."""
    return (pages_folder() / f"{rule}.md").read_text(encoding="utf-8")


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant."""
    import difflib  # only a mistake needs it

    found = difflib.get_close_matches(name.lower().replace("_", "-"), list(known), n=1)
    return found[0] if found else None
