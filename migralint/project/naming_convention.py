"""The naming convention of a project's MetaData, where a file gives one literally."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from migralint.project.imports import imported_files
from migralint.project.python_source import PythonFile, called_name, keyword, literal


def naming_convention(file: PythonFile, roots: Sequence[Path] = ()) -> Mapping[str, str]:
    """That of `MetaData(naming_convention=...)` or of an assignment to `….naming_convention`; empty where none is."""
    if "naming_convention" not in file.text:
        return {}
    for node in _given(file):
        names: Mapping[str, ast.expr] = file.constants
        if isinstance(node, ast.Name) and node.id not in names:
            names = _imported_constants(file, node.id, roots)
        found = literal(node, names)
        if isinstance(found, dict):
            convention = {str(key): value for key, value in found.items() if isinstance(value, str)}
            if convention:
                return convention
    return {}


def _given(file: PythonFile) -> Iterator[ast.expr]:
    for node in file.nodes:
        match node:
            case ast.Call() if called_name(node) == "MetaData":
                value = keyword(node, "naming_convention")
                if value is not None:
                    yield value
            case ast.Assign(targets=[ast.Attribute(attr="naming_convention")], value=value):
                yield value


def _imported_constants(file: PythonFile, name: str, roots: Sequence[Path]) -> Mapping[str, ast.expr]:
    for module in imported_files(file, roots, hops=2, first=(name,)):
        if name in module.constants:
            return module.constants
    return {}
