"""Reading single facts out of Python files without running them."""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from io import BytesIO
from pathlib import Path

from msgspec import Struct

from migralint.project.syntax import parse_module

# A larger file holds data, not configuration.
LARGEST = 500_000
_DEEPEST = 12
_LEAVES = frozenset({str, int, type(None), ast.Load, ast.Store, ast.Del})


class PythonFile(Struct, frozen=True, eq=False, dict=True):
    """A module's text; `tree` is empty where Python cannot parse it."""

    path: Path
    text: str

    @classmethod
    def read(cls, path: Path) -> PythonFile | None:
        """None for what cannot be read as Python text."""
        if not path.is_file():  # opening a pipe waits for a writer
            return None
        try:
            with path.open("rb") as stream:
                data = stream.read(LARGEST + 1)
            encoding, _ = tokenize.detect_encoding(BytesIO(data).readline)
            return cls(path, data.decode(encoding)) if len(data) <= LARGEST else None
        except (OSError, SyntaxError, LookupError, UnicodeDecodeError):
            return None

    @cached_property
    def tree(self) -> ast.Module:
        try:
            return parse_module(self.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ast.Module(body=[], type_ignores=[])

    @cached_property
    def constants(self) -> dict[str, ast.expr]:
        """What module-level names are assigned."""
        return dict(assignments(self.tree.body))

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every statement, expression and part of one, in the order of the text."""
        nodes: list[ast.AST] = []
        waiting: list[ast.AST] = [self.tree]
        while waiting:  # `ast.walk` takes three times as long
            node = waiting.pop()
            nodes.append(node)
            for field in reversed(node._fields):
                value = getattr(node, field, None)
                if type(value) is list:
                    waiting += [item for item in reversed(value) if isinstance(item, ast.AST)]
                elif type(value) not in _LEAVES and isinstance(value, ast.AST):
                    waiting.append(value)
        return nodes

    @cached_property
    def calls(self) -> list[ast.Call]:
        return [node for node in self.nodes if isinstance(node, ast.Call)]


def assignments(body: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    """The plain names that the statements assign, with the expressions."""
    for statement in body:
        match statement:
            case ast.Assign(targets=targets, value=value):
                yield from ((target.id, value) for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value


def called_name(call: ast.Call) -> str:
    """`MetaData` for `sa.schema.MetaData(...)`."""
    return last_name(call.func)


def last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((item.value for item in call.keywords if item.arg == name), None)


def literal(node: ast.expr | None, names: Mapping[str, ast.expr], depth: int = 0) -> object:
    """The value of constants, dicts of them, and names assigned to them; None where it is not known.

    An environment variable counts as its default.
    """
    if node is None or depth > _DEEPEST:
        return None
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name) if name in names:
            return literal(names[name], names, depth + 1)
        case ast.Dict(keys=keys, values=values):
            pairs = [(literal(key, names, depth + 1), value) for key, value in zip(keys, values, strict=True)]
            return {key: literal(value, names, depth + 1) for key, value in pairs if isinstance(key, str)}
        case ast.Call(func=ast.Name(id="dict"), keywords=keywords):
            return {item.arg: literal(item.value, names, depth + 1) for item in keywords if item.arg}
        case ast.Call():
            return literal(environment_default(node), names, depth + 1)
        case ast.BoolOp(op=ast.Or(), values=[*_, last]):
            return literal(last, names, depth + 1)
    return None


def environment_default(call: ast.Call) -> ast.expr | None:
    """The default in `os.environ.get(name, default)`, `os.getenv(name, default)` and `env("NAME", default=...)`."""
    match call:
        case ast.Call(func=ast.Attribute(attr="get" | "getenv") | ast.Name(id="getenv"), args=[_, default]):
            return default
    return keyword(call, "default")


def leading_text(node: ast.expr | None, names: Mapping[str, ast.expr], depth: int = 0) -> str:
    """How a text begins, as far as it is constant: the scheme of a URL that an f-string builds."""
    if node is None or depth > _DEEPEST:
        return ""
    match node:
        case ast.JoinedStr(values=[first, *_]):
            return leading_text(first, names, depth + 1)
        case ast.FormattedValue(value=value):
            return leading_text(value, names, depth + 1)
        case ast.BinOp(left=left, op=ast.Add() | ast.Mod()):
            return leading_text(left, names, depth + 1)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")):
            return text
    found = literal(node, names, depth)
    return found if isinstance(found, str) else ""
