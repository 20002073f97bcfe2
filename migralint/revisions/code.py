"""What a script does, without how it is written: the comparison of a revision with an earlier text of itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from migralint.revisions.header import VARIABLES
from migralint.revisions.revision import Revision
from migralint.revisions.script import Script, UnreadableScript, parse
from migralint.revisions.source import Span

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Edit(Struct, frozen=True):
    """Where a script begins to do something else. `is_missed`: by databases that have run the revision before."""

    span: Span
    is_missed: bool = True


def edit_between(before: Revision, after: Revision) -> Edit | None:
    """None where both do the same: formatting, comments, docstrings, annotations and unused imports do not count.

    The header is not compared. What Python cannot parse is different from everything.
    """
    if before.script.text == after.script.text:
        return None
    try:
        old, new = _units(before), _units(after)
    except UnreadableScript as error:
        return Edit(error.span, is_missed=False)  # no database runs what Python cannot parse
    except RecursionError:
        return Edit(after.span_of("revision"))
    names = [name for name in dict.fromkeys((*new, *old)) if _dumps(old.get(name, ())) != _dumps(new.get(name, ()))]
    if not names:
        return None
    first = min(names, key=lambda name: (_is_downgrade(name), not name))
    span = _first_difference(old.get(first, ()), new.get(first, ()), after.script)
    return Edit(span or after.span_of("revision"), is_missed=not _is_downgrade(first))


def _is_downgrade(name: str) -> bool:
    return name == "downgrade" or name.startswith("downgrade_")


def _units(revision: Revision) -> Mapping[str, Sequence[ast.stmt]]:
    """The functions by their names, and under "" what else the module does. Raises UnreadableScript.

    Each is followed by the imports that it uses.
    """
    units: dict[str, list[ast.stmt]] = {"": []}
    imports: list[tuple[str, ast.stmt]] = []
    for statement in _Plain(revision).visit(parse(revision.script.text)).body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            imports += _singles(statement)
        else:
            units.setdefault(statement.name if isinstance(statement, _FUNCTIONS) else "", []).append(statement)
    for name, statements in units.items():
        used = {node.id for statement in statements for node in ast.walk(statement) if isinstance(node, ast.Name)}
        found = {ast.dump(single): single for bound, single in imports if bound in used or (bound == "*" and not name)}
        statements += [found[text] for text in sorted(found)]
    return units


def _singles(statement: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, ast.stmt]]:
    """An import of its own for each name that is bound."""
    for alias in statement.names:
        single: ast.stmt = ast.Import([alias])
        if isinstance(statement, ast.ImportFrom):
            single = ast.ImportFrom(statement.module, [alias], statement.level)
        yield alias.asname or alias.name.partition(".")[0], ast.copy_location(single, statement)


class _Plain(ast.NodeTransformer):
    """Takes away what is only said: docstrings, annotations, `pass`, the header."""

    def __init__(self, revision: Revision) -> None:
        self._header = frozenset(VARIABLES) - frozenset(revision.unread)

    def visit_Module(self, node: ast.Module) -> ast.AST:
        node.body = [statement for statement in node.body if not self._is_header(statement)]
        return self.generic_visit(node)

    def _is_header(self, statement: ast.stmt) -> bool:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                return name in self._header
        return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        return None if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_Pass(self, node: ast.Pass) -> None:
        return None

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        if node.value is None:
            return None
        return self.generic_visit(ast.copy_location(ast.Assign([node.target], node.value), node))

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        node.kind = None  # the `u` of u"text"
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        if all(isinstance(part, ast.Constant) for part in node.values):
            text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
            return ast.copy_location(ast.Constant(text), node)
        return self.generic_visit(node)


def _dumps(statements: Sequence[ast.stmt]) -> list[str]:
    return [ast.dump(statement) for statement in statements]


def _first_difference(old: Sequence[ast.stmt], new: Sequence[ast.stmt], script: Script) -> Span | None:
    """The first new statement that is not as it was, as far inside as it can be told; None: some are only gone."""
    known = _dumps(old)
    for place, statement in enumerate(new):
        if place >= len(known):
            return script.span(statement)
        if ast.dump(statement) != known[place]:
            return _inside(old[place], statement, script)
    return None


def _inside(old: ast.stmt, new: ast.stmt, script: Script) -> Span:
    before, body = getattr(old, "body", None), getattr(new, "body", None)
    if type(old) is type(new) and isinstance(before, list) and isinstance(body, list):
        if found := _first_difference(before, body, script):
            return found
        whole = script.span(new)
        return Span(whole.line, whole.column, whole.line, len(script.lines[whole.line - 1].rstrip()) + 1)
    return script.span(new)
