"""Comparing the models with what the revisions leave: tables that only one side has, and those of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from migralint.drift.columns import column_differences
from migralint.drift.difference import Drifted
from migralint.drift.enums import label_differences
from migralint.drift.keys import key_differences
from migralint.objects import TableName
from migralint.schema import Schema, Table

VIEWS = ("view", "materialized view", "found view", "found materialized view")


def differences(revised: Schema, modelled: Schema, dialect: str, *, hidden: bool) -> Iterator[Drifted]:
    """`hidden`: code of the revisions that could not be read may have made tables."""
    ours, theirs = _by_name(revised), _by_name(modelled)
    older = any(_is_older(table) for table in ours.values())
    elsewhere = _in_other_schemas(ours, theirs)
    for name, table in sorted(theirs.items()):
        if _is_view(name, revised):
            continue
        if name in ours:
            yield from column_differences(ours[name], table, dialect)
            yield from key_differences(ours[name], table, dialect)
        elif not (hidden or name in elsewhere):
            yield Drifted(name, None, table, sure=revised.complete or not older)
    for name, table in sorted(ours.items()):
        if name not in theirs and name not in elsewhere and not _is_older(table) and table.partition_of is None:
            yield Drifted(name, table, None, sure=modelled.complete)
    yield from label_differences(revised, modelled)


def _by_name(schema: Schema) -> Mapping[TableName, Table]:
    """PostgreSQL's `public` is the schema of tables that name none."""
    tables = (
        replace(t, name=TableName(t.name.name)) if t.name.schema == "public" else t for t in schema.tables.values()
    )
    return {table.name: table for table in tables}


def _in_other_schemas(ours: Iterable[TableName], theirs: Iterable[TableName]) -> set[TableName]:
    """Tables that the other side has in another schema: which one is a matter of the connection."""
    mine, others = {name.name for name in ours}, {name.name for name in theirs}
    return {name for name in (*ours, *theirs) if name.name in mine and name.name in others}


def _is_older(table: Table) -> bool:
    """Whether no revision made the table."""
    return "" in table.assumed or (not table.complete and not table.columns)


def _is_view(name: TableName, schema: Schema) -> bool:
    return any((kind, str(name)) in schema.objects for kind in VIEWS)
