"""Reading migralint's settings: the nearest migralint.toml or `[tool.migralint]` of pyproject.toml upwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.project.errors import SettingsError
from migralint.project.folders import upwards
from migralint.project.settings import Settings
from migralint.project.toml_file import TomlError, read_toml

DIALECTS = ("postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle")
SEVERITIES = ("off", "info", "warning", "error")
_SAME_DIALECT = {"postgres": "postgresql"}


def read_settings(start: Path) -> Settings:
    """The settings for a folder or a file; empty ones where no file gives any. Raises SettingsError."""
    for folder in upwards(start if start.is_dir() else start.parent):
        own, shared = folder / "migralint.toml", folder / "pyproject.toml"
        if own.is_file():
            return settings_of(own, _read(own, ""))
        if shared.is_file() and (table := _read(shared, "tool.migralint")):
            return settings_of(shared, table)
    return Settings()


def _read(path: Path, table: str) -> Mapping[str, Any]:
    try:
        return read_toml(path, table)
    except TomlError as error:
        raise SettingsError(path, [f"not valid TOML: {error}"]) from None


def settings_of(path: Path, table: Mapping[str, Any]) -> Settings:
    """The settings that a table of a file gives. Raises SettingsError with every mistake in it."""
    reading = _Reading(path)
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _KEYS:
            reading.mistakes.append(f"unknown key {key!r}{_suggestion(key, tuple(_KEYS))}")
            continue
        name, read = _KEYS[key]
        values[name] = read(reading, key, value)
    if reading.mistakes:
        raise SettingsError(path, reading.mistakes)
    return replace(Settings(path=path), **values)


def _suggestion(word: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches  # only a mistake needs it

    near = get_close_matches(word.lower().replace("_", "-"), known, n=1)
    return f": did you mean {near[0]!r}?" if near else f": known are {', '.join(known)}"


class _Reading(Struct):
    """One file's reading: every method checks a value, notes a mistake, and returns what it understood."""

    path: Path
    mistakes: list[str] = field(default_factory=list)

    def wrong(self, key: str, expected: str, value: object) -> None:
        self.mistakes.append(f"{key} must be {expected}, not {value!r}")

    def text(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not value:
            self.wrong(key, "a string", value)
            return ""
        return value

    def texts(self, key: str, value: object) -> tuple[str, ...]:
        """A list of strings, or one string alone."""
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(item, str) and item for item in values):
            self.wrong(key, "a string or a list of strings", value)
            return ()
        return tuple(values)

    def choice(self, key: str, value: object, known: tuple[str, ...]) -> str:
        if value not in known:
            hint = _suggestion(value, known) if isinstance(value, str) else f": known are {', '.join(known)}"
            self.mistakes.append(f"{key}: unknown value {value!r}{hint}")
        return str(value)

    def dialects(self, key: str, value: object) -> tuple[str, ...]:
        names = [_SAME_DIALECT.get(name.lower(), name.lower()) for name in self.texts(key, value)]
        return tuple(dict.fromkeys(self.choice(key, name, DIALECTS) for name in names))

    def severities(self, key: str, value: object) -> dict[str, str]:
        if not isinstance(value, Mapping):
            self.wrong(key, "a table of rule = level", value)
            return {}
        return {rule: self.choice(f"{key}.{rule}", level, SEVERITIES) for rule, level in value.items()}

    def fail_on(self, key: str, value: object) -> str:
        return self.choice(key, value, SEVERITIES[1:])

    def version(self, key: str, value: object) -> str:
        """A version as text; a bare number is what most people write."""
        text = str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
        if not isinstance(text, str) or not all(part.isdigit() for part in text.split(".")):
            self.wrong(key, 'a version such as "16" or "10.11"', value)
        return str(text)

    def heads(self, key: str, value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self.wrong(key, "a number from 1", value)
            return 1
        return value

    def file(self, key: str, value: object) -> Path:
        path = self.path.parent / self.text(key, value)
        if value and isinstance(value, str) and not path.is_file():
            self.mistakes.append(f"{key}: there is no file {path}")
        return path

    def folders(self, key: str, value: object) -> tuple[Path, ...]:
        found = tuple(self.path.parent / name for name in self.texts(key, value))
        self.mistakes += [f"{key}: there is no folder {path}" for path in found if not path.is_dir()]
        return found

    def places(self, key: str, value: object) -> tuple[Path, ...]:
        found = tuple(self.path.parent / name for name in self.texts(key, value))
        self.mistakes += [f"{key}: there is no file or folder {path}" for path in found if not path.exists()]
        return found


_KEYS: Mapping[str, tuple[str, Callable[[_Reading, str, Any], object]]] = {
    "select": ("select", _Reading.texts),
    "ignore": ("ignore", _Reading.texts),
    "severity": ("severity", _Reading.severities),
    "dialect": ("dialects", _Reading.dialects),
    "server-version": ("version", _Reading.version),
    "start-after": ("start_after", _Reading.texts),
    "base-schema": ("base_schema", _Reading.file),
    "exclude": ("exclude", _Reading.texts),
    "fail-on": ("fail_on", _Reading.fail_on),
    "heads": ("heads", _Reading.heads),
    "python-roots": ("python_roots", _Reading.folders),
    "models": ("models", _Reading.places),
}
