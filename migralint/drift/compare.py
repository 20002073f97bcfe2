"""Comparing the models with what the revisions leave: tables that only one side has, and those of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec.structs import replace

from migralint.drift.columns import column_differences
from migralint.drift.difference import Drifted
from migralint.drift.enums import label_differences
from migralint.drift.keys import key_differences
from migralint.objects import ForeignKey, TableName
from migralint.schema import Schema, Table

VIEWS = ("view", "materialized view", "found view", "found materialized view")


def differences(
    revised: Schema, modelled: Schema, dialect: str, *, hidden: bool, made: Callable[[TableName], bool]
) -> Iterator[Drifted]:
    """`hidden`: code of the revisions that could not be read may have made tables; `made` are those that one made."""
    ours, theirs = _by_name(revised), _by_name(modelled)
    older = _is_met(ours, made)
    elsewhere = _in_other_schemas(ours, theirs)
    unplaced = {table.name.name for table in ours.values() if not (table.name.schema or made(table.name))}
    for name, table in sorted(theirs.items()):
        if _is_view(name, revised):
            continue
        if name in ours:
            yield from _in_both(ours[name], table, dialect, partly=bool(name.schema) and name.name in unplaced)
        elif not (hidden or name in elsewhere):
            yield Drifted(name, None, table, sure=revised.complete or not older)
    for name, table in sorted(ours.items()):
        if name not in theirs and name not in elsewhere and made(table.name) and table.partition_of is None:
            yield Drifted(name, table, None, sure=modelled.complete)
    yield from label_differences(revised, modelled)


def _is_met(ours: Mapping[TableName, Table], made: Callable[[TableName], bool]) -> bool:
    """Whether the first revision meets tables: some that no revision makes are there, are referred to, or all are."""
    keys = (key for table in ours.values() for key in table.constraints if isinstance(key, ForeignKey))
    names = {name.name for name in ours}
    referred = any(key.referred_table.name not in names for key in keys)
    return referred or not ours or not all(made(table.name) for table in ours.values())


def _in_both(revised: Table, modelled: Table, dialect: str, *, partly: bool) -> Iterator[Drifted]:
    """`partly`: the search path leads other operations to the table, which name no schema."""
    for one in (*column_differences(revised, modelled, dialect), *key_differences(revised, modelled, dialect)):
        if not (partly and one.revised is None):
            yield one


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


def _is_view(name: TableName, schema: Schema) -> bool:
    return any((kind, str(name)) in schema.objects for kind in VIEWS)
