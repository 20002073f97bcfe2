"""How the views, functions, triggers and other named objects of two states differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from migralint.schema.compare.difference import Difference
from migralint.schema.schema import Schema

# Extensions, roles and schemas are shared: whoever makes them first does not mean to own them.
OWN_KINDS: Final = frozenset(
    {"view", "materialized view", "function", "trigger", "sequence", "domain", "type", "policy", "rule"}
)


def object_differences(a: Schema, b: Schema) -> Iterator[Difference]:
    if a.objects is b.objects:
        return
    for key in sorted({*a.objects.keys(), *b.objects.keys()}):
        kind, name = key
        if kind not in OWN_KINDS or (key in a.objects) == (key in b.objects):
            continue
        words = f'{kind} "{name}"'
        if key in a.objects:
            yield Difference("missing", words, None, name, words, "", "object")
        elif (f"found {kind}", name) not in b.objects and not (kind == "sequence" and _is_of_a_table(name, a)):
            yield Difference("added", words, None, name, "", words, "object")


def _is_of_a_table(sequence: str, schema: Schema) -> bool:
    """Whether it came and went with an id."""
    return any(table.id_sequence == sequence for table in schema.tables.values())
