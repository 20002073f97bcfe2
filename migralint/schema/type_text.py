"""Reading a type from the text that a dialect spells: `TIMESTAMP(3) WITHOUT TIME ZONE`, `INTEGER[]`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from migralint.objects import EnumType, Type

_TYPE = re.compile(
    r"(?P<name>[^(\[]*?)\s*(?:\((?P<arguments>.*)\)\s*(?P<suffix>[^()\[\]]*?))?\s*(?P<dimensions>(?:\[\d*\])*)",
    re.DOTALL,
)
_SUFFIX = re.compile(
    r"\s+((?:WITH(?:OUT)?(?: LOCAL)? TIME ZONE|UNSIGNED|ZEROFILL|CHARACTER SET \S+|COLLATE \S+|BINARY"
    r"|(?:YEAR|MONTH|DAY|HOUR|MINUTE|SECOND)(?: TO (?:MONTH|HOUR|MINUTE|SECOND))?)(?: .*)?)$",
    re.IGNORECASE | re.DOTALL,
)
_LABEL = re.compile(r"'((?:[^']|'')*)'")


def read_type(text: str, enums: Mapping[str, EnumType] | None = None) -> Type:
    """The type that prints as this text. `enums` are the named enum types that a name may mean."""
    found = _TYPE.fullmatch(text.strip())
    if found is None or not found["name"]:
        return Type(text.strip() or "?")
    name, suffix = found["name"], found["suffix"] or ""
    dimensions = found["dimensions"].count("[")
    if found["arguments"] is not None:
        arguments, values = _arguments(name, found["arguments"])
        return Type(name, arguments, suffix, dimensions, values=values)
    enum = (enums or {}).get(name)
    if enum is not None:
        return Type(name, dimensions=dimensions, enum=name, values=enum.values)
    if ending := _SUFFIX.search(name):
        return Type(name[: ending.start()], (), ending[1], dimensions)
    return Type(name, dimensions=dimensions)


def _arguments(name: str, text: str) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """The labels of MySQL's ENUM and SET are one argument, and values too."""
    if name.upper() in ("ENUM", "SET"):
        return (text,), tuple(label.replace("''", "'") for label in _LABEL.findall(text))
    return tuple(argument.strip() for argument in text.split(",")), None
