"""How alike two names are."""

from __future__ import annotations

import re
from enum import Enum

# Words that many columns share without having anything in common.
GENERIC = frozenset(
    "a at by count date fk flag has id in is key name new no num number of old on the time to type value".split()
)
# Names that differ by one of these stand beside each other on purpose.
OPPOSITES = tuple(
    frozenset(pair.split())
    for pair in (
        "first last", "start end", "begin end", "min max", "low high", "from to", "in out", "source target",
        "source destination", "created updated", "created modified", "created deleted", "old new", "left right",
        "before after", "parent child", "sender receiver", "sender recipient", "latitude longitude",
        "width height", "input output", "up down", "public private", "open close", "opened closed", "day night",
        "x y", "next previous", "next prev", "upper lower", "home away",
    )
)  # fmt: skip
ABBREVIATIONS = {
    "addr": "address", "amt": "amount", "app": "application", "auth": "authentication", "avg": "average",
    "cat": "category", "cfg": "config", "configuration": "config", "desc": "description", "descr": "description",
    "dest": "destination", "dt": "date", "env": "environment", "exp": "expiry", "img": "image", "info": "information",
    "lang": "language", "lat": "latitude", "lng": "longitude", "lon": "longitude", "msg": "message", "num": "number",
    "no": "number", "nr": "number", "org": "organization", "organisation": "organization", "param": "parameter",
    "pic": "picture", "prev": "previous", "pwd": "password", "qty": "quantity", "ref": "reference",
    "repo": "repository", "spec": "specification", "src": "source", "ts": "timestamp", "txt": "text", "usr": "user",
    "tel": "telephone", "mail": "email", "val": "value",
}  # fmt: skip


class Likeness(Enum):
    """SAME words in another spelling, ALIKE, LONGER by a word, OPPOSITE by one, or NONE."""

    SAME = "the names have the same words"
    ALIKE = "the names are alike"
    LONGER = "one name is the other with a word more"
    OPPOSITE = ""
    NONE = "no likeness"


def likeness(a: str, b: str) -> Likeness:
    first, second = words(a), words(b)
    if "".join(sorted(first)) == "".join(sorted(second)) or "".join(_split(a)) == "".join(_split(b)):
        return Likeness.SAME
    if (first ^ second) in OPPOSITES:
        return Likeness.OPPOSITE
    if alike(a, b):
        return Likeness.ALIKE
    return Likeness.LONGER if first < second or second < first else Likeness.NONE


def alike(a: str, b: str) -> bool:
    """Whether the names share a telling word, or are spelled alike: `is_admin` and `is_active` are not."""
    return bool(telling_words(a) & telling_words(b)) or _ratio(a, b) >= 0.6


def words(name: str) -> frozenset[str]:
    """`workPools` and `work_pool` have the words work and pool; abbreviations are written out."""
    return frozenset(_split(name))


def telling_words(name: str) -> frozenset[str]:
    return words(name) - GENERIC


def _ratio(a: str, b: str) -> float:
    """How alike the telling words are spelled: `usr_id` and `user_id` are, `tenant_id` and `project_id` are not."""
    first, second = ("".join(word for word in _split(name) if word not in GENERIC) for name in (a, b))
    from difflib import SequenceMatcher  # few scripts drop one thing and add another

    return SequenceMatcher(None, first, second).ratio() if first and second else 0


def _split(name: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    found = [_singular(word) for word in re.split(r"[\W_]+", spaced.lower()) if word]
    return [ABBREVIATIONS.get(word, word) for word in found]


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word
