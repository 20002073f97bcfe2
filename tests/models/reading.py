"""Reading small modules of models in tests, statically and with SQLAlchemy itself."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent
from typing import Any

import sqlalchemy
from msgspec.structs import replace
from sqlalchemy import Column, Enum, MetaData, Table, create_mock_engine
from sqlalchemy.exc import CompileError, NoReferenceError
from sqlalchemy.schema import CheckConstraint, ForeignKeyConstraint, UniqueConstraint

from migralint.models import Models, read_models
from migralint.objects import Type
from migralint.project.project import Environment, Project
from migralint.project.settings import Settings
from migralint.schema import Schema

major, minor, *_ = sqlalchemy.__version__.split(".")
INSTALLED = (int(major), int(minor))
URLS = {"sqlite": "sqlite://", "postgresql": "postgresql://", "mysql": "mysql+pymysql://"}


def written(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return root


def models(
    root: Path, files: Mapping[str, str] | str, dialect: str = "sqlite", sqlalchemy: tuple[int, int] | None = None
) -> Models:
    """The models of these files: those that `migrations/env.py` leads to, or all where there is none."""
    given = {"models.py": files} if isinstance(files, str) else files
    written(root, given)
    return read_models(replace(project(root), sqlalchemy=sqlalchemy), dialect)


def project(root: Path) -> Project:
    env = root / "migrations" / "env.py"
    found = tuple(path for path in sorted(root.iterdir()) if path.name != "migrations")
    return Project(
        root=root,
        version_locations=(root / "migrations" / "versions",),
        script_location=root / "migrations",
        python_roots=(root,),
        environment=Environment(path=env if env.is_file() else None),
        settings=Settings(models=() if env.is_file() else found),
    )


def tables(root: Path, source: str, dialect: str = "sqlite") -> dict[str, list[str]]:
    """Every table's columns with their types, `!` behind those that are NOT NULL."""
    schema = models(root, source, dialect).schema
    return {
        str(table.name): [f"{c.name} {c.type}{'' if c.nullable else ' !'}" for c in table.columns]
        for table in schema.sorted_tables()
    }


@contextmanager
def imported(root: Path, names: list[str]) -> Iterator[dict[str, Any]]:
    """The modules' own names, after a real import that is forgotten afterwards."""
    before = dict(sys.modules)
    found: dict[str, Any] = {}
    sys.path.insert(0, str(root))
    try:
        importlib.invalidate_caches()
        for name in names:
            found.update(vars(importlib.import_module(name)))
        yield found
    finally:
        for metadata in {id(value): value for value in _metadata(found)}.values():
            metadata.clear()  # SQLModel has one for all
        sys.path.remove(str(root))
        for name in sys.modules.keys() - before.keys():
            module = sys.modules[name]
            if str(root) in str(getattr(module, "__file__", "")):
                del sys.modules[name]


def real_tables(names: Mapping[str, Any]) -> dict[str, Table]:
    """The tables of every MetaData that the modules' names lead to."""
    return {name: table for metadata in _metadata(names) for name, table in metadata.tables.items()}


def _metadata(names: Mapping[str, Any]) -> Iterator[MetaData]:
    for value in names.values():
        bound = getattr(value, "metadatas", None)
        given = [value, getattr(value, "metadata", None), *(bound.values() if isinstance(bound, dict) else ())]
        yield from (each for each in given if isinstance(each, MetaData))


def described(schema: Schema) -> dict[str, Any]:
    """What was read, in the form of `really_described`."""
    return {
        str(table.name): {
            "columns": [(c.name, _type(c.type), c.nullable and not c.primary_key) for c in table.columns],
            "primary key": table.primary_key.columns if table.primary_key else (),
            "foreign keys": sorted(
                (key.columns, str(key.referred_table), key.referred_columns, key.name or "", key.on_delete or "")
                for key in table.foreign_keys
            ),
            "unique": sorted((unique.columns, unique.name or "") for unique in table.uniques),
            "indexes": sorted((index.name or "", index.columns, index.unique) for index in table.indexes),
            "checks": sorted((check.name or "", check.sql) for check in table.checks),
        }
        for table in schema.sorted_tables()
    }


def _type(kind: Type) -> str:
    return f"{kind.enum_schema}.{kind}" if kind.enum_schema else str(kind)


def really_described(tables: Mapping[str, Table], dialect: str) -> dict[str, Any]:
    engine = create_mock_engine(URLS[dialect], lambda *_: None)
    return {name: _table(table, engine.dialect) for name, table in sorted(tables.items())}


def _table(table: Table, dialect: Any) -> dict[str, Any]:
    def text(expression: Any) -> str:
        if isinstance(expression, Column):
            return str(expression.name)
        spelled = str(expression.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
        return spelled.replace(f"{table.fullname}.", "")

    def kind(column: Any) -> str:
        try:
            spelled = str(column.type.compile(dialect=dialect))
        except CompileError:  # MySQL wants a length
            return "VARCHAR"
        return spelled.strip('"') if isinstance(column.type, Enum) else spelled

    constraints = table.constraints
    return {
        "columns": [(c.name, kind(c), bool(c.nullable) and not c.primary_key) for c in table.columns],
        "primary key": tuple(c.name for c in table.primary_key.columns),
        "foreign keys": sorted(
            (
                tuple(key.column_keys),
                _referred(key),
                tuple(element.target_fullname.rpartition(".")[2] for element in key.elements),
                str(key.name or ""),
                (key.ondelete or "").upper(),
            )
            for key in constraints
            if isinstance(key, ForeignKeyConstraint)
        ),
        "unique": sorted(
            (tuple(c.name for c in unique.columns), str(unique.name or ""))
            for unique in constraints
            if isinstance(unique, UniqueConstraint)
        ),
        "indexes": sorted(
            (str(index.name or ""), tuple(text(e) for e in index.expressions), bool(index.unique))
            for index in table.indexes
        ),
        "checks": sorted(
            (str(check.name or ""), text(check.sqltext))
            for check in constraints
            if isinstance(check, CheckConstraint) and not getattr(check, "_type_bound", False)
        ),
    }


def _referred(key: ForeignKeyConstraint) -> str:
    """As SQLAlchemy resolves it, where the table is there."""
    try:
        return str(key.elements[0].column.table.fullname)
    except NoReferenceError:
        return key.elements[0].target_fullname.rpartition(".")[0]
