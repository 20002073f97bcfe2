"""One revision's operations in both directions, with what each does to a database in use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from enum import Enum

from msgspec import Struct
from msgspec.structs import fields

from migralint.dialects.effect import Effect
from migralint.interpreter.step import Run, Step
from migralint.migration import Migration
from migralint.objects import Column, Constraint, Default, TableName, Type, constraint_kind
from migralint.operations import UNCHANGED, Guard, Operation
from migralint.reports.visible import visible
from migralint.schema.apply import Conflict

_EVERY_OPERATION = frozenset(field.name for field in fields(Operation)) | {"table", "arguments"}
_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


def to_json(migration: Migration) -> str:
    document = {
        "version": 1,
        "revision": migration.revision.id,
        "dialect": migration.target.dialect,
        "upgrade": [_step(migration, step) for step in migration.upgrade.steps],
        "downgrade": [_step(migration, step) for step in migration.downgrade.steps],
    }
    return json.dumps(document, indent=2) + "\n"


def to_text(migration: Migration) -> str:
    revision = migration.revision
    lines = [f"revision {visible(revision.id)} on {migration.target.dialect}: {visible(revision.message)}".rstrip(" :")]
    for run in (migration.upgrade, migration.downgrade):
        lines += ["", f"{visible(run.name)}:", *(_direction(migration, run) or ["  nothing"])]
        if run.stops_early:
            lines.append(f"  not read further: {visible(run.stops_early)}")
    return "\n".join(lines) + "\n"


def operation_name(operation: Operation) -> str:
    """`add_column`, as Alembic names it."""
    return _WORD_START.sub("_", type(operation).__name__).lower()


def _step(migration: Migration, step: Step[Operation]) -> dict[str, object]:
    operation, effect = step.operation, migration.effect(step)
    table = getattr(operation, "table", None)
    return {
        "operation": operation_name(operation),
        "table": str(table) if isinstance(table, TableName) else None,
        "sql": operation.sql,
        "locks": [{"table": str(lock.table), "mode": lock.mode} for lock in effect.locks],
        "rewrites": bool(effect.rewrites),
        "scans": bool(effect.scans),
        "blocks": _blocks(effect),
        "line": operation.span.line,
        "guard": operation.guard.value,
        "in_transaction": operation.in_transaction,
        "source": operation.source,
        "conflict": _conflict(step.conflict) if step.conflict else None,
        **{name: _plain(value) for name, value in _details(operation)},
    }


def _details(operation: Operation) -> Iterator[tuple[str, object]]:
    """The fields that this kind of operation adds, without those that say nothing."""
    for field in fields(operation):
        value = getattr(operation, field.name)
        if field.name not in _EVERY_OPERATION and value is not UNCHANGED and value != field.default:
            yield field.name, value


def _plain(value: object) -> object:
    """The value in JSON's own types; names, types and defaults as their text."""
    if isinstance(value, (TableName, Type, Default)):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (tuple, frozenset)):
        return [_plain(item) for item in value]
    if isinstance(value, Struct):
        found = {field.name: (getattr(value, field.name), field.default) for field in fields(value)}
        plain = {name: _plain(item) for name, (item, default) in found.items() if item != default}
        return {"kind": constraint_kind(value), **plain} if isinstance(value, Constraint) else plain
    return value


def _conflict(conflict: Conflict) -> str:
    return f"{conflict.object} {'is missing' if conflict.kind == 'missing' else 'already exists'}"


def _blocks(effect: Effect) -> str:
    if effect.blocks_reads:
        return "reads+writes"
    return "writes" if effect.blocks_writes else "nothing"


def _direction(migration: Migration, run: Run) -> list[str]:
    return [line for step in run.steps for line in _step_lines(migration, step)]


def _step_lines(migration: Migration, step: Step[Operation]) -> Iterator[str]:
    operation, effect = step.operation, migration.effect(step)
    guard = "" if operation.guard is Guard.ALWAYS else f" ({operation.guard.value})"
    yield f"  line {operation.span.line}: {operation_name(operation)}{guard} {visible(_subject(operation))}".rstrip()
    if operation.sql:
        yield f"    sql: {visible(' '.join(operation.sql.split()))}"
    if step.conflict:
        yield f"    cannot run: {visible(_conflict(step.conflict))}"
    for lock in effect.locks:
        yield f"    locks {visible(str(lock.table))}: {lock.mode}"
    if effect.locks:
        work = [word for word, tables in (("rewrites", effect.rewrites), ("scans", effect.scans)) if tables]
        yield f"    blocks {_blocks(effect)}{''.join(f', {word} the table' for word in work)}"


def _subject(operation: Operation) -> str:
    """`posts.body VARCHAR(50)`: the table, then what the details say."""
    table = getattr(operation, "table", None)
    details = " ".join(f"{name}={_short(value)}" for name, value in _details(operation))
    return f"{table or ''} {details}".strip()


def _short(value: object) -> str:
    if isinstance(value, Column):
        return f"{value.name} {value.type}{'' if value.nullable else ' NOT NULL'}"
    if isinstance(value, tuple):
        return f"({', '.join(_short(item) for item in value)})"
    name = getattr(value, "name", None)
    if isinstance(value, Struct) and not isinstance(value, (TableName, Type, Default)):
        columns = getattr(value, "columns", None)
        return f"{type(value).__name__} {name or 'unnamed'}{f' {_short(columns)}' if columns else ''}"
    return str(value)
