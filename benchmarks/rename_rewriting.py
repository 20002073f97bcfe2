"""Renames written by hand, turned into the drop and addition that autogenerate writes for them."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from benchmarks.rendering import column_definition, create_index, table_constraint
from migralint.alembic_code.calls import quoted, strings
from migralint.interpreter.step import Run, Step
from migralint.objects import Column, ForeignKey, TableName, Unique
from migralint.operations import Operation, RenameColumn, RenameTable
from migralint.revisions.source import Span
from migralint.schema.schema import Table

Rename = type[RenameColumn] | type[RenameTable]
IMPORTS = ("import sqlalchemy as sa", "from alembic import op", "from sqlalchemy.dialects import mysql, postgresql")


@dataclass
class Edits:
    """Statements to replace, by their lines, and lines to put before and behind a function's body."""

    text: str
    replaced: dict[tuple[int, int], list[str]] = field(default_factory=dict)

    def put(self, statement: ast.stmt, lines: Iterable[str]) -> None:
        place = (statement.lineno, statement.end_lineno or statement.lineno)
        self.replaced[place] = textwrap.indent("\n".join(lines), " " * statement.col_offset).split("\n")

    def put_at(self, line: int, column: int, lines: Iterable[str]) -> None:
        """Before the line."""
        known = self.replaced.get((line, line - 1), [])
        self.replaced[line, line - 1] = [*known, *textwrap.indent("\n".join(lines), " " * column).split("\n")]

    def apply(self) -> str:
        lines = self.text.split("\n")
        for (first, last), new in sorted(self.replaced.items(), reverse=True):
            lines[first - 1 : last] = new
        return "\n".join(lines)


def is_own(operation: Operation, run: Run) -> bool:
    """Whether the run made what it renames: such a helper is in no database that autogenerate compares."""
    match operation:
        case RenameTable(table=table):
            return run.start.table(table) is None
        case RenameColumn(table=table, name=name):
            return all(start.column(name) is None for start in _starts(run, table))
    return True


def _starts(run: Run, table: TableName) -> Iterator[Table]:
    """The table as the run found it, under the name that it had then."""
    old = {
        step.operation.new_table: step.operation.table for step in run.steps if isinstance(step.operation, RenameTable)
    }
    found = run.start.table(old.get(table, table))
    if found is not None:
        yield found


def rewritten(text: str, runs: Iterable[Run], kind: Rename) -> str:
    """The script with all its renames of one kind as drops and additions."""
    tree, edits = ast.parse(text), Edits(text)
    for run in runs:
        function = next((n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == run.name), None)
        if function is not None:
            _rewrite(edits, tree, function, run, kind)
    if edits.replaced:
        first = next(n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom) and _module(n) != "__future__")
        edits.put_at(first.lineno, 0, IMPORTS)
    return edits.apply()


def _module(node: ast.Import | ast.ImportFrom) -> str | None:
    return node.module if isinstance(node, ast.ImportFrom) else None


def _rewrite(edits: Edits, tree: ast.Module, function: ast.FunctionDef, run: Run, kind: Rename) -> None:
    steps = [s for s in run.steps if isinstance(s.operation, kind) and not s.operation.via]
    wanted = [step for step in steps if not is_own(step.operation, run)]
    first, last = function.body[0], function.body[-1]
    for span, group in groupby(sorted(wanted, key=lambda step: step.span), key=lambda step: step.span):
        same = list(group)
        statement, inside = _statement(tree, function, span)
        if len(same) == 1 and inside:
            edits.put(statement, (line for part in _parts(same[0], run, _batch(statement)) for line in part))
            continue
        edits.put(statement, ["pass"])
        for step in same:
            adds, drops = _parts(step, run, "op")
            edits.put_at(first.lineno, first.col_offset, adds)
            edits.put_at((last.end_lineno or 0) + 1, first.col_offset, drops)


def _statement(tree: ast.Module, function: ast.FunctionDef, span: Span) -> tuple[ast.stmt, bool]:
    """The smallest statement there, and whether it stands in the function itself."""
    found = [n for n in ast.walk(tree) if isinstance(n, ast.stmt) and n.lineno <= span.line <= (n.end_lineno or 0)]
    return found[-1], function in found


