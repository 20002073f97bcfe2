"""Which names a script uses that nothing in it defines."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterable, Iterator
from typing import cast

from migralint.revisions.script import Script, UnreadableScript
from migralint.revisions.source import Span

MODULE_NAMES = frozenset({
    "__name__", "__file__", "__doc__", "__package__", "__spec__", "__loader__", "__path__", "__builtins__",
    "__annotations__", "__dict__", "__module__", "__qualname__", "__class__", "__conditional_annotations__",
})  # fmt: skip
KNOWN = MODULE_NAMES | frozenset(dir(builtins)) | {"WindowsError", "ExceptionGroup", "BaseExceptionGroup", "aiter"}

# Code that makes names in ways that cannot be seen.
_DYNAMIC = ("globals()", "exec(", "import *", "__import__(", "setattr(sys.modules")

_INNER_SCOPES = frozenset(
    {ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp}
)
_WITH_VALUE = frozenset({ast.Attribute, ast.keyword, ast.Expr})  # and nothing else that may hold a name
_WITHOUT_NAMES = frozenset({ast.Constant, ast.Import, ast.ImportFrom, ast.Pass, ast.Break, ast.Continue})
_PLAIN = frozenset({"ctx", "id", "attr", "arg", "op", "ops", "kind", "type_comment", "conversion", "module", "level"})
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {}
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def undefined_names(script: Script) -> list[tuple[str, Span]]:
    """The names with the place of their first use; none where the script cannot be read.

    A definition anywhere in the right scope counts, however conditional it is.
    """
    if any(word in script.text for word in _DYNAMIC):
        return []
    try:
        tree = script.tree
        if _all_defined(tree):
            return []
        table = symtable.symtable(script.text, str(script.path), "exec")
    except (UnreadableScript, SyntaxError):  # `global x` after a use of x parses, but has no symbol table
        return []
    defined = KNOWN | _defined(table)
    ignored = {id(node) for node in _annotation_nodes(tree)} if _postpones_annotations(tree) else set()
    uses = [(name, _first_use(name, tree, table, ignored)) for name in set(_globals(table)) - defined]
    found = [(name, script.span(node)) for name, node in uses if node is not None]
    return sorted(found, key=lambda item: item[1])


def _all_defined(tree: ast.Module) -> bool:
    """Whether a quick look, which never errs on this side, finds every name: most scripts need no symbol table."""
    return _all_known(tree.body, KNOWN | _bound(tree.body))


def _all_known(nodes: Iterable[ast.AST], known: frozenset[str]) -> bool:
    """Whether the nodes use no other names. Scopes inside them see their own names too."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        kind = type(node)
        while kind in _WITH_VALUE:
            node = cast("ast.Attribute | ast.keyword | ast.Expr", node).value
            kind = type(node)
        if kind is ast.Name:
            name = cast("ast.Name", node)
            if name.id not in known and type(name.ctx) is ast.Load:
                return False
        elif kind is ast.Call:
            call = cast("ast.Call", node)
            waiting.append(call.func)
            waiting += call.args
            waiting += call.keywords
        elif kind in _INNER_SCOPES:
            if not _scope_known(node, known, waiting):
                return False
        elif kind not in _WITHOUT_NAMES:
            waiting += _parts(node)
    return True


