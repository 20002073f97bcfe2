"""column-renamed-by-drop-and-add: a column is dropped and another added where a rename was meant."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.alembic_code import execute
from migralint.findings import Confidence, Note, Problem, Rule, Severity
from migralint.migration import Migration
from migralint.renames import ColumnRename, column_renames
from migralint.sql.identifiers import identifier, table_identifier
from migralint.statements import by_statement, listed


def check(migration: Migration) -> Iterator[Problem]:
    for renames in by_statement(column_renames(migration), lambda rename: rename.drop):
        yield _problem(renames, migration.target.dialect)


def _problem(renames: list[ColumnRename], dialect: str) -> Problem:
    first = renames[0]
    names = listed(f"{rename.table}.{rename.old.name}" for rename in renames)
    new_names = listed(rename.new.name for rename in renames)
    doubt = first.confidence is Confidence.MEDIUM
    lost = "if this is a rename, all values are lost" if doubt else "a rename that loses all values"
    return Problem(
        first.drop.span,
        f"{names} dropped and {new_names} added: {lost}",
        _help(first, dialect),
        notes=(Note(f"{first.new.name} is added here; {', '.join(first.evidence.reasons)}", first.add.span),),
        confidence=first.confidence,
        severity=Severity.WARNING if doubt else None,
        operation=first.drop.operation.source,
        subject=f"{names} {new_names}",
    )


def _help(rename: ColumnRename, dialect: str) -> str:
    old, new = rename.old.name, rename.new.name
    return (
        f"rename the column instead of dropping and adding it:\n    {_rename(rename, old, new, dialect)}\n"
        f"downgrade:\n    {_rename(rename, new, old, dialect)}\n"
        f'or leave the database alone and rename only the attribute:\n    {new} = mapped_column("{old}")'
    )


def _rename(rename: ColumnRename, old: str, new: str, dialect: str) -> str:
    operation = rename.drop.operation
    if operation.sql is not None and rename.add.operation.sql is not None:
        table = table_identifier(rename.table, dialect)
        names = f"{identifier(old, dialect)} TO {identifier(new, dialect)}"
        return execute(f"ALTER TABLE {table} RENAME COLUMN {names}")
    existing = ", existing_type=..., existing_nullable=..." if dialect in ("mysql", "mariadb") else ""
    if operation.in_batch:
        return f'batch_op.alter_column("{old}", new_column_name="{new}"{existing})'
    schema = f', schema="{rename.table.schema}"' if rename.table.schema else ""
    return f'op.alter_column("{rename.table.name}", "{old}", new_column_name="{new}"{existing}{schema})'


RULE = Rule(
    id="column-renamed-by-drop-and-add",
    group="data-loss",
    severity=Severity.ERROR,
    summary="a column is dropped and another added where a rename was meant",
    subject=Migration,
    check=check,
)
