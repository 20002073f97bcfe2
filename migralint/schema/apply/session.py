"""What a script sets for its session: whether MySQL checks foreign keys, whether SQLite renames them."""

from __future__ import annotations

import re
from typing import Final

from msgspec.structs import replace

from migralint.schema.schema import Schema

UNCHECKED: Final = ("session", "foreign_key_checks = 0")
LEGACY: Final = ("session", "legacy_alter_table = 1")
_LEGACY = re.compile(r"\blegacy_alter_table\b\s*[=(]\s*['\"]?(\w+)", re.IGNORECASE)
_CHECKS = re.compile(r"\bforeign_key_checks\b[`\s:]*=\s*(\w+|@\S+)", re.IGNORECASE)
_OFF = ("0", "off", "false")
_ON = ("1", "on", "true", "yes")


def with_setting(schema: Schema, text: str) -> Schema:
    """The schema with what `SET foreign_key_checks = …` or a PRAGMA means for the statements behind it."""
    for pattern, setting, values in ((_CHECKS, UNCHECKED, _OFF), (_LEGACY, LEGACY, _ON)):
        found = pattern.findall(text)
        if found:
            holds = found[-1].lower() in values
            objects = schema.objects.insert(setting, True) if holds else schema.objects.discard(setting)
            schema = replace(schema, objects=objects)
    return schema


def checks_foreign_keys(schema: Schema) -> bool:
    return UNCHECKED not in schema.objects


def renames_references(schema: Schema) -> bool:
    """Whether the foreign keys of other tables follow a table that is renamed, as they do since SQLite 3.26."""
    return LEGACY not in schema.objects
