"""`public.users` and `users` are one table on PostgreSQL."""

from __future__ import annotations

from typing import Any, TypeVar

from msgspec.structs import replace

from migralint.objects import ForeignKey, TableName
from migralint.operations import Operation

PUBLIC = "public"

Op = TypeVar("Op", bound=Operation)


def without_public(operation: Op) -> Op:
    """The operation with tables of the schema `public` named as if no schema had been given."""
    changes: dict[str, Any] = {}
    for name in operation.__struct_fields__:
        value = getattr(operation, name)
        plain = _plain_name(name, value) if isinstance(value, str) else _plain(value)
        if plain is not value:
            changes[name] = plain
    return replace(operation, **changes) if changes else operation


def _plain_name(field: str, value: str) -> str:
    """Views, functions and other objects are named in one text."""
    if field == "schema" and value == PUBLIC:
        return ""
    return value.removeprefix(f"{PUBLIC}.") if field == "name" else value


def _plain(value: object) -> object:
    match value:
        case TableName(schema="public"):
            return TableName(value.name)
        case ForeignKey(referred_table=TableName(schema="public")):
            return replace(value, referred_table=TableName(value.referred_table.name))
        case tuple():
            items = tuple(_plain(item) for item in value)
            return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    return value
