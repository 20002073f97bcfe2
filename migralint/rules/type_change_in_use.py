"""type-change-in-use: a column gets a type that does not take what the running release writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from migralint.alembic_code.calls import sqlalchemy_type
from migralint.analysis.in_use import notes, release_of
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.objects import Type
from migralint.operations import AlterColumn, Guard

if TYPE_CHECKING:
    from migralint.models import Use

# What code of one family reads and writes, another does not take.
FAMILIES: Final = {
    **dict.fromkeys(("CHAR", "NCHAR", "NVARCHAR", "TEXT", "VARCHAR", "CHARACTER VARYING", "CITEXT"), "text"),
    **dict.fromkeys(("DATETIME", "TIMESTAMP", "TIMESTAMPTZ"), "moments"),
    **dict.fromkeys(("BIGINT", "INTEGER", "INT", "SMALLINT"), "whole numbers"),
    **dict.fromkeys(("DECIMAL", "NUMERIC", "DOUBLE", "DOUBLE PRECISION", "FLOAT", "REAL"), "numbers"),
    **dict.fromkeys(("JSON", "JSONB"), "JSON"),
    **dict.fromkeys(("BLOB", "BYTEA"), "bytes"),
    **dict.fromkeys(("BOOLEAN", "BOOL"), "truth values"),
    "DATE": "dates", "TIME": "times",
}  # fmt: skip
# Python's values of the first are values of the second, or are rounded to it.
HARMLESS: Final = {("whole numbers", "numbers"), ("numbers", "whole numbers"), ("dates", "moments")}
SIZES: Final = {"SMALLINT": 2, "INT": 4, "INTEGER": 4, "BIGINT": 8}


def check(migration: Migration) -> Iterator[Problem]:
    for step in migration.steps(AlterColumn):
        if isinstance(step.operation.type, Type) and step.conflict is None:
            yield from _told(migration, step)


def _told(migration: Migration, step: Step[AlterColumn]) -> Iterator[Problem]:
    table, name = step.operation.table, step.operation.name
    after = migration.upgrade.end.column(table, name)
    release = release_of(migration) if after is not None and not migration.is_new(table) else None
    if after is None or release is None:
        return
    declared, use = release.declared(table, name), release.column(table, name)
    if declared is None or use is None or not (declared.type.known and after.type.known) or declared.type.wrapper:
        return
    if _other_family(declared.type, after.type):
        what = f"uses {FAMILIES[declared.type.name.upper()]}"
        yield _problem(migration, step, after.type, declared.type, use, what, Severity.ERROR)
    elif _narrower(declared.type, after.type):
        yield _problem(migration, step, after.type, declared.type, use, f"writes {declared.type}", Severity.WARNING)


def _other_family(old: Type, new: Type) -> bool:
    before, after = FAMILIES.get(old.name.upper()), FAMILIES.get(new.name.upper())
    if before is None or after is None or old.enum or new.enum or old.dimensions != new.dimensions:
        return False
    return before != after and (before, after) not in HARMLESS


def _narrower(old: Type, new: Type) -> bool:
    """Whether values of the one may not fit into the other: shorter text, smaller integers, fewer digits."""
    before, after = (FAMILIES.get(each.name.upper()) for each in (old, new))
    if before != after or old.enum or new.enum:
        return False
    if before == "text":
        return _length(new) is not None and (_length(old) or 1 << 32) > (_length(new) or 0)
    if before == "whole numbers":
        return SIZES[old.name.upper()] > SIZES[new.name.upper()]
    return before == "numbers" and 0 < (_digits(new) or 0) < (_digits(old) or 0)


def _length(kind: Type) -> int | None:
    """Characters at most; None for any number."""
    return int(kind.arguments[0]) if kind.arguments and kind.arguments[0].isdigit() else None


def _digits(kind: Type) -> int | None:
    """Digits before the point."""
    numbers = [int(argument) for argument in kind.arguments if re.fullmatch(r"\d+", argument)]
    return numbers[0] - (numbers[1] if len(numbers) > 1 else 0) if numbers else None


def _problem(
    migration: Migration, step: Step[AlterColumn], new: Type, old: Type, use: Use, what: str, severity: Severity
) -> Problem:
    operation = step.operation
    name = f"{operation.table}.{operation.name}"
    added = f'op.add_column("{operation.table.name}", sa.Column("{operation.name}_new", {sqlalchemy_type(new)}))'
    narrow = f"two releases: in this one {use.owner} writes no more than {new}, the type changes in a later one"
    spread = f"add a column of the new type, and let this release write both:\n    {added}"
    return Problem(
        step.span,
        f"{name} becomes {new}: the running release {what} in {use.owner}",
        narrow if severity is Severity.WARNING else spread,
        notes=notes(migration, [use]),
        confidence=Confidence.HIGH if operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
        severity=severity,
        operation=operation.source,
        subject=name,
    )


RULE = Rule(
    id="type-change-in-use",
    group="deploy",
    severity=Severity.ERROR,
    summary="a column gets a type that does not take what the running release writes",
    subject=Migration,
    check=check,
    dialects=("postgresql", "mysql", "mariadb", "mssql", "oracle"),
)
