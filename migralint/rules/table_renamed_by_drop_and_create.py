"""table-renamed-by-drop-and-create: a table is dropped and another created where a rename was meant."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings import Confidence, Note, Problem, Rule, Severity
from migralint.migration import Migration
from migralint.renames import TableRename, moved_references, same_columns, table_renames
from migralint.statements import listed


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
    old, new = rename.old, rename.new
    schema = f', schema="{old.name.schema}"' if old.name.schema else ""
    yield "rename the table instead of dropping and creating it:"
    yield f'    op.rename_table("{old.name.name}", "{new.name.name}"{schema})'
    yield "downgrade:"
    yield f'    op.rename_table("{new.name.name}", "{old.name.name}"{schema})'
    shared = same_columns(old, new)
    differing = [column.name for table in (old, new) for column in table.columns if column.name not in shared]
    if differing:
        yield f"then change what differs: {listed(differing)}"
    moved = moved_references(migration, old, new)
    references = {f"{key.name or 'the one on ' + key.columns[0]} of {other.name}" for other, key, _ in moved}
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
