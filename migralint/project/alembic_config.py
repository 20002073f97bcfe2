"""Alembic's own configuration: a section of alembic.ini, completed by `[tool.alembic]` of pyproject.toml."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from configparser import ConfigParser, InterpolationError
from configparser import Error as IniError
from pathlib import Path
from typing import Any

from msgspec import field

from migralint.partly_compared import PartlyCompared
from migralint.project.errors import ProjectError
from migralint.project.toml_file import TomlError, read_toml

_LOGGING = re.compile(r"(logger|handler|formatter)(s|_.*)$|post_write_hooks$")
_SEPARATORS = {"os": os.pathsep, ":": ":", ";": ";", "space": " ", "newline": "\n"}


class AlembicConfig(PartlyCompared, frozen=True):
    """What one section says. `urls` are the `sqlalchemy.url` of the file's other sections, by section."""

    path: Path
    section: str = "alembic"
    ini: Mapping[str, str] = field(default_factory=dict)
    toml: Mapping[str, Any] = field(default_factory=dict)
    urls: Mapping[str, str] = field(default_factory=dict)

    uncompared = frozenset({"ini", "toml", "urls"})

    @property
    def folder(self) -> Path:
        return self.path.parent

    def text(self, key: str) -> str | None:
        """A value as text; alembic.ini wins over pyproject.toml."""
        value = self.ini.get(key, self.toml.get(key))
        return value.strip() if isinstance(value, str) else None

    def flag(self, key: str) -> bool:
        return self.ini[key].strip() == "true" if key in self.ini else self.toml.get(key) is True

    def paths(self, key: str, separators: tuple[str, ...], otherwise: str) -> list[str]:
        """A list of paths: split by the first of the `separators` keys that is set, else by a pattern."""
        if not self.ini.get(key, "").strip():
            values = self.toml.get(key, [])
            values = [values] if isinstance(values, str) else values
            return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
        separator = next((self.ini[name] for name in separators if name in self.ini), None)
        if separator is None:
            parts = re.split(otherwise, self.ini[key])
        else:
            # A comment after the value is part of it for configparser; the first word is what was meant.
            word = separator.partition(" ")[0]
            parts = self.ini[key].split(_SEPARATORS.get(word, os.pathsep))
        return [part.strip() for part in parts if part.strip()]

    @property
    def version_locations(self) -> list[str]:
        return self.paths("version_locations", ("path_separator", "version_path_separator"), r", *|\s+")

    @property
    def prepend_sys_path(self) -> list[str]:
        return self.paths("prepend_sys_path", ("path_separator",), r", *|\s+|:")

    @property
    def databases(self) -> tuple[str, ...]:
        """The names in `databases`: a multidb environment's."""
        value = self.ini.get("databases", self.toml.get("databases", ""))
        names = value if isinstance(value, list) else re.split(r"[,\s]\s*", str(value))
        return tuple(str(name).strip() for name in names if str(name).strip())


def is_config_name(name: str) -> bool:
    """Whether a file of this name may hold Alembic's configuration: alembic.ini, alembic_users.ini, pyproject.toml."""
    return name == "pyproject.toml" or (name.endswith(".ini") and "alembic" in name)


def read_configs(file: Path, section: str | None = None) -> list[AlembicConfig]:
    """The environments that a configuration file describes: none where it is not Alembic's. Raises ProjectError."""
    if file.suffix == ".toml":
        toml = _read_toml(file)
        return [AlembicConfig(file, toml=toml)] if "script_location" in toml else []
    parser = _read_ini(file)
    beside = file.with_name("pyproject.toml")
    toml = _read_toml(beside) if beside.is_file() else {}
    urls = {name: url for name in parser.sections() if (url := _value(parser, name, "sqlalchemy.url"))}
    configs = [
        AlembicConfig(file, name, {key: _value(parser, name, key) for key in parser.options(name)}, toml, urls)
        for name in _sections(parser, section)
    ]
    return [config for config in configs if config.text("script_location") or (file.parent / "env.py").is_file()]


def read_sections(file: Path) -> dict[str, dict[str, str]]:
    """Everything that an ini file says, by section; nothing where it is no readable one."""
    try:
        parser = _read_ini(file) if file.suffix == ".ini" else ConfigParser()
    except ProjectError:
        return {}
    return {name: {key: _value(parser, name, key) for key in parser.options(name)} for name in parser.sections()}


def _sections(parser: ConfigParser, section: str | None) -> list[str]:
    if section is not None:
        return [section] if parser.has_section(section) else []
    if parser.has_option("alembic", "script_location"):
        return ["alembic"]
    named = [name for name in parser.sections() if not _LOGGING.match(name) and "script_location" in parser[name]]
    return named or [name for name in ("alembic",) if parser.has_section(name)]


def _read_ini(file: Path) -> ConfigParser:
    parser = ConfigParser({"here": file.parent.as_posix()})
    try:
        parser.read_string(_decode(file.read_bytes()))
    except OSError as error:
        raise ProjectError(f"{file}: it cannot be read ({error.strerror}): check the file's permissions") from None
    except (IniError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise ProjectError(f"{file}: it is not a valid configuration file, correct it: {reason[:200]}") from None
    return parser


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _value(parser: ConfigParser, section: str, key: str) -> str:
    """The value, or as it is written where it refers to what only the running program knows."""
    try:
        return parser.get(section, key, fallback="") or ""
    except InterpolationError:
        return parser.get(section, key, fallback="", raw=True) or ""


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        table = read_toml(file, "tool.alembic")
    except TomlError as error:
        raise ProjectError(f"{file}: it is not valid TOML, correct it: {error}") from None
    here = file.parent.as_posix()
    return {key: _substitute(value, here) for key, value in table.items()}


def _substitute(value: Any, here: str) -> Any:
    if isinstance(value, str):
        return re.sub(r"%\(here\)s|%%", lambda found: here if "here" in found[0] else "%", value)
    return [_substitute(item, here) for item in value] if isinstance(value, list) else value
