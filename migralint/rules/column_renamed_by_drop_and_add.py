"""column-renamed-by-drop-and-add: a column is dropped and another added where a rename was meant."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent

from migralint.alembic_code.calls import INDENT, quoted
from migralint.analysis.renames import ColumnRename, column_renames
from migralint.analysis.statements import by_statement, listed
from migralint.findings import Confidence, Note, Problem, Rule, Severity
from migralint.migration import Migration


def check(migration: Migration) -> Iterator[Problem]:
    for renames in by_statement(column_renames(migration), lambda rename: rename.drop):
        yield _problem(renames, migration)


def _problem(renames: list[ColumnRename], migration: Migration) -> Problem:
    first = renames[0]
    names = listed(f"{rename.table}.{rename.old.name}" for rename in renames)
    new_names = listed(rename.new.name for rename in renames)
    doubt = first.confidence is Confidence.MEDIUM
    lost = "if this is a rename, all values are lost" if doubt else "a rename that loses all values"
    return Problem(
        first.drop.span,
        f"{names} dropped and {new_names} added: {lost}",
        _help(first, migration),
        notes=(Note(f"{first.new.name} is added here; {', '.join(first.evidence.reasons)}", first.add.span),),
        confidence=first.confidence,
        severity=Severity.WARNING if doubt else None,
        operation=first.drop.operation.source,
        subject=f"{names} {new_names}",
    )


def _help(rename: ColumnRename, migration: Migration) -> str:
    from migralint.analysis.renames.suggestions import column_rename_code  # most histories need none

    up, down = column_rename_code(migration, rename)
    return (
        f"rename the column instead of dropping and adding it:\n{indent(up, INDENT)}\n"
        f"downgrade:\n{indent(down, INDENT)}\n"
        f"or leave the database alone and rename only the attribute:\n"
        f"    {rename.new.name} = mapped_column({quoted(rename.old.name)})"
    )


RULE = Rule(
    id="column-renamed-by-drop-and-add",
    group="data-loss",
    severity=Severity.ERROR,
    summary="a column is dropped and another added where a rename was meant",
    subject=Migration,
    check=check,
)
