"""What PostgreSQL's statements that have no operation of their own do: locking, maintenance, privileges, domains."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from migralint.dialects.effect import Effect
from migralint.dialects.postgresql.indexes import table_of_index
from migralint.dialects.postgresql.locks import (
    ACCESS_EXCLUSIVE,
    ACCESS_SHARE,
    EXCLUSIVE,
    MODES,
    SHARE,
    SHARE_UPDATE_EXCLUSIVE,
    index_names,
    locking,
    stored,
)
from migralint.dialects.postgresql.server import Server
from migralint.dialects.postgresql.statements import NEVER_IN_TRANSACTION, relation_name
from migralint.objects import TableName
from migralint.operations import RawSql
from migralint.schema import Schema

LOCK_MODE = re.compile(rf"\bIN\s+({'|'.join(mode.replace(' ', chr(92) + 's+') for mode in reversed(MODES))})\s+MODE")
REINDEXED = re.compile(
    r"REINDEX\s+(?:\([^)]*\)\s*)?(?P<kind>INDEX|TABLE|SCHEMA|DATABASE|SYSTEM)\s+(?:CONCURRENTLY\s+)?(?P<name>[\w.\"]+)?",
    re.IGNORECASE,
)
DOMAIN = re.compile(r"ALTER\s+DOMAIN\s+(?P<name>[\w.\"]+)\s+(?P<action>ADD\b|SET\s+NOT\s+NULL)", re.IGNORECASE)
INDEX = re.compile(
    r"ALTER\s+INDEX\s+(?:IF\s+EXISTS\s+)?(?P<name>[\w.\"]+)\s+(?P<action>(?:RE)?SET|ATTACH)(?:\s+PARTITION\s+(?P<child>[\w.\"]+))?",
    re.IGNORECASE,
)


def raw_sql(operation: RawSql, schema: Schema, server: Server) -> Effect:
    reader = READERS.get(operation.command)
    if reader is not None:
        return reader(operation, schema, server)
    return Effect(allowed_in_transaction=operation.command not in NEVER_IN_TRANSACTION)


def _lock_table(operation: RawSql, schema: Schema, server: Server) -> Effect:
    found = LOCK_MODE.search(operation.text.upper())
    mode = " ".join(found[1].split()) if found else ACCESS_EXCLUSIVE
    return locking(mode, *_table(operation))


def _reindex(operation: RawSql, schema: Schema, server: Server) -> Effect:
    """The lock on an index makes readers of the table wait too, for they open every index."""
    found = REINDEXED.match(operation.text)
    kind = found["kind"].upper() if found else ""
    if kind not in ("TABLE", "INDEX"):
        return Effect(allowed_in_transaction=False)
    index = found["name"] if found and kind == "INDEX" else None
    table = operation.table if index is None else table_of_index(schema, (index or "").rpartition(".")[2].strip('"'))
    names = () if table is None else (table,)
    rebuilds = (index,) if index else index_names(schema.table(table)) if table else ()
    if operation.concurrently:
        return locking(SHARE_UPDATE_EXCLUSIVE, *names, scans=names, rebuilds=rebuilds, allowed_in_transaction=False)
    return replace(locking(SHARE, *names, scans=names, rebuilds=rebuilds), blocks_reads=True)


def _vacuum_full(operation: RawSql, schema: Schema, server: Server) -> Effect:
    return replace(_copy(operation, schema, server), allowed_in_transaction=False)


def _copy(operation: RawSql, schema: Schema, server: Server) -> Effect:
    names = _table(operation)
    rebuilds = index_names(schema.table(operation.table)) if operation.table else ()
    return locking(
        ACCESS_EXCLUSIVE, *names, rewrites=names, scans=names, rebuilds=rebuilds, allowed_in_transaction=bool(names)
    )


def _vacuum(operation: RawSql, schema: Schema, server: Server) -> Effect:
    return locking(SHARE_UPDATE_EXCLUSIVE, *_table(operation), allowed_in_transaction=False)


def _shared(operation: RawSql, schema: Schema, server: Server) -> Effect:
    return locking(SHARE_UPDATE_EXCLUSIVE, *_table(operation))


def _refresh(operation: RawSql, schema: Schema, server: Server) -> Effect:
    """CONCURRENTLY is an ordinary statement here, allowed in a transaction; readers go on."""
    names = _table(operation)
    if operation.concurrently:
        return replace(locking(EXCLUSIVE, *names, scans=names), blocks_writes=False)
    return replace(locking(ACCESS_EXCLUSIVE, *names, rewrites=names, scans=names), blocks_writes=False)


def _privileges(operation: RawSql, schema: Schema, server: Server) -> Effect:
    return locking(ACCESS_SHARE, *_table(operation)) if server.may_have(18) else Effect()


def _alter_domain(operation: RawSql, schema: Schema, server: Server) -> Effect:
    found = DOMAIN.match(operation.text.strip())
    if found is None or re.search(r"\bNOT\s+VALID\s*$", operation.text.strip(" ;\n"), re.IGNORECASE):
        return Effect()
    tables = tuple(stored(schema, _using_domain(found["name"].strip('"'), schema)))
    return locking(SHARE, *tables, scans=tables)


def _alter_index(operation: RawSql, schema: Schema, server: Server) -> Effect:
    """To attach an index of a partition, the index is locked against every statement on the partition."""
    found = INDEX.match(operation.text.strip())
    if found is None:
        return Effect()
    name, child = (relation_name((found[group] or "").replace('"', "")) for group in ("name", "child"))
    if not child.name:
        return locking(SHARE_UPDATE_EXCLUSIVE, name)
    tables = (table_of_index(schema, each.name) for each in (name, child))
    locks = locking(ACCESS_SHARE, *(table for table in tables if table is not None))
    return replace(locks, blocks_reads=True, blocks_writes=True)


def _using_domain(name: str, schema: Schema) -> Iterator[TableName]:
    for table in schema.sorted_tables():
        if any(column.type.name == name for column in table.columns):
            yield table.name


def _table(operation: RawSql) -> tuple[TableName, ...]:
    return () if operation.table is None else (operation.table,)


READERS: dict[str, Callable[[RawSql, Schema, Server], Effect]] = {
    "LOCK TABLE": _lock_table,
    "REINDEX": _reindex,
    "VACUUM": _vacuum,
    "VACUUM FULL": _vacuum_full,
    "CLUSTER": _copy,
    "ANALYZE": _shared,
    "COMMENT": _shared,
    "COMMENT ON": _shared,
    "REFRESH MATERIALIZED VIEW": _refresh,
    "GRANT": _privileges,
    "REVOKE": _privileges,
    "ALTER DOMAIN": _alter_domain,
    "ALTER INDEX": _alter_index,
}
