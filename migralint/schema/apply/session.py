"""What a script sets for the session that it runs in: whether MySQL checks foreign keys."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from migralint.schema.schema import Schema

UNCHECKED: Final = ("session", "foreign_key_checks = 0")
_CHECKS = re.compile(r"\bforeign_key_checks\b[`\s:]*=\s*(\w+|@\S+)", re.IGNORECASE)


def with_setting(schema: Schema, text: str) -> Schema:
    """The schema with what `SET foreign_key_checks = …` means for the statements behind it."""
    found = _CHECKS.findall(text)
    if not found:
        return schema
    off = found[-1].lower() in ("0", "off", "false")
    objects = schema.objects.insert(UNCHECKED, True) if off else schema.objects.discard(UNCHECKED)
    return replace(schema, objects=objects)


def checks_foreign_keys(schema: Schema) -> bool:
    return UNCHECKED not in schema.objects
