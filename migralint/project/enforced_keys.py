"""Whether SQLite holds the connections of env.py to their foreign keys, which it does where it is told to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Final

from migralint.project.python_source import PythonFile, called_name, last_name
from migralint.project.version_table import texts

_PRAGMA = re.compile(r"\bpragma\s+(?:\w+\.)?foreign_keys\s*[=(]\s*['\"]?(\w+)", re.IGNORECASE)
_ON = frozenset({"on", "true", "yes", "1"})
_EVERY_ENGINE: Final = frozenset({"Engine", "Pool"})
_MAKING: Final = frozenset({"create_engine", "create_async_engine", "engine_from_config", "async_engine_from_config"})


def switches(text: str) -> tuple[bool, ...]:
    """The values that the SQL gives to `PRAGMA foreign_keys`."""
    return tuple(value.lower() in _ON for value in _PRAGMA.findall(text))


def enforces_foreign_keys(env_py: PythonFile, used: Iterable[PythonFile]) -> bool:
    """Whether an event turns them on where an engine connects that env.py uses, and env.py does not turn them off.

    An engine that env.py makes itself knows only the events of its own file and those of the class.
    """
    if False in _switched(env_py):
        return False
    makes_engine = any(called_name(call) in _MAKING for call in env_py.calls)
    return any(
        file.path == env_py.path or name in _EVERY_ENGINE or not makes_engine
        for file in (env_py, *used)
        if _switched(file) == {True}
        for name in _listened_to(file)
    )


def _switched(file: PythonFile) -> set[bool]:
    if "foreign_keys" not in file.text or "pragma" not in file.text.lower():
        return set()
    return {switch for text in texts(file) for switch in switches(text)}


def _listened_to(file: PythonFile) -> Iterator[str]:
    """What `@event.listens_for(Engine, "connect")` and `event.listen(Engine, "connect", …)` name first."""
    for call in file.calls:
        match call:
            case ast.Call(args=[target, ast.Constant(value="connect"), *_]) if called_name(call) in (
                "listens_for",
                "listen",
            ):
                yield last_name(target)
