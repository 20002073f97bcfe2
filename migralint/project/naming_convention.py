"""The naming convention of a project's MetaData, where a file gives one literally."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from migralint.project.convention_tokens import own_tokens
from migralint.project.imports import imported_files
from migralint.project.python_source import PythonFile, called_name, keyword, literal


def naming_convention(file: PythonFile, roots: Sequence[Path] = ()) -> Mapping[str, str]:
    """That of `MetaData(naming_convention=...)` or of an assignment to `….naming_convention`; empty where none is.

    A token of the project's own whose function is understood stands as what it means.
    """
    if "naming_convention" not in file.text:
        return {}
    for node in _given(file):
        module = file
        if isinstance(node, ast.Name) and node.id not in file.constants:
            module = _imported(file, node.id, roots) or file
        found = literal(_as_dict(node, module), module.constants)
        if isinstance(found, dict):
            convention = {str(key): value for key, value in found.items() if isinstance(value, str)}
            if convention:
                return _with_tokens(convention, own_tokens(node, module))
    return {}


def _as_dict(node: ast.expr, module: PythonFile) -> ast.expr:
    """`dict(PAIRS)` as the dict that it is."""
    match node:
        case ast.Call(func=ast.Name(id="dict"), args=[ast.Name(id=name)], keywords=[]):
            node = module.constants.get(name, node)
        case ast.Call(func=ast.Name(id="dict"), args=[pairs], keywords=[]):
            node = pairs
    match node:
        case ast.Tuple(elts=items) | ast.List(elts=items):
            both = [item.elts for item in items if isinstance(item, ast.Tuple | ast.List) and len(item.elts) == 2]
            return ast.Dict(keys=[key for key, _ in both], values=[value for _, value in both])
    return node


def _with_tokens(convention: Mapping[str, str], tokens: Mapping[str, str]) -> Mapping[str, str]:
    spelled = dict(convention)
    for own, meaning in tokens.items():
        spelled = {key: text.replace(f"%({own})s", f"%({meaning})s") for key, text in spelled.items()}
    return spelled


def _given(file: PythonFile) -> Iterator[ast.expr]:
    for node in file.nodes:
        match node:
            case ast.Call() if called_name(node) == "MetaData":
                value = keyword(node, "naming_convention")
                if value is not None:
                    yield value
            case ast.Assign(targets=[ast.Attribute(attr="naming_convention")], value=value):
                yield value


def _imported(file: PythonFile, name: str, roots: Sequence[Path]) -> PythonFile | None:
    modules = imported_files(file, roots, hops=2, first=(name,))
    return next((module for module in modules if name in module.constants), None)
