"""A schema as plain lists and back, exactly: what the replay keeps between runs.

Unlike `migralint.schema.json`, which people read and write, nothing is left out and nothing is spelled for reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from msgspec import Struct
from rpds import HashTrieMap, HashTrieSet

from migralint import objects
from migralint.schema.schema import Schema, Table

Plain: TypeAlias = Any  # what JSON holds

_CLASSES: Mapping[str, type[Struct]] = {
    cls.__name__: cls
    for cls in (
        Schema, Table, objects.TableName, objects.Column, objects.Type, objects.Default, objects.Identity,
        objects.Computed, objects.PrimaryKey, objects.Unique, objects.Check, objects.ForeignKey, objects.Exclude,
        objects.Index, objects.EnumType,
    )
}  # fmt: skip
_FIELDS = {name: cls.__struct_fields__ for name, cls in _CLASSES.items()}


def encode(value: object) -> Plain:
    """Constants stand for themselves, everything else is a list that starts with the name of its class."""
    if value is None or isinstance(value, (str, int, bool)):
        return value
    if isinstance(value, tuple):
        return ["tuple", *map(encode, value)]
    if isinstance(value, frozenset):
        return ["frozenset", *map(encode, sorted(value))]
    if isinstance(value, HashTrieSet):
        return ["set", *map(encode, sorted(value))]
    if isinstance(value, HashTrieMap):
        return ["map", *([encode(key), encode(item)] for key, item in value.items())]
    name = type(value).__name__
    return [name, *(encode(getattr(value, field)) for field in _FIELDS[name])]


def decode(value: Plain) -> Any:
    """What `encode` was given. Raises ValueError for anything that it did not write."""
    if not isinstance(value, list):
        return value
    name, *items = value
    if name == "tuple":
        return tuple(map(decode, items))
    if name == "frozenset":
        return frozenset(map(decode, items))
    if name == "set":
        return HashTrieSet(map(decode, items))
    if name == "map":
        return HashTrieMap({decode(key): decode(item) for key, item in items})
    if name not in _CLASSES or len(items) != len(_FIELDS[name]):
        raise ValueError(f"{name} is no part of a schema")
    return _CLASSES[name](*map(decode, items))
