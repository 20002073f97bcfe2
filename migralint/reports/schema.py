"""A schema as text that a person reads."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.objects import Column
from migralint.reports.visible import visible
from migralint.schema import Schema, Table


def to_text(schema: Schema, made_by: str = "revision") -> str:
    """`made_by`: what tables come from, as far as is known."""
    blocks = ["\n".join(_table(table)) for table in schema.sorted_tables()]
    blocks += [f"enum {name}: {', '.join(enum.values)}" for name, enum in sorted(schema.enums.items())]
    if not schema.complete:
        blocks.append(f"tables that no {made_by} makes may exist too")
    return "\n\n".join("\n".join(visible(line) for line in block.split("\n")) for block in blocks) + "\n"


def _table(table: Table) -> Iterator[str]:
    yield f"table {table.name}" + ("" if table.complete else " (may have more columns)")
    length = max((len(column.name) for column in table.columns), default=0)
    yield from (f"  {column.name:<{length}}  {_definition(column)}" for column in table.columns)
    if key := table.primary_key:
        yield f"  primary key{_name(key.name)} ({', '.join(key.columns)})"
    for unique in table.uniques:
        yield f"  unique{_name(unique.name)} ({', '.join(unique.columns)})"
    for foreign_key in table.foreign_keys:
        referred = f"{foreign_key.referred_table} ({', '.join(foreign_key.referred_columns)})"
        action = f" on delete {foreign_key.on_delete.lower()}" if foreign_key.on_delete else ""
        yield f"  foreign key{_name(foreign_key.name)} ({', '.join(foreign_key.columns)}) to {referred}{action}"
    for check in table.checks:
        yield f"  check{_name(check.name)} ({check.sql})"
    for index in table.indexes:
        yield f"  {'unique index' if index.unique else 'index'}{_name(index.name)} ({', '.join(index.columns)})"


def _definition(column: Column) -> str:
    default = f" default {column.default.sql}" if column.default else ""
    return f"{column.type}{'' if column.nullable else ' not null'}{default}"


def _name(name: str | None) -> str:
    return f" {name}" if name else ""
