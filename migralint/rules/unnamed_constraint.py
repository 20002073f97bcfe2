"""unnamed-constraint: a constraint is dropped, or made, with `None` for its name."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from migralint.alembic_code.batch import in_batch
from migralint.analysis.statements import shown
from migralint.findings import Note, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.objects import (
    Check,
    Constraint,
    ConstraintKind,
    Exclude,
    ForeignKey,
    PrimaryKey,
    TableName,
    Unique,
    constraint_kind,
)
from migralint.operations import AddColumn, AddConstraint, DropConstraint, Operation

PREFIXES = {Unique: "uq", ForeignKey: "fk", Check: "ck", PrimaryKey: "pk", Exclude: "ex"}


def check(migration: Migration) -> Iterator[Problem]:
    unnamed = list(_made_without_name(migration))
    drops = [*migration.steps(DropConstraint), *migration.steps(DropConstraint, direction="downgrade")]
    for step in drops:
        if step.operation.name is None:
            yield _drop(migration, step, unnamed)
    for made, constraint in unnamed:
        if made.operation.in_batch and migration.target.dialect == "sqlite":
            yield _made(made, constraint)


def _made_without_name(migration: Migration) -> Iterator[tuple[Step[Operation], Constraint]]:
    """What `None` names; CHECK and PRIMARY KEY of a new column are part of the column."""
    convention = migration.environment.naming_convention
    for step in migration.upgrade.steps:
        made: tuple[Constraint, ...] = ()
        match step.operation:
            case AddConstraint(constraint=constraint, sql=None):
                made = (constraint,)
            case AddColumn(constraints=constraints, sql=None):
                made = tuple(c for c in constraints if not isinstance(c, (Check, PrimaryKey)))
        for constraint in made:
            if constraint.name is None and PREFIXES[type(constraint)] not in convention:
                yield step, constraint


def _same_table(made: Step[Operation], drop: Step[DropConstraint]) -> bool:
    return getattr(made.operation, "table", None) == drop.operation.table


def _drop(
    migration: Migration, step: Step[DropConstraint], unnamed: list[tuple[Step[Operation], Constraint]]
) -> Problem:
    table, kind = step.operation.table, step.operation.kind
    made = [(m, c) for m, c in unnamed if _same_table(m, step) and kind in (None, constraint_kind(c))]
    return Problem(
        span=step.span,
        message=f"drop_constraint(None) on {shown(table)} cannot run: nothing says which constraint",
        help=_drop_help(migration, step, made) if len(made) == 1 else _known_names(migration, step),
        notes=tuple(Note("the constraint is made here without a name", m.span) for m, _ in made),
        operation=step.operation.source,
        subject=str(table),
    )


def _drop_help(migration: Migration, step: Step[DropConstraint], made: list[tuple[Step[Operation], Constraint]]) -> str:
    """One name for the constraint that this revision makes, in both directions."""
    ((creation, constraint),) = made
    kind = constraint_kind(constraint)
    name = _name(kind, step.operation.table, constraint.columns)
    created = (
        f'{creation.operation.source}("{name}", …)' if isinstance(creation.operation, AddConstraint) else f'"{name}"'
    )
    return f"name it where it is made, and drop it by that name:\n{created}\n{_call(migration, step, name, kind)}"


def _known_names(migration: Migration, step: Step[DropConstraint]) -> str:
    """The names by which the database knows the constraints of this kind: those of the revision, else of the table."""
    table, first = step.before.table(step.operation.table), migration.upgrade.start.table(step.operation.table)
    found = [c for c in table.constraints if step.operation.kind in (None, constraint_kind(c))] if table else []
    own = [c for c in found if first is not None and first.constraint(c.name or "") is None]
    found = own or found
    calls = [_call(migration, step, c.name, constraint_kind(c)) for c in found if c.name is not None][:3]
    if not calls:
        return "give it the name that the constraint has in the database"
    return "\n".join(["drop it by the name that it has in the database:", *calls])


def _call(migration: Migration, step: Step[DropConstraint], name: str, kind: ConstraintKind) -> str:
    if migration.target.dialect == "sqlite" and not step.operation.in_batch:
        return in_batch(replace(step.operation, name=name, kind=kind))
    table = "" if step.operation.in_batch else f'"{step.operation.table.name}", '
    return f'{step.operation.source}("{name}", {table}type_="{kind}")'


def _made(step: Step[Operation], constraint: Constraint) -> Problem:
    table = step.operation.table if isinstance(step.operation, (AddColumn, AddConstraint)) else TableName("")
    kind = constraint_kind(constraint)
    columns = constraint.columns
    word = {"foreignkey": "foreign key", "primary": "primary key"}.get(kind, f"{kind} constraint")
    return Problem(
        span=step.span,
        message=f"{word} of {shown(table)} has no name: batch mode on SQLite refuses it",
        help=_naming_help(step, _name(kind, table, columns)),
        operation=step.operation.source,
        subject=f"{table} {kind} {' '.join(columns)}",
    )


def _naming_help(step: Step[Operation], name: str) -> str:
    if isinstance(step.operation, AddColumn):
        return f'make the constraint by itself and name it, or give MetaData a naming_convention:\n"{name}"'
    return f'name it, or give MetaData a naming_convention:\n{step.operation.source}("{name}", …)'


def _name(kind: str, table: TableName, columns: tuple[str, ...]) -> str:
    prefix = {"unique": "uq", "foreignkey": "fk", "check": "ck", "primary": "pk", "exclude": "ex"}[kind]
    return "_".join([prefix, table.name, *columns])


RULE = Rule(
    id="unnamed-constraint",
    group="reversibility",
    severity=Severity.ERROR,
    summary="a constraint without the name that it is dropped by",
    subject=Migration,
    check=check,
)