def _batch(statement: ast.stmt) -> str:
    """What the directive is called on: `op`, or the name of the batch."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="alter_column"))):
            return name
    return "op"


Parts = tuple[list[str], list[str]]


def _parts(step: Step[Operation], run: Run, op: str) -> Parts:
    """What adds and what drops, as autogenerate orders them."""
    at_end = [
        other for other in run.steps if other.span == step.span and other.operation.source == step.operation.source
    ]
    match step.operation:
        case RenameColumn(table=table, name=name, new_name=new):
            return _column_parts(_Columns(op, table, name, new), step, at_end[-1], run)
        case RenameTable(table=table, new_table=new_table):
            return _table_parts(table, new_table, step)
    return [], []


@dataclass(frozen=True)
class _Columns:
    op: str
    table: TableName
    old: str
    new: str

    def call(self, directive: str, *arguments: str) -> str:
        own = (quoted(self.table.name),) if self.op == "op" else ()
        return f"{self.op}.{directive}({', '.join((*own, *arguments))})"

    def named(self, directive: str, name: str, *arguments: str) -> str:
        own = (quoted(self.table.name),) if self.op == "op" else ()
        return f"{self.op}.{directive}({', '.join((name, *own, *arguments))})"

    def renamed(self, names: Iterable[str]) -> str:
        return strings(self.new if name == self.old else name for name in names)

    def new_name(self, name: str | None) -> str:
        return quoted(name.replace(self.old, self.new)) if name else "None"


def _column_parts(code: _Columns, step: Step[Operation], last: Step[Operation], run: Run) -> Parts:
    column = last.after.column(code.table, code.new) or Column(code.new)
    before, end = step.before.table(code.table), run.end.table(code.table)
    adds, drops = [code.call("add_column", column_definition(column))], []
    for index in before.indexes if before else ():
        if code.old in index.columns and end and end.index(index.name or ""):
            adds.append(code.named("drop_index", quoted(index.name or "")))
            unique = ("unique=True",) if index.unique else ()
            adds.append(code.named("create_index", code.new_name(index.name), code.renamed(index.columns), *unique))
    for constraint in before.constraints if before else ():
        kept = constraint.name is None or (end is not None and end.constraint(constraint.name))
        if code.old in constraint.columns and kept and constraint.name:
            match constraint:
                case ForeignKey(referred_table=other, referred_columns=columns):
                    target = (quoted(other.name), code.renamed(constraint.columns), strings(columns))
                    adds.append(code.named("create_foreign_key", code.new_name(constraint.name), *target))
                    drops.append(code.named("drop_constraint", quoted(constraint.name), 'type_="foreignkey"'))
                case Unique():
                    columns = code.renamed(constraint.columns)
                    adds.append(code.named("create_unique_constraint", code.new_name(constraint.name), columns))
                    drops.append(code.named("drop_constraint", quoted(constraint.name), 'type_="unique"'))
    return adds, [*drops, code.call("drop_column", quoted(code.old))]


def _table_parts(table: TableName, new: TableName, step: Step[Operation]) -> Parts:
    after = step.after.table(new) or Table(new)
    parts = [quoted(new.name), *map(column_definition, after.columns)]
    parts += [text for constraint in after.constraints if (text := table_constraint(constraint))]
    adds, drops = [f"op.create_table({', '.join(parts)})"], [f"op.drop_table({quoted(table.name)})"]
    for other, key in step.before.referencing(table):
        if key.name:
            drops.insert(0, f"op.drop_constraint({quoted(key.name)}, {quoted(other.name.name)}, type_='foreignkey')")
            columns = f"{strings(key.columns)}, {strings(key.referred_columns)}"
            name, source = quoted(key.name), quoted(other.name.name)
            drops.insert(1, f"op.create_foreign_key({name}, {source}, {quoted(new.name)}, {columns})")
    return adds, [*drops, *(create_index(index, new) for index in after.indexes if index.name and not index.generated)]
