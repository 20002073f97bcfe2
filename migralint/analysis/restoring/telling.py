"""How a finding tells what a downgrade does not restore."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from migralint.alembic_code.calls import execute
from migralint.analysis.restoring.code import restoring
from migralint.analysis.restoring.unrestored import Unrestored
from migralint.findings import Mark, Note
from migralint.migration import Migration
from migralint.objects import TableName
from migralint.operations import AddEnumValue
from migralint.schema.compare import DifferenceKind
from migralint.sql.identifiers import table_identifier

MOST_NOTES = 12
MOST_CODES = 6
MARKS: Final[Mapping[DifferenceKind, Mark]] = {"added": "+", "missing": "-", "changed": "~"}


def difference_notes(several: Sequence[Unrestored]) -> tuple[Note, ...]:
    """The state difference: `-` is not back, `+` is left over, `~` was one thing and is another now."""
    notes = [_note(each) for each in several]
    rest = len(notes) - MOST_NOTES
    return (*notes[:MOST_NOTES], Note(f"and {rest} more differences")) if rest > 1 else tuple(notes)


def _note(each: Unrestored) -> Note:
    """Points to the operation of the downgrade that is wrong, else to the one of the upgrade that is not undone."""
    difference = each.difference
    words = {
        "added": difference.after,
        "missing": difference.before,
        "changed": f"{difference.before} -> {difference.after}",
    }[difference.kind]
    said = difference.object if difference.object == words else f"{difference.object}: {words}"
    step = each.undone or each.made
    return Note(said, step.span if step is not None else None, mark=MARKS[difference.kind])


def next_failure(migration: Migration) -> tuple[Note, ...]:
    """Where the next upgrade fails over what the downgrade left, if it does."""
    steps = migration.again.steps if migration.again is not None else ()
    failing = next((step for step in steps if step.conflict is not None), None)
    return (Note(f"the next upgrade fails here: {failing.conflict}", failing.span),) if failing is not None else ()


def _labels_help(migration: Migration) -> str:
    """What no downgrade can take back, the upgrade may find again."""
    adding = (step.operation for step in migration.steps(AddEnumValue))
    codes = [_found_again(operation) for operation in adding if not operation.if_not_exists]
    if not codes or not next_failure(migration):
        return ""
    return "\n".join(["PostgreSQL takes no value away; let the next upgrade find it there:", *codes[:MOST_CODES]])


def _found_again(operation: AddEnumValue) -> str:
    name = table_identifier(TableName(operation.enum, operation.schema))
    value = operation.value.replace("'", "''")
    return execute(f"ALTER TYPE {name} ADD VALUE IF NOT EXISTS '{value}'")


def restoring_help(migration: Migration, several: Sequence[Unrestored]) -> str:
    before, after = migration.upgrade.start, migration.downgrade.end
    batch = migration.target.dialect == "sqlite"
    added = [each.difference for each in several if each.difference.kind == "added"]
    others = [each.difference for each in several if each.difference.kind != "added"]
    ordered = (*reversed(added), *others)  # keys go before their columns, and come after them
    convention = migration.environment.naming_convention
    codes = dict.fromkeys(restoring(difference, before, after, convention, batch=batch) for difference in ordered)
    lines = [code for code in codes if code]
    if not lines:
        return _labels_help(migration)
    rest = [f"# and {len(lines) - MOST_CODES} more"] if len(lines) > MOST_CODES else []
    return "\n".join([f"undo all of the upgrade in {migration.downgrade.name}():", *lines[:MOST_CODES], *rest])
