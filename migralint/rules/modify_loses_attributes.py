"""modify-loses-attributes: a column is altered where the database forgets what the statement does not say again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from migralint.alembic_code.calls import QUOTE, alter_column, call, execute, in_schema, quoted, server_default
from migralint.analysis.statements import by_statement, listed, shown
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.objects import Check, Column
from migralint.operations import UNCHANGED, AlterColumn, Guard
from migralint.sql.identifiers import identifier, table_identifier

CHECK = "check"  # which no argument of alter_column keeps
Lost = tuple[Step[AlterColumn], Mapping[str, str]]  # each lost attribute in words, by the argument that keeps it


def check(migration: Migration) -> Iterator[Problem]:
    steps = (*migration.steps(AlterColumn), *migration.steps(AlterColumn, direction="downgrade"))
    found = ((step, lost) for step in steps if (lost := _lost(step)))
    for several in by_statement(found, lambda each: each[0]):
        yield _problem(several, migration.target.dialect)


def _lost(step: Step[AlterColumn]) -> dict[str, str]:
    operation = step.operation
    before = step.before.column(operation.table, operation.name)
    after = step.after.column(operation.table, operation.name)
    if before is None or after is None or step.conflict is not None:
        return {}
    if _cannot_run(operation) or _is_the_purpose(operation, before):
        return {}
    lost = dict(_lost_attributes(operation, before, after))
    if (check := _lost_check(step)) is not None:
        lost[CHECK] = f"CHECK ({shown(check.sql)})"
    return lost


def _lost_check(step: Step[AlterColumn]) -> Check | None:
    """The check in the column's own definition. SQL that states one in its place adds it with the next operation."""
    operation = step.operation
    before, after = step.before.table(operation.table), step.after.table(operation.table)
    if before is None or after is None or "CHECK" in (operation.sql or "").upper():
        return None
    return next((c for c in before.checks if c.column == operation.name and c not in after.checks), None)


def _cannot_run(operation: AlterColumn) -> bool:
    """Alembic refuses to write a MODIFY without a type."""
    return operation.type is UNCHANGED and operation.existing_type is UNCHANGED


def _is_the_purpose(operation: AlterColumn, before: Column) -> bool:
    """SQL that says nothing but the type that the column has is written to take the rest away."""
    said = (operation.nullable, operation.default, operation.comment, operation.autoincrement)
    silent = all(value is UNCHANGED for value in said) and operation.new_name is None
    return operation.sql is not None and silent and operation.type == before.type


def _lost_attributes(operation: AlterColumn, before: Column, after: Column) -> Iterator[tuple[str, str]]:
    if operation.nullable is UNCHANGED and after.nullable and not before.nullable:
        yield "existing_nullable", "NOT NULL"
    if operation.default is UNCHANGED and (words := _lost_default(before, after)):
        yield "existing_server_default", words
    if operation.comment is UNCHANGED and before.comment and not after.comment:
        yield "existing_comment", "its comment"
    if operation.autoincrement is UNCHANGED and before.autoincrement and not after.autoincrement:
        yield "existing_autoincrement", "AUTO_INCREMENT"


def _lost_default(before: Column, after: Column) -> str:
    """The default, or of it the ON UPDATE clause alone."""
    if before.default is None or not before.default.known or before.default.sql.upper() == "NULL":
        return ""
    if after.default is None:
        return f"DEFAULT {shown(before.default.sql)}"
    updates = "ON UPDATE" in before.default.sql.upper() and after.default.known
    return "ON UPDATE" if updates and "ON UPDATE" not in after.default.sql.upper() else ""


def _problem(several: Sequence[Lost], dialect: str) -> Problem:
    step, lost = several[0]
    names = listed((f"{s.operation.table}.{s.operation.name}" for s, _ in several), width=30)
    why = "a type alone means NULL" if dialect == "mssql" else "MODIFY keeps only what it states"
    return Problem(
        step.span,
        f"{names} loses {listed(lost.values(), width=40)}: {why}",
        f"state what the column has:\n    {_help(step, lost, dialect)}",
        confidence=Confidence.HIGH if step.operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
        operation=step.operation.source,
        subject=names,
    )


def _help(step: Step[AlterColumn], lost: Mapping[str, str], dialect: str) -> str:
    operation = step.operation
    before = step.before.column(operation.table, operation.name)
    after = step.after.column(operation.table, operation.name)
    if before is None or after is None:
        return ""
    if operation.sql is not None:
        return execute(_statement(step, before, after, dialect))
    values = {
        "existing_nullable": "False",
        "existing_server_default": server_default(before.default) if before.default else "",
        "existing_comment": quoted(before.comment or ""),
        "existing_autoincrement": "True",
    }
    kept = {name: values[name] for name in lost if name in values}
    code = alter_column(operation, **kept)
    return f"{code}\n    {_check_code(step)}" if CHECK in lost else code


def _check_code(step: Step[AlterColumn]) -> str:
    """The check anew, as one of the table, which MODIFY leaves alone."""
    table, check = step.operation.table, _lost_check(step)
    name = quoted(f"ck_{table.name}_{step.operation.new_name or step.operation.name}")
    sql = quoted(check.sql if check is not None else "")
    return call("create_check_constraint", name, quoted(table.name), sql, *in_schema(table))


def _statement(step: Step[AlterColumn], before: Column, after: Column, dialect: str) -> str:
    """MODIFY or CHANGE with every attribute that the column had or gets."""
    operation = step.operation
    table, name = table_identifier(operation.table, dialect), identifier(operation.name, dialect)
    default = after.default or (before.default if operation.default is UNCHANGED else None)
    comment = after.comment or (before.comment if operation.comment is UNCHANGED else None)
    verb = f"CHANGE {name} {identifier(operation.new_name, dialect)}" if operation.new_name else f"MODIFY {name}"
    required = not after.nullable or (operation.nullable is UNCHANGED and not before.nullable)
    check = _lost_check(step)
    words = (
        f"ALTER TABLE {table} {verb} {after.type}",
        "NOT NULL" if required else "",
        "AUTO_INCREMENT" if after.autoincrement or before.autoincrement else "",
        f"DEFAULT {default}" if default else "",
        f"COMMENT '{comment.replace(QUOTE, QUOTE * 2)}'" if comment else "",
        f"CHECK ({check.sql})" if check is not None else "",
    )
    return " ".join(word for word in words if word)


RULE = Rule(
    id="modify-loses-attributes",
    group="data-loss",
    severity=Severity.ERROR,
    summary="a column is altered and loses what the statement does not say again, such as NOT NULL or its default",
    subject=Migration,
    check=check,
    dialects=("mysql", "mariadb", "mssql"),
)
