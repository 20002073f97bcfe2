"""Whether the migrations manage the metadata that `create_all()` is called on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from migralint.project.create_all.chains import Chain
from migralint.project.create_all.names import Definition, definition
from migralint.project.create_all.sources import Sources
from migralint.project.python_source import PythonFile, called_name, keyword, last_name

_MIGRATE = re.compile(rb"\bMigrate\(|(?i:migrate\w*)\.init_app\(")
_MAKE_METADATA = frozenset("MetaData declarative_base SQLAlchemy automap_base".split())
_BASES = frozenset("DeclarativeBase DeclarativeBaseNoMeta MappedAsDataclass AsyncAttrs".split())
_SHARED = frozenset("metadata model_class bind registry".split())


def is_managed(chain: Chain, sources: Sources) -> bool | None:
    """None where it cannot be known."""
    own = definition(_owner(chain.metadata), chain.holder.file, sources)
    managed = [found for found in _managed(sources) if found is not None]
    if own is None or not managed:
        return None
    if own in managed:
        return True
    return False if all(_is_alone(each, sources) for each in (own, *managed)) else None


def _owner(node: ast.expr) -> ast.expr:
    """`Base` of `Base.metadata`."""
    return node.value if isinstance(node, ast.Attribute) and node.attr == "metadata" else node


def _managed(sources: Sources) -> Iterator[Definition | None]:
    """What env.py compares the database with, or what the application gives to Flask-Migrate."""
    environment = sources.project.environment
    env = sources.file(environment.path) if environment.path else None
    if sources.project.flask_migrate:
        yield from _given_to_flask_migrate(sources)
    elif env is not None and environment.target_metadata is not None:
        try:
            target = ast.parse(environment.target_metadata, mode="eval").body
        except SyntaxError:
            return
        for each in target.elts if isinstance(target, ast.List | ast.Tuple) else [target]:
            yield definition(_owner(each), env, sources)


def _given_to_flask_migrate(sources: Sources) -> list[Definition | None]:
    """Of several applications, that beside the migrations."""
    found = [
        (file.path, definition(given, file, sources))
        for file in sources.holding(b"igrate", _MIGRATE)
        for site in sources.sites(file)
        if (given := _database(site.call)) is not None
    ]
    scripts = sources.project.script_location
    near = [known for path, known in found if scripts is not None and path.is_relative_to(scripts.parent)]
    return near or [known for _, known in found]


def _database(call: ast.Call) -> ast.expr | None:
    """`db` of `Migrate(app, db)` and of `migrate.init_app(app, db)`."""
    match call.func:
        case ast.Attribute(attr="init_app", value=value) if "migrate" in last_name(value).lower():
            pass
        case _ if called_name(call) != "Migrate":
            return None
    return keyword(call, "db") or (call.args[1] if len(call.args) > 1 else None)


def _is_alone(known: Definition, sources: Sources) -> bool:
    """Whether the definition makes a metadata of its own, which it shares with no other."""
    if known.path is None:
        return True
    file = sources.file(known.path)
    return file is not None and any(_makes_metadata(node) for node in _values(file, known.name))


def _values(file: PythonFile, name: str) -> Iterator[ast.AST]:
    yield from (node for node in file.tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    if name in file.constants:
        yield file.constants[name]


def _makes_metadata(node: ast.AST) -> bool:
    match node:
        case ast.Call():
            given = {item.arg for item in node.keywords}
            return called_name(node) in _MAKE_METADATA and _SHARED.isdisjoint(given)
        case ast.ClassDef(bases=bases, body=body):
            named = {last_name(base) for base in bases}
            return bool(named) and named <= _BASES and not any(_takes_metadata(statement) for statement in body)
    return False


def _takes_metadata(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign(targets=[ast.Name(id="metadata")], value=value):
            return not (isinstance(value, ast.Call) and called_name(value) == "MetaData")
    return False
