"""Which names a script uses that nothing in it defines."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator

from migralint.revisions.script import Script
from migralint.revisions.source import Span

MODULE_NAMES = frozenset({
    "__name__", "__file__", "__doc__", "__package__", "__spec__", "__loader__", "__path__", "__builtins__",
    "__annotations__", "__dict__", "__module__", "__qualname__", "__class__", "__conditional_annotations__",
})  # fmt: skip
KNOWN = MODULE_NAMES | frozenset(dir(builtins)) | {"WindowsError", "ExceptionGroup", "BaseExceptionGroup", "aiter"}

# Code that makes names in ways that cannot be seen.
_DYNAMIC = ("globals()", "exec(", "import *", "__import__(", "setattr(sys.modules")


def undefined_names(script: Script) -> list[tuple[str, Span]]:
    """The names with the place of their first use. Raises UnreadableScript.

    A definition anywhere in the right scope counts, however conditional it is.
    """
    if any(word in script.text for word in _DYNAMIC):
        return []
    tree = script.tree
    try:
        table = symtable.symtable(script.text, str(script.path), "exec")
    except SyntaxError:  # `return` outside a function: it parses and does not compile
        return []
    defined = KNOWN | _defined(table)
    annotated = {id(node) for node in _annotation_nodes(tree)}
    found = dict(_uses(script, tree, set(_globals(table)) - defined, annotated))
    return sorted(found.items(), key=lambda item: item[1])


def _defined(module: symtable.SymbolTable) -> set[str]:
    """The module's own names, and those that functions declare `global` and assign."""
    names = {symbol.get_name() for symbol in module.get_symbols() if _binds(symbol)}
    for table in _tables(module):
        names.update(s.get_name() for s in table.get_symbols() if s.is_declared_global() and _binds(s))
    return names


def _binds(symbol: symtable.Symbol) -> bool:
    return symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()


def _globals(module: symtable.SymbolTable) -> Iterator[str]:
    """The names that are looked up in the module."""
    for table in (module, *_tables(module)):
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (symbol.is_global() or (table is module and not _binds(symbol))):
                yield symbol.get_name()


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _tables(child)


def _uses(script: Script, tree: ast.Module, names: set[str], annotated: set[int]) -> Iterator[tuple[str, Span]]:
    """The last use first, so that a mapping keeps the first one."""
    if not names:
        return
    postponed = any(
        isinstance(s, ast.ImportFrom) and s.module == "__future__" and _has_annotations(s) for s in tree.body
    )
    uses = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in names]
    for node in sorted(uses, key=lambda node: (-node.lineno, -node.col_offset)):
        if isinstance(node.ctx, ast.Load) and not (postponed and id(node) in annotated):
            yield node.id, script.span(node)


def _has_annotations(statement: ast.ImportFrom) -> bool:
    return any(alias.name == "annotations" for alias in statement.names)


def _annotation_nodes(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        match node:
            case ast.arg(annotation=ast.expr() as annotation) | ast.AnnAssign(annotation=annotation):
                yield from ast.walk(annotation)
            case ast.FunctionDef(returns=ast.expr() as annotation):
                yield from ast.walk(annotation)
