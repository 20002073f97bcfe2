"""How alike two names are."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

# Words that many columns share without having anything in common.
GENERIC = frozenset(
    "a at by count date fk flag has id in is key name new no num number of old on the time to type value".split()
)


def alike(a: str, b: str) -> bool:
    """Whether the names share a telling word, or are spelled alike: `is_admin` and `is_active` are not."""
    return bool((words(a) & words(b)) - GENERIC) or _ratio(a, b) >= 0.6


def words(name: str) -> frozenset[str]:
    """`workPools` and `work_pool` have the words work and pool."""
    return frozenset(_split(name))


def _ratio(a: str, b: str) -> float:
    """How alike the telling words are spelled: `usr_id` and `user_id` are, `tenant_id` and `project_id` are not."""
    first, second = ("".join(word for word in _split(name) if word not in GENERIC) for name in (a, b))
    return SequenceMatcher(None, first, second).ratio() if first and second else 0


def _split(name: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return [_singular(word) for word in re.split(r"[\W_]+", spaced.lower()) if word]


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word
