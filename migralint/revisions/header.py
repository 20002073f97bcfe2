"""Reading a revision's header: the module variables and the docstring, in every shape that Alembic accepts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from migralint.revisions.revision import Docstring, Revision
from migralint.revisions.script import Script, UnreadableScript, parse

VARIABLES = ("revision", "down_revision", "branch_labels", "depends_on")

_FIRST_BLOCK = re.compile(r"\n(?:def|class|async def|@)")  # a line end first: the search goes from line to line
_DOCSTRING_FIELD = re.compile(r"^(Revision ID|Revises|Create Date):[ \t]*(.*?)[ \t]*$", re.MULTILINE)


class _Unresolved(Exception):
    """A header value that is not made of constants."""


def read_revision(script: Script) -> Revision | None:
    """The script's header, or None for a file that assigns no `revision`. Raises UnreadableScript.

    The statements before the first function are parsed alone: a history's order is known before any body is read.
    """
    return _read(script, _head(script)) or _read(script, script.tree)


def _head(script: Script) -> ast.Module:
    block = _FIRST_BLOCK.search(script.text)
    if block is None:
        return script.tree
    try:
        return parse(script.text[: block.start()])
    except UnreadableScript:  # the match stood inside a string
        return script.tree


def _read(script: Script, tree: ast.Module) -> Revision | None:
    constants = {name: (value, node) for name, value, node in _assignments(tree.body)}
    if "revision" not in constants:
        return None
    values: dict[str, tuple[str, ...]] = {}
    unread: list[str] = []
    for variable in VARIABLES:
        try:
            values[variable] = _identifiers(variable, constants)
        except _Unresolved:
            unread.append(variable)
    identifier = values.get("revision", ())
    if not identifier:
        return None
    return Revision(
        id=identifier[0],
        script=script,
        down_revisions=values.get("down_revision", ()),
        depends_on=values.get("depends_on", ()),
        branch_labels=values.get("branch_labels", ()),
        docstring=_docstring(tree),
        spans={variable: script.span(constants[variable][1]) for variable in VARIABLES if variable in constants},
        unread=tuple(unread),
    )


def _assignments(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr, ast.stmt]]:
    for statement in body:
        match statement:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    if isinstance(target, ast.Name):
                        yield target.id, value, statement
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value, statement


def _identifiers(variable: str, constants: Mapping[str, tuple[ast.expr, ast.stmt]]) -> tuple[str, ...]:
    if variable not in constants:
        return ()
    value = _constant(constants[variable][0], constants, depth=0)
    items = value if isinstance(value, (tuple, list, set)) else (value,)
    if any(item is not None and not isinstance(item, str) for item in items):
        raise _Unresolved
    return tuple(item for item in items if item)


def _constant(node: ast.expr, constants: Mapping[str, tuple[ast.expr, ast.stmt]], depth: int) -> object:
    if depth > 16:
        raise _Unresolved
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
            return tuple(_constant(element, constants, depth + 1) for element in elements)
        case ast.Name(id=name) if name in constants:
            return _constant(constants[name][0], constants, depth + 1)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            first, second = _constant(left, constants, depth + 1), _constant(right, constants, depth + 1)
            if isinstance(first, str) and isinstance(second, str):
                return first + second
    raise _Unresolved


def _docstring(tree: ast.Module) -> Docstring:
    text = ast.get_docstring(tree, clean=False) or ""
    found = {match[1]: match[2] for match in _DOCSTRING_FIELD.finditer(text)}
    revises = found.get("Revises")
    return Docstring(
        message=next((line.strip() for line in text.splitlines() if line.strip()), ""),
        revision=found.get("Revision ID") or None,
        revises=None if revises is None else tuple(re.findall(r"[^\s,()\[\]'\"]+", revises)),
        create_date=found.get("Create Date") or None,
    )
