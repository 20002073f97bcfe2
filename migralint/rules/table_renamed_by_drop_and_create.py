"""table-renamed-by-drop-and-create: a table is dropped and another created where a rename was meant."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent

from migralint.alembic_code.calls import INDENT
from migralint.analysis.renames import TableRename, table_renames
from migralint.analysis.statements import listed
from migralint.findings import Confidence, Note, Problem, Rule, Severity
from migralint.migration import Migration


def check(migration: Migration) -> Iterator[Problem]:
    for rename in table_renames(migration):
        yield _problem(rename, migration)


def _problem(rename: TableRename, migration: Migration) -> Problem:
    old, new = rename.old.name, rename.new.name
    doubt = rename.confidence is Confidence.MEDIUM
    lost = "if this is a rename, all rows are lost" if doubt else "a rename that loses all rows"
    reasons = ", ".join(rename.evidence.reasons)
    return Problem(
        rename.drop.span,
        f"table {old} dropped and {new} created: {lost}",
        "\n".join(_help(rename, migration)),
        notes=(Note(f"{new} is created here; {reasons}", rename.create.span),),
        confidence=rename.confidence,
        severity=Severity.WARNING if doubt else None,
        operation=rename.drop.operation.source,
        subject=f"{old} {new}",
    )


def _help(rename: TableRename, migration: Migration) -> Iterator[str]:
    from migralint.analysis.renames.suggestions import (  # most histories need none
        table_rename_code,
        untouched_references,
    )

    up, down = table_rename_code(migration, rename)
    yield "rename the table instead of dropping and creating it:"
    yield indent(up, INDENT)
    yield "downgrade:"
    yield indent(down, INDENT)
    references = set(untouched_references(migration, rename))
    if references:
        yield f"foreign keys follow the rename, leave them alone: {listed(sorted(references))}"


RULE = Rule(
    id="table-renamed-by-drop-and-create",
    group="data-loss",
    severity=Severity.ERROR,
    summary="a table is dropped and another created where a rename was meant",
    subject=Migration,
    check=check,
)
