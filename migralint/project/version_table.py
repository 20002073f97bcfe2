"""How long a revision id the version table holds, and which timeouts are set, as env.py's text says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from migralint.project.python_source import PythonFile, called_name, literal

ALEMBIC_LENGTH = 32
_COLUMN = r"version_num\W+(?:SET\s+DATA\s+)?(?:TYPE\s+)?"
_WIDENED = re.compile(_COLUMN + r"(?:CHARACTER\s+VARYING|N?VARCHAR2?)\s*\(\s*(\d+)", re.IGNORECASE)
_UNLIMITED = re.compile(_COLUMN + r"TEXT\b", re.IGNORECASE)
_UNBOUNDED = 1_000_000
_TYPES = ("String", "VARCHAR", "Unicode", "NVARCHAR")


def version_number_length(file: PythonFile) -> int:
    """The characters of `version_num`: Alembic makes 32, env.py may make the table itself or widen it."""
    if "version_num" not in file.text and "alembic_version" not in file.text:
        return ALEMBIC_LENGTH
    found = [*_of_columns(file), *_of_statements(file), *_of_assignments(file)]
    return max(found, default=ALEMBIC_LENGTH)


def _of_columns(file: PythonFile) -> Iterator[int]:
    for call in file.calls:
        match call:
            case ast.Call(args=[ast.Constant(value="version_num"), ast.Call() as type_, *_]):
                yield from _type_length(type_, file)
            case ast.Call(args=[_, ast.Constant(value="version_num"), *_]) if called_name(call) == "alter_column":
                yield from (n for item in call.keywords if item.arg == "type_" for n in _type_length(item.value, file))


def _type_length(node: ast.expr, file: PythonFile) -> Iterator[int]:
    if isinstance(node, ast.Call) and called_name(node) == "Text":
        yield _UNBOUNDED
    if isinstance(node, ast.Call) and called_name(node) in _TYPES:
        for value in (*node.args[:1], *(item.value for item in node.keywords if item.arg == "length")):
            length = literal(value, file.constants)
            if isinstance(length, int):
                yield length


def _of_statements(file: PythonFile) -> Iterator[int]:
    for text in texts(file):
        yield from (int(found[1][:9]) for found in _WIDENED.finditer(text))
        if _UNLIMITED.search(text):
            yield _UNBOUNDED


def _of_assignments(file: PythonFile) -> Iterator[int]:
    """`context._version.c.version_num.type.length = 128` and its like."""
    for node in file.nodes:
        if isinstance(node, ast.Assign) and "version" in (target := ast.unparse(node.targets[0])):
            length = literal(node.value, file.constants)
            if target.endswith("length") and isinstance(length, int):
                yield length
            elif target.endswith((".type", "type_")):
                yield from _type_length(node.value, file)


def sets_timeout(file: PythonFile, *settings: str) -> bool:
    """Whether a statement or an argument in the file names one of the settings, other than to set it to 0."""
    if not any(setting in file.text for setting in settings):
        return False
    off = re.compile(rf"(?:{'|'.join(settings)})\W*(?:TO\W*)?0(?!\w)", re.IGNORECASE)
    named = [text for text in (*texts(file), *_keywords(file)) if not off.search(text)]
    return any(setting in text for text in named for setting in settings)


def _keywords(file: PythonFile) -> Iterator[str]:
    return (item.arg for call in file.calls for item in call.keywords if item.arg)


def texts(file: PythonFile) -> Iterator[str]:
    """The string constants that a program uses: f-strings as they are written, docstrings left out."""
    unused = {id(node.value) for node in file.nodes if isinstance(node, ast.Expr)}
    for node in file.nodes:
        match node:
            case ast.Constant(value=str(text)) if id(node) not in unused:
                yield text
            case ast.JoinedStr(values=values):
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in values)
