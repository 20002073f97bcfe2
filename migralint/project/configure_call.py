"""The arguments of env.py's `context.configure(...)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from migralint.project.python_source import assignments, keyword, last_name


def configure_arguments(tree: ast.Module) -> dict[str, ast.expr]:
    """The keyword arguments of `context.configure(...)`: those of the call with a connection win over offline mode's.

    What an `if` puts into a dict given as `**options` is left out: it does not hold always.
    """
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    calls = [(scope, call) for scope in (*functions, tree) for call in _configure_calls(scope)]
    calls.sort(key=lambda found: keyword(found[1], "connection") is None)
    arguments: dict[str, ast.expr] = {}
    for scope, call in calls:
        for item in call.keywords:
            for name, value in [(item.arg, item.value)] if item.arg else _options(item.value, scope.body):
                arguments.setdefault(name, value)
    return arguments


def _configure_calls(scope: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(scope):
        match node:
            case ast.Call(func=ast.Name(id="configure")):
                yield node
            case ast.Call(func=ast.Attribute(value=value, attr="configure")) if "context" in last_name(value).lower():
                yield node


def _options(node: ast.expr, body: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    """What a dict holds: a literal one, or what the statements put into the named one."""
    match node:
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value, value
        case ast.Call(func=ast.Name(id="dict"), keywords=keywords):
            yield from ((item.arg, item.value) for item in keywords if item.arg)
        case ast.Name(id=name):
            yield from _put_into(name, list(_unconditional(body)))


def _put_into(name: str, body: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for target, value in assignments(body):
        if target == name and not isinstance(value, ast.Name):
            yield from _options(value, ())
    for statement in body:
        match statement:
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name(id=target), slice=ast.Constant(value=str(key)))], value=value
            ) if target == name:
                yield key, value
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=target), attr="update")) as call):
                if target == name:
                    for given in call.args:
                        yield from _options(given, ())
                    yield from ((item.arg, item.value) for item in call.keywords if item.arg)


def _unconditional(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        yield statement
        if isinstance(statement, (ast.With, ast.AsyncWith, ast.Try, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from _unconditional(statement.body)
