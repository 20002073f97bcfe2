"""What runs a function or a module: the application as it starts, a request, or a person."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import Enum

from msgspec import Struct

from migralint.project.create_all.names import imported_paths
from migralint.project.create_all.sites import Function, Site
from migralint.project.create_all.sources import Sources
from migralint.project.python_source import PythonFile, called_name, last_name


class Kind(Enum):
    """APPLICATION: every time that it starts. PERSON: a command, a script, a page. DEVELOPMENT: only to work on it."""

    APPLICATION = "application"
    PERSON = "person"
    DEVELOPMENT = "development"


class Start(Struct, frozen=True):
    """`name` is what runs, as its user knows it: `create_app()`, `flask dbcreate`, `import shop.models`."""

    kind: Kind
    name: str


_FACTORY = re.compile(r"(?i)^(create|make|build|get)_?(\w+_)?(app|application|wsgi|asgi)$|^includeme$")
_APPLICATIONS = frozenset(
    "Flask APIFlask OpenAPI Quart FastAPI Starlette Sanic Litestar FlaskApp Configurator Eve Celery".split()
)
_ON_START = frozenset(
    "before_first_request before_app_first_request before_request before_app_request before_serving while_serving"
    " before_startup before_server_start main_process_start on_startup startup".split()
)
_ON_EVENT = frozenset("on_event listener event".split())
_ROUTES = frozenset("route get post put api_route".split())
_COMMANDS = frozenset("command group task".split())
_APPLICATION_NAMES = frozenset("app application api server".split())
_SCRIPT_FOLDERS = frozenset("scripts script bin tools utilities".split())
_DOES_SOMETHING = re.compile(
    r"(?i)^(create|make|build|set_?up|install|init|add|load|import|update|upgrade|fill)|db|table"
)
_FOR_DEVELOPMENT = re.compile(
    r"(?i)(^|[^a-z])((dev|tests?|local)(?![a-z])|init|drop|reset|recreate|rebuild|seed|demo|sample|fake|mock|populate)"
    r"|(test|dev)_?(db|data|base)"
)


def start_of(site: Site, sources: Sources) -> Start | None:
    """What runs the function or module around the call without the project's own code calling it; None: nothing."""
    function = site.function
    return _of_module(site, sources) if function is None else _of_function(function)


def _of_function(function: Function) -> Start | None:
    name = f"{function.name}()"
    for decorator in function.decorator_list:
        found = _decorated(decorator, function.name)
        if found is not None:
            return found
    if _FACTORY.search(function.name) or any(called_name(call) in _APPLICATIONS for call in _calls(function)):
        return Start(Kind.APPLICATION, name)
    return Start(_by_person(function.name), name) if function.name == "main" else None


def _decorated(decorator: ast.expr, function: str) -> Start | None:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    first = decorator.args[0] if isinstance(decorator, ast.Call) and decorator.args else None
    text = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
    name = last_name(called)
    if name in _ON_START or (name in _ON_EVENT and text is not None and text in ("startup", *_ON_START)):
        return Start(Kind.APPLICATION, f"{function}()")
    if name in ("asynccontextmanager", "contextmanager") and "lifespan" in function:
        return Start(Kind.APPLICATION, f"{function}()")
    if name in _ROUTES and text is not None and text.startswith("/"):
        return Start(_by_person(text), text)
    if name in _COMMANDS:
        command = text or function.replace("_", "-")
        flask = name == "command" and ast.unparse(called).endswith(".cli.command")
        return Start(_by_person(command), f"flask {command}" if flask else f"command {command}")
    return None


def _of_module(site: Site, sources: Sources) -> Start | None:
    path, root = site.file.path, sources.root
    own = path.relative_to(root)
    run = f"python {own.as_posix()}"
    if site.is_main or path.name == "__main__.py":
        return Start(_by_person(path.stem), run)
    if _is_script(site.file, sources):
        return Start(_by_person(path.stem), run)
    return Start(Kind.APPLICATION, f"import {_module_name(site.file, sources)}")


def _is_script(file: PythonFile, sources: Sources) -> bool:
    """Whether nothing that runs with the application imports the module."""
    if _in_script_folder(file, sources):
        return True
    if file.path.name == "__init__.py" or _makes_application(file):
        return False
    return not any(
        file.path in imported_paths(other, sources)
        for other in sources.mentioning(file.path.stem)
        if other.path != file.path and not _in_script_folder(other, sources)
    )


def _in_script_folder(file: PythonFile, sources: Sources) -> bool:
    return not _SCRIPT_FOLDERS.isdisjoint(file.path.relative_to(sources.root).parts)


def _makes_application(file: PythonFile) -> bool:
    """Whether a server is given the module: it has a module-level `app = …`, and no script's name."""
    return not _DOES_SOMETHING.search(file.path.stem) and any(
        isinstance(value, ast.Call) and (name in _APPLICATION_NAMES or called_name(value) in _APPLICATIONS)
        for name, value in file.constants.items()
    )


def _module_name(file: PythonFile, sources: Sources) -> str:
    roots = [root for root in (sources.root, *sources.project.python_roots) if file.path.is_relative_to(root)]
    own = file.path.relative_to(max(roots, key=lambda root: len(root.parts))).with_suffix("")
    parts = own.parts[:-1] if own.name == "__init__" and len(own.parts) > 1 else own.parts
    return ".".join(parts)


def _by_person(name: str) -> Kind:
    return Kind.DEVELOPMENT if _FOR_DEVELOPMENT.search(name) else Kind.PERSON


def _calls(function: Function) -> Iterator[ast.Call]:
    return (node for node in ast.walk(function) if isinstance(node, ast.Call))
