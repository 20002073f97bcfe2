"""The functions that a naming convention has for tokens of its own, as the tokens of SQLAlchemy that they stand for."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TypeAlias

from migralint.project.python_source import PythonFile

Called: TypeAlias = ast.FunctionDef | ast.Lambda

JOINED = {"_": "column_0_N_name", "": "column_0N_name"}


def own_tokens(node: ast.expr, module: PythonFile) -> Mapping[str, str]:
    """`column_names` → `column_0_N_name`, where its function joins the names of the columns.

    `unique?uq_:` is for an index: the first text where it is unique, else the second.
    """
    if isinstance(node, ast.Name):
        node = module.constants.get(node.id, node)
    if not isinstance(node, ast.Dict):
        return {}
    functions = {each.name: each for each in module.tree.body if isinstance(each, ast.FunctionDef)}
    tokens: dict[str, str] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        function = functions.get(value.id) if isinstance(value, ast.Name) else value
        if isinstance(key, ast.Constant) and isinstance(function, Called):
            meaning = _meaning(function)
            if meaning is not None:
                tokens[str(key.value)] = meaning
    return tokens


def _meaning(function: Called) -> str | None:
    returned, parameters = _returned(function), function.args.args
    if returned is None or not parameters:
        return None
    constraint = parameters[0].arg
    match returned:
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(glue)), attr="join"), args=[names]):
            return JOINED.get(glue) if _are_column_names(names, constraint) else None
        case ast.IfExp(
            test=ast.Attribute(value=ast.Name(id=name), attr="unique"),
            body=ast.Constant(value=str(unique)),
            orelse=ast.Constant(value=str(other)),
        ) if name == constraint:
            return f"unique?{unique}:{other}"
    return None


def _returned(function: Called) -> ast.expr | None:
    if isinstance(function, ast.Lambda):
        return function.body
    match function.body:
        case [ast.Return(value=value)] | [ast.Expr(value=ast.Constant()), ast.Return(value=value)]:
            return value
    return None


def _are_column_names(names: ast.expr, constraint: str) -> bool:
    """`(c.name for c in constraint.columns)`, `constraint.columns.keys()`"""
    match names:
        case (
            ast.GeneratorExp(elt=elt, generators=[ast.comprehension(iter=columns, ifs=[])])
            | ast.ListComp(elt=elt, generators=[ast.comprehension(iter=columns, ifs=[])])
        ):
            return _is_columns(columns, constraint) and _is_name(elt)
        case ast.Call(func=ast.Attribute(value=columns, attr="keys"), args=[]):
            return _is_columns(columns, constraint)
    return False


def _is_columns(node: ast.expr, constraint: str) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id=name), attr="columns"):
            return name == constraint
    return False


def _is_name(node: ast.expr) -> bool:
    """`c.name`, or `c if isinstance(c, str) else c.name`."""
    match node:
        case ast.Attribute(attr="name" | "key"):
            return True
        case ast.IfExp(body=body, orelse=orelse):
            return any(map(_is_name, (body, orelse))) and any(isinstance(each, ast.Name) for each in (body, orelse))
    return False
