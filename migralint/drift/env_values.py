"""What env.py's filters are given and ask for: objects of a schema, `context.config`, the tables of its MetaData."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Final

from migralint.interpreter.connection import ContextValue
from migralint.interpreter.machine import Machine
from migralint.interpreter.recorder import Recorder
from migralint.interpreter.values import Native, Term, Unknown, Value, path_of
from migralint.models import Models
from migralint.objects import TableName
from migralint.project.alembic_config import read_sections
from migralint.project.project import Project
from migralint.revisions.sources import Sources
from migralint.schema.naming import Naming

CLASSES: Final[Mapping[str, str]] = {
    "table": "Table",
    "column": "Column",
    "index": "Index",
    "unique_constraint": "UniqueConstraint",
    "foreign_key_constraint": "ForeignKeyConstraint",
}


class SchemaItem(Native, frozen=True, eq=False):
    """A table, column, index or constraint, of the models or reflected. `kind` is the `type_` of Alembic's filters."""

    kind: str
    name: str
    schema: Value
    info: Value
    table: SchemaItem | None = None

    def attribute(self, name: str) -> Value:
        match name:
            case "name" | "key" | "schema" | "info":
                return getattr(self, "name" if name == "key" else name)
            case "fullname":
                return f"{self.schema}.{self.name}" if self.schema else self.name
            case "table" | "parent" if self.table is not None:
                return self.table
        return Unknown(f"{name} of an object that autogenerate compares")

    def is_instance(self, kind: str) -> bool:
        return kind in (CLASSES[self.kind], "SchemaItem", "object")


class Config(Native, frozen=True, eq=False):
    """`context.config`, as far as its file tells. `section` is the one that Alembic was started with."""

    section: str
    sections: Mapping[str, Mapping[str, str]]

    def attribute(self, name: str) -> Value:
        methods: dict[str, Callable[..., Value]] = {
            "get_section": self._section,
            "get_main_option": self._main_option,
            "get_section_option": self._section_option,
            "get_alembic_option": self._main_option,
        }
        if name in ("config_ini_section", "config_ini_section_name"):
            return self.section
        return ConfigMethod(methods[name]) if name in methods else Unknown(f"config.{name}")

    def _section(self, name: str, default: Value = None) -> Value:
        found = self.sections.get(name)
        return dict(found) if found is not None else default

    def _main_option(self, name: str, default: Value = None) -> Value:
        return self._section_option(self.section, name, default)

    def _section_option(self, section: str, name: str, default: Value = None) -> Value:
        return self.sections.get(section, {}).get(name, default)


class ConfigMethod(Native, frozen=True, eq=False):
    function: Callable[..., Value]

    def call(self, machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
        try:
            return self.function(*args, **kwargs)
        except TypeError:
            return Unknown("its arguments do not fit")


class EnvMachine(Machine):
    """Evaluates env.py, whose `config` and `target_metadata.tables` are known."""

    def __init__(self, project: Project, dialect: str, models: Models) -> None:
        super().__init__(Recorder(Naming(dialect)), project.python_roots, dialect, project.sqlalchemy, Sources())
        self.config = Config(project.section, read_sections(project.config_file) if project.config_file else {})
        self.tables = {str(name): model_item("table", name.name, name, models) for name in models.schema.tables}

    def attribute(self, owner: Value, name: str, node: ast.AST | None = None) -> Value:
        if name == "config" and isinstance(owner, ContextValue):
            return self.config
        if name == "tables" and _is_metadata(owner):
            return self.tables
        return super().attribute(owner, name, node)


def model_item(kind: str, name: str, table: TableName, models: Models) -> SchemaItem:
    """An object that the models declare."""
    whole = SchemaItem("table", table.name, table.schema or None, models.info(table))
    if kind == "table":
        return whole
    return SchemaItem(kind, name, None, models.info(table, name), whole)


def reflected_item(kind: str, name: str, table: TableName) -> SchemaItem:
    """An object of the database, which says nothing in `info`."""
    whole = SchemaItem("table", table.name, table.schema or None, {})
    return whole if kind == "table" else SchemaItem(kind, name, None, {}, whole)


def _is_metadata(owner: Value) -> bool:
    return (
        path_of(owner).endswith("metadata")
        or (isinstance(owner, Term) and owner.name == "MetaData")
        or (getattr(owner, "name", "") == "metadata")
    )
