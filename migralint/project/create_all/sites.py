"""Site: a call, the functions and classes that it stands in, and when it runs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from migralint.project.create_all.guards import Guard, guard_of
from migralint.project.python_source import PythonFile

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

TEST_WORDS = re.compile(
    r"(?i)(^|[_.])(tests?|testing|conftest|mocks?|fixtures?|fakes?|factories|memory|sample|demo)(?=$|[_.])"
)
_LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)


class Site(Struct, frozen=True):
    """`owners` are the functions and classes around the call, the outermost first; `is_main`: below `__main__`."""

    file: PythonFile
    call: ast.Call
    owners: tuple[Function | ast.ClassDef, ...] = ()
    guard: Guard = Guard.ALWAYS
    is_main: bool = False

    @property
    def function(self) -> Function | None:
        return next((owner for owner in reversed(self.owners) if not isinstance(owner, ast.ClassDef)), None)

    @property
    def method_of(self) -> str | None:
        """The class whose method the function is."""
        match self.owners:
            case (*_, ast.ClassDef(name=name), ast.FunctionDef() | ast.AsyncFunctionDef()):
                return name
        return None


class _Around(Struct, frozen=True):
    owners: tuple[Function | ast.ClassDef, ...] = ()
    guard: Guard = Guard.ALWAYS
    is_main: bool = False

    def where(self, test: ast.expr, *, negated: bool = False) -> _Around:
        """Inside the branch of the condition, or inside its `else`."""
        if ast.unparse(test) == "__name__ == '__main__'":
            return self if negated else replace(self, is_main=True)
        switches = _switches(self.owners[-1]) if self.owners else frozenset[str]()
        return replace(self, guard=max(self.guard, guard_of(test, switches, negated=negated)))


def sites(file: PythonFile) -> Iterator[Site]:
    """Every call that runs outside tests, in the order of the text."""
    waiting: list[tuple[ast.AST, _Around]] = [(file.tree, _Around())]
    while waiting:
        node, around = waiting.pop()
        if isinstance(node, ast.Call):
            yield Site(file, node, around.owners, around.guard, around.is_main)
        waiting.extend(reversed(list(_parts(node, around))))


def parameters(function: Function) -> list[ast.arg]:
    arguments = function.args
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]


def _parts(node: ast.AST, around: _Around) -> Iterator[tuple[ast.AST, _Around]]:
    """The parts of the node that run outside tests, each with what surrounds it."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if TEST_WORDS.search(name):
            return
        case ast.ClassDef(name=name) if "Test" in name:
            return
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield from ((decorator, around) for decorator in node.decorator_list)
            yield from _block(node.body, replace(around, owners=(*around.owners, node)))
        case ast.If(test=test, body=body, orelse=orelse):
            yield test, around
            yield from _block(body, around.where(test))
            yield from _block(orelse, around.where(test, negated=True))
        case ast.IfExp(test=test, body=value, orelse=other):
            yield from ((test, around), (value, around.where(test)), (other, around.where(test, negated=True)))
        case ast.BoolOp(op=ast.And(), values=[first, *others]):
            yield first, around
            yield from ((other, around.where(first)) for other in others)
        case _:
            yield from _children(node, around)


def _children(node: ast.AST, around: _Around) -> Iterator[tuple[ast.AST, _Around]]:
    for _, value in ast.iter_fields(node):
        if isinstance(value, list):
            yield from _block([item for item in value if isinstance(item, ast.AST)], around)
        elif isinstance(value, ast.AST):
            yield value, around


def _block(body: Sequence[ast.AST], around: _Around) -> Iterator[tuple[ast.AST, _Around]]:
    """Statements in order: what follows `if condition: return` runs where the condition is false."""
    for node in body:
        yield node, around
        if isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], _LEAVING):
            around = around.where(node.test, negated=True)


def _switches(owner: Function | ast.ClassDef) -> frozenset[str]:
    """The parameters that are off where the caller says nothing."""
    if isinstance(owner, ast.ClassDef):
        return frozenset()
    given = owner.args
    pairs = [
        *zip(reversed([*given.posonlyargs, *given.args]), reversed(given.defaults), strict=False),
        *zip(given.kwonlyargs, given.kw_defaults, strict=True),
    ]
    return frozenset(name.arg for name, value in pairs if isinstance(value, ast.Constant) and not value.value)
