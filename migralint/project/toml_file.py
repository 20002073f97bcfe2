"""Reading a TOML file on every Python that migralint runs on."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class TomlError(Exception):
    """The file is not TOML, or cannot be read; the message says why."""


def read_toml(path: Path, table: str = "") -> Mapping[str, Any]:
    """The table of a file, `"tool.alembic"` (empty where the file has none), or the whole file. Raises TomlError."""
    if not path.is_file():
        raise TomlError("it is not a file")
    try:
        text = path.read_text(encoding="utf-8")
        if table not in text:  # a file of another tool may be broken without harm
            return {}
        found: Any = tomllib.loads(text)
    except OSError as error:
        raise TomlError(error.strerror or "it cannot be read") from None
    except UnicodeDecodeError:
        raise TomlError("it is not UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise TomlError(str(error)) from None
    for name in filter(None, table.split(".")):
        found = found.get(name, {}) if isinstance(found, Mapping) else {}
    return found if isinstance(found, Mapping) else {}
