"""type-change-without-using: PostgreSQL does not cast a column, or its default, to the new type by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.alembic_code.calls import alter_column, execute, quoted
from migralint.analysis.statements import shown
from migralint.dialects.postgresql.casts import NUMBERS, lacks_cast
from migralint.dialects.postgresql.type_change import old_type
from migralint.dialects.postgresql.types import family
from migralint.findings import Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.objects import Type
from migralint.operations import UNCHANGED, AlterColumn
from migralint.sql.identifiers import identifier, table_identifier

LITERAL = re.compile(r"'.*'|-?[\d.]+|true|false", re.IGNORECASE | re.DOTALL)


def check(migration: Migration) -> Iterator[Problem]:
    for step in (*migration.steps(AlterColumn), *migration.steps(AlterColumn, direction="downgrade")):
        new = step.operation.type
        if new is UNCHANGED or step.conflict is not None:
            continue
        old, default = old_type(step.operation, step.before), _default_type(step)
        if default is not None and not lacks_cast(default, new, step.after):
            default = None
        if step.operation.using is None and lacks_cast(old, new, step.after):
            help_ = [*_dropped_default(step, default), *_with_using(step.operation, old, new)]
            yield _problem(step, "", old, new, help_)
        elif default is not None:
            yield _problem(step, "the default of ", default, new, _dropped_default(step, default))


def _default_type(step: Step[AlterColumn]) -> Type | None:
    """The type of the literal that is the column's default; what a function gives has a type of its own."""
    column = step.before.column(step.operation.table, step.operation.name)
    if column is None or column.default is None or LITERAL.fullmatch(column.default.sql) is None:
        return None
    return column.default_type or column.type


def _problem(step: Step[AlterColumn], what: str, old: Type, new: Type, help_: list[str]) -> Problem:
    column = f"{step.operation.table}.{step.operation.name}"
    return Problem(
        span=step.span,
        message=f"{what}{shown(column, 128)} cannot be cast {_from_to(old, new)}, and the migration fails",
        help="\n".join(help_),
        operation=step.operation.source,
        subject=column,
    )


def _dropped_default(step: Step[AlterColumn], default: Type | None) -> list[str]:
    if default is None:
        return []
    table, name = table_identifier(step.operation.table), identifier(step.operation.name)
    dropped = execute(f"ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT")
    return ["drop the default first, and set it again afterwards:", dropped]


def _with_using(operation: AlterColumn, old: Type, new: Type) -> list[str]:
    using = _using(operation.name, old, new)
    written = alter_column(operation, postgresql_using=quoted(using)) if operation.sql is None else f"USING {using}"
    return ["say how the values are cast:", written]


def _using(name: str, old: Type, new: Type) -> str:
    """The expression that casts: two enums meet as text, and only `integer` has a cast to and from boolean."""
    value, before, after = identifier(name), family(old), family(new)
    if before in NUMBERS and after == "BOOLEAN":
        return f"{value} <> 0"
    if before == "BOOLEAN" and after in NUMBERS:
        return f"{value}::integer"
    through = "::text" if old.enum is not None else ""
    return f"{value}{through}::{identifier(new.enum) if new.enum is not None else str(new).lower()}"


def _from_to(old: Type, new: Type) -> str:
    return f"from {_short(old)} to {_short(new)}"


def _short(kind: Type) -> str:
    return shown(str(kind).removesuffix(" WITHOUT TIME ZONE"))


RULE = Rule(
    id="type-change-without-using",
    group="general",
    severity=Severity.ERROR,
    summary="a change of type that PostgreSQL does not cast by itself",
    subject=Migration,
    check=check,
    dialects=("postgresql",),
)