def _scope_known(node: ast.AST, known: frozenset[str], waiting: list[ast.AST]) -> bool:
    """The same for what stands inside a scope; what belongs to the scope around it is added to `waiting`."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
            own = known | {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
            body = [node.body] if isinstance(node, ast.Lambda) else node.body
            outside = (node.args, *getattr(node, "decorator_list", ()), getattr(node, "returns", None))
            waiting += (part for part in outside if part is not None)
            return _all_known(body, own | _bound(body))
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            names = frozenset(name for generator in node.generators for name in _targets(generator.target))
            return _all_known(ast.iter_child_nodes(node), known | names)
    return False


def _fields(node: ast.AST) -> tuple[str, ...]:
    """Where other nodes may stand: not in names and contexts."""
    found = _FIELDS.get(type(node))
    if found is None:
        found = _FIELDS[type(node)] = tuple(field for field in node._fields if field not in _PLAIN)
    return found


def _parts(node: ast.AST) -> list[ast.AST]:
    parts: list[ast.AST] = []
    for field in _fields(node):
        value = getattr(node, field, None)
        if type(value) is list:
            parts += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            parts.append(value)
    return parts


def _bound(body: Iterable[ast.AST]) -> frozenset[str]:
    """What the statements bind in their own scope; what is left out costs a look at the symbol table, no more."""
    names: set[str] = set()
    waiting = list(body)
    while waiting:
        statement = waiting.pop()
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                names.update(alias.asname or alias.name.partition(".")[0] for alias in aliases)
            case ast.Assign(targets=targets):
                names.update(name for target in targets for name in _targets(target))
            case ast.AnnAssign(target=target, value=ast.expr()) | ast.For(target=target):
                names.update(_targets(target))
            case ast.With(items=items):
                names.update(n for item in items if item.optional_vars for n in _targets(item.optional_vars))
            case ast.ExceptHandler(name=str(name)):
                names.add(name)
            case ast.If(test=test) | ast.While(test=test):
                names.update(_named_within(test))
        if isinstance(statement, (ast.For, ast.If, ast.With, ast.Try, ast.While, ast.ExceptHandler)):
            waiting += (inner for inner in _parts(statement) if isinstance(inner, (ast.stmt, ast.ExceptHandler)))
    return frozenset(names)


def _targets(target: ast.expr) -> Iterator[str]:
    match target:
        case ast.Name(id=name):
            yield name
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for element in elements:
                yield from _targets(element)
        case ast.Starred(value=value):
            yield from _targets(value)


def _named_within(test: ast.expr) -> Iterator[str]:
    """`if name := value`, `if (name := value) and …`."""
    match test:
        case ast.NamedExpr(target=ast.Name(id=name)):
            yield name
        case ast.BoolOp(values=parts):
            for part in parts:
                yield from _named_within(part)
        case ast.UnaryOp(operand=part) | ast.Compare(left=part):
            yield from _named_within(part)


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


def _first_use(name: str, tree: ast.Module, module: symtable.SymbolTable, ignored: set[int]) -> ast.Name | None:
    """The first place that means the module's name, and not a local one of a function or a class."""
    own = {table.get_lineno() for table in _tables(module) if _is_local(name, table)}
    waiting: list[ast.AST] = [tree]
    found: list[ast.Name] = []
    while waiting:
        node = waiting.pop()
        if (
            isinstance(node, ast.Name)
            and node.id == name
            and isinstance(node.ctx, ast.Load)
            and id(node) not in ignored
        ):
            found.append(node)
        is_own = isinstance(node, _SCOPES) and node.lineno in own
        waiting.extend(_outside(node) if is_own else ast.iter_child_nodes(node))
    return min(found, key=lambda node: (node.lineno, node.col_offset), default=None)


def _is_local(name: str, table: symtable.SymbolTable) -> bool:
    return any(symbol.get_name() == name and not symbol.is_global() for symbol in table.get_symbols())


def _outside(scope: ast.AST) -> Iterator[ast.AST]:
    """What belongs to a function's or a class's text and is looked up outside its names."""
    match scope:
        case (
            ast.FunctionDef(args=arguments, decorator_list=decorators)
            | ast.AsyncFunctionDef(args=arguments, decorator_list=decorators)
        ):
            yield from (*decorators, *arguments.defaults, *(default for default in arguments.kw_defaults if default))
        case ast.ClassDef(body=body, bases=bases, decorator_list=decorators):
            yield from (*decorators, *bases, *(part for part in body if isinstance(part, _SCOPES)))


def _postpones_annotations(tree: ast.Module) -> bool:
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    return any(alias.name == "annotations" for node in imports for alias in node.names)


def _annotation_nodes(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        match node:
            case ast.arg(annotation=ast.expr() as annotation) | ast.AnnAssign(annotation=annotation):
                yield from ast.walk(annotation)
            case ast.FunctionDef(returns=ast.expr() as annotation):
                yield from ast.walk(annotation)
