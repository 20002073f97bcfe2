"""PostgreSQL's CREATE TYPE … AS ENUM and ALTER TYPE of enums."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.objects import EnumType
from migralint.operations import AddEnumValue, CreateEnum, Operation, RenameEnumValue
from migralint.sql.postgresql.tree import Node, qualified, strings
from migralint.sql.statement import Statement


def create_enum(node: Node, _: Statement) -> Iterator[Operation]:
    name = qualified(node.type_name)
    yield CreateEnum(enum=EnumType(name.name, strings(node.vals), name.schema))


def alter_enum(node: Node, statement: Statement) -> Iterator[Operation]:
    enum = qualified(node.type_name)
    if node.old_val:
        yield RenameEnumValue(enum=enum.name, value=node.old_val, new_value=node.new_val, schema=enum.schema)
        return
    neighbour = node.new_val_neighbor or None
    yield AddEnumValue(
        enum=enum.name,
        value=node.new_val,
        schema=enum.schema,
        before=None if node.new_val_is_after else neighbour,
        after=neighbour if node.new_val_is_after else None,
        if_not_exists=node.skip_if_new_val_exists,
    )
