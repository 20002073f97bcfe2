"""Which models are found: from env.py through its imports, from the Flask application, or by the settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from migralint.models import Models, read_models
from migralint.project.files import DISK
from migralint.project.git import BaseTree
from migralint.project.git import Repository as GitRepository
from migralint.revisions.sources import Sources
from tests.models.reading import models, project, written
from tests.repositories import Repository

BASE = """
from sqlalchemy import Column, Integer, MetaData, Table
from sqlalchemy.orm import declarative_base

Base = declarative_base()
"""
USER = """
from app.base import Base, Column, Integer

class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
"""
OTHER = USER.replace("User", "Other").replace("users", "others")
APP = {"app/__init__.py": "", "app/base.py": BASE, "app/user.py": USER, "app/other.py": OTHER}


def found(root: Path, files: dict[str, str]) -> list[str]:
    return [str(table.name) for table in models(root, files).schema.sorted_tables()]


def env(text: str) -> dict[str, str]:
    return {"migrations/env.py": text}


def test_what_env_py_imports_is_read(tmp_path: Path) -> None:
    files = APP | env("from app.base import Base\nimport app.user\ntarget_metadata = Base.metadata\n")
    assert found(tmp_path, files) == ["users"]


def test_models_that_nothing_imports_are_searched_for(tmp_path: Path) -> None:
    files = APP | env("from app.base import Base\ntarget_metadata = Base.metadata\n")
    assert found(tmp_path, files) == ["others", "users"]


def test_a_package_may_import_its_models_for_env_py(tmp_path: Path) -> None:
    package = {"app/__init__.py": "from .base import Base\nfrom . import other\n"}
    files = APP | package | env("import app\ntarget_metadata = app.Base.metadata\n")
    assert found(tmp_path, files) == ["others"]


def test_a_package_that_imports_its_modules_in_a_loop_is_read_whole(tmp_path: Path) -> None:
    package = {"app/__init__.py": "import pkgutil\nfor m in pkgutil.walk_packages(__path__):\n    __import__(m.name)\n"}
    files = APP | package | env("from app.base import Base\ntarget_metadata = Base.metadata\n")
    assert found(tmp_path, files) == ["others", "users"]


def test_tests_and_migrations_are_no_models(tmp_path: Path) -> None:
    elsewhere = {"app/tests/models.py": OTHER, "app/test_it.py": OTHER, "migrations/versions/1.py": OTHER}
    files = APP | elsewhere | env("from app.base import Base\ntarget_metadata = Base.metadata\n")
    assert found(tmp_path, {name: text for name, text in files.items() if name != "app/other.py"}) == ["users"]


TWO = (
    BASE
    + """
Second = declarative_base()
shared = MetaData()
Third = declarative_base(metadata=shared)
for base, name in ((Base, "a"), (Second, "b"), (Third, "c")):
    Table(name, base.metadata, Column("id", Integer, primary_key=True))
Table("d", shared, Column("id", Integer, primary_key=True))
"""
)


@pytest.mark.parametrize(
    ("target", "tables"),
    [
        ("Base.metadata", ["a"]),
        ("Second.metadata", ["b"]),
        ("Third.metadata", ["c", "d"]),
        ("shared", ["c", "d"]),
        ("[Base.metadata, Second.metadata]", ["a", "b"]),
        ("{'one': Base.metadata, 'two': Second.metadata}", ["a", "b"]),
    ],
)
def test_each_metadata_has_its_own_tables(target: str, tables: list[str], tmp_path: Path) -> None:
    files = {"models.py": TWO} | env(f"from models import Base, Second, Third, shared\ntarget_metadata = {target}\n")
    assert found(tmp_path, files) == tables


def test_a_database_of_several_has_its_own_metadata(tmp_path: Path) -> None:
    target = "{'one': Base.metadata, 'two': Second.metadata}"
    written(tmp_path, {"models.py": TWO} | env(f"from models import *\ntarget_metadata = {target}\n"))
    schema = read_models(project(tmp_path), "sqlite", database="two").schema
    assert [str(table.name) for table in schema.sorted_tables()] == ["b"]


DATABASE = "current_app.extensions['migrate'].db"
FLASK_ENV = env(f"from flask import current_app\ntarget_metadata = {DATABASE}.metadata\n")
FLASK = """
{imported}
db = SQLAlchemy()

class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)

class Elsewhere(db.Model):
    __bind_key__ = "other"
    id = db.Column(db.Integer, primary_key=True)

db.Table("bound", db.Column("id", db.Integer), bind_key="other")
"""


@pytest.mark.parametrize(
    "imported", ["from flask_sqlalchemy import SQLAlchemy", "from flask.ext.sqlalchemy import SQLAlchemy"]
)
def test_a_flask_application_decides_itself_what_it_imports(imported: str, tmp_path: Path) -> None:
    written(tmp_path, {"shop/models.py": FLASK.format(imported=imported)} | FLASK_ENV)
    assert [str(table.name) for table in read_models(project(tmp_path), "sqlite").schema.sorted_tables()] == ["user"]
    bound = read_models(project(tmp_path), "sqlite", database="other").schema
    assert [str(table.name) for table in bound.sorted_tables()] == ["bound", "elsewhere"]


def test_a_module_is_one_whatever_name_it_is_imported_by(tmp_path: Path) -> None:
    files = {"app/__init__.py": "", "app/base.py": BASE, "app/user.py": USER.replace("app.base", ".base")}
    found = models(
        tmp_path, files | env("from app.base import Base\nfrom app import user\ntarget_metadata = Base.metadata")
    )
    assert len(found.schema.tables) == 1


def test_places_are_those_of_the_source(tmp_path: Path) -> None:
    source = """\
from sqlalchemy import Column, Index, Integer, MetaData, String, Table, UniqueConstraint
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class HasName:
    name = Column(String(9), index=True)


class User(HasName, Base):
    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("name", "age"),
        Index("ix_age", "age"),
    )

    id = Column(Integer, primary_key=True)
    age = Column(Integer)
"""
    found = models(tmp_path, source)
    [table] = found.schema.sorted_tables()
    lines = {item.name or "unique": found.places.item(table.name, item) for item in (*table.indexes, *table.uniques)}
    assert {name: place.span.line for name, place in lines.items() if place} == {
        "ix_age": 15, "ix_users_name": 8, "unique": 14,
    }  # fmt: skip
    columns = {column.name: found.places.column(table.name, column.name) for column in table.columns}
    assert {name: place.span.line for name, place in columns.items() if place} == {"id": 18, "age": 19, "name": 8}
    assert str(found.places.table(table.name)) == f"{tmp_path / 'models.py'}:11"


def test_models_are_read_as_a_commit_has_them(tmp_path: Path) -> None:
    repository = Repository.init(tmp_path)
    written(tmp_path, APP | env("from app import user\ntarget_metadata = user.Base.metadata\n"))
    repository.commit()
    written(tmp_path, {"app/user.py": OTHER})
    git = GitRepository.holding(tmp_path)
    tree = BaseTree(git, git.objects.commit("HEAD") or "")
    before, after = (read_models(project(tmp_path), "sqlite", sources=Sources(at)) for at in (tree, DISK))
    assert [str(name) for name in before.schema.tables] == ["users"]
    assert [str(name) for name in after.schema.tables] == ["others"]


APPENDING = (
    USER
    + """
from sqlalchemy import CheckConstraint, Index

def install():
    User.__table__.append_constraint(CheckConstraint(User.__table__.c.id > 0, name="ck_id"))
    User.__table__.append_constraint(make())
"""
)


def keys_of(found: Models) -> dict[str, list[str | None]]:
    """The checks of every table, None last where it may have more."""
    return {
        str(table.name): [*(check.sql for check in table.checks), *([None] * (table.name in found.open_keys))]
        for table in found.schema.sorted_tables()
    }


@pytest.mark.parametrize(
    ("source", "checks"),
    [
        pytest.param(APPENDING, [None], id="a function that somebody may call"),
        pytest.param(APPENDING + "install()\n", ["id > 0", None], id="what is appended is not all known"),
        pytest.param(
            APPENDING.replace("make()", "CheckConstraint('id < 9')") + "install()\n", ["id > 0", "id < 9"], id="known"
        ),
    ],
)
def test_what_code_appends_to_tables_is_part_of_them(source: str, checks: list[str | None], tmp_path: Path) -> None:
    files = {"app/__init__.py": "", "app/base.py": BASE, "app/user.py": source, "app/other.py": OTHER}
    found = models(tmp_path, files)
    assert keys_of(found) == {"others": [], "users": checks}
    assert all(table.complete for table in found.schema.tables.values())


def test_columns_that_code_appends_leave_a_table_partial(tmp_path: Path) -> None:
    appending = "\ndef later(table):\n    table.append_column(None)\n"
    files = {"app/__init__.py": "", "app/base.py": BASE, "app/user.py": USER + appending, "app/other.py": OTHER}
    found = models(tmp_path, files)
    assert {str(table.name): table.complete for table in found.schema.tables.values()} == {
        "users": False, "others": True,
    }  # fmt: skip


COLUMN_APPENDED = """
class Ledger:
    def __init__(self, dialect):
        self.table = Table("ledgers", Base.metadata, Column("id", Integer, primary_key=True))
        if dialect == "sqlite":
            self.table.append_column(Column("at", Integer))
        else:
            self.table.append_column(Column("at", String(20)))

def dialect():
    return open("dialect.txt").read()
"""


@pytest.mark.parametrize(
    ("call", "columns"),
    [
        pytest.param("Ledger(dialect())", ["id"], id="one of two, which is not known"),
        pytest.param("Ledger('mysql')", ["id", "at"], id="one that is known"),
    ],
)
def test_a_column_appended_under_a_condition_leaves_a_table_partial(
    call: str, columns: list[str], tmp_path: Path
) -> None:
    source = f"from app.base import *\nfrom sqlalchemy import String\n{COLUMN_APPENDED}\n{call}\n"
    found = models(tmp_path, {"app/__init__.py": "", "app/base.py": BASE, "app/ledger.py": source})
    (table,) = found.schema.tables.values()
    assert ([column.name for column in table.columns], table.complete) == (columns, False)


DERIVED = """
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base
from toolbox.models import Entry

Base = declarative_base()

class Note(Entry, Base):
    __tablename__ = "notes"
    id = Column(Integer, primary_key=True)
"""
ENTRY = """
from sqlalchemy import Column, String
from .words import LENGTH

class Entry:
    title = Column(String(LENGTH))
"""
TOOLBOX = {"__init__.py": "", "models.py": ENTRY, "words.py": "LENGTH = 80\n"}
SITE = ".venv/lib/python3.12/site-packages/toolbox"
DERIVING = {"app/models.py": DERIVED} | env("from app.models import Base\ntarget_metadata = Base.metadata\n")


def placed(folder: str, files: dict[str, str]) -> dict[str, str]:
    return {f"{folder}/{name}": text for name, text in files.items()}


def notes(root: Path) -> list[str]:
    """The columns of the table, `?` last where it may have more."""
    [table] = read_models(project(root), "sqlite").schema.tables.values()
    return [*(f"{column.name} {column.type}" for column in table.columns), *([] if table.complete else ["?"])]


@pytest.mark.parametrize("folder", ["packages/toolbox/src/toolbox", SITE, SITE.replace(".venv", "venv")])
def test_a_package_that_models_are_derived_from_is_read_where_it_is(folder: str, tmp_path: Path) -> None:
    written(tmp_path, DERIVING | placed(folder, TOOLBOX) | {".venv/pyvenv.cfg": "", "venv/pyvenv.cfg": ""})
    assert notes(tmp_path) == ["id INTEGER", "title VARCHAR(80)"]


def test_the_repository_goes_before_what_is_installed(tmp_path: Path) -> None:
    older = placed(SITE, TOOLBOX | {"words.py": "LENGTH = 40\n"}) | {".venv/pyvenv.cfg": ""}
    written(tmp_path, DERIVING | older | placed("libs/toolbox", TOOLBOX))
    assert notes(tmp_path) == ["id INTEGER", "title VARCHAR(80)"]


def test_the_active_environment_is_looked_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, DERIVING | placed("elsewhere/lib/python3.10/site-packages/toolbox", TOOLBOX))
    (tmp_path / "elsewhere/pyvenv.cfg").touch()
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "elsewhere"))
    assert notes(tmp_path) == ["id INTEGER", "title VARCHAR(80)"]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(placed("app/toolbox", TOOLBOX) | {"app/__init__.py": ""}, id="a package inside of another"),
        pytest.param({"toolbox/models.txt": ENTRY}, id="a folder without Python"),
        pytest.param(placed(SITE, TOOLBOX), id="a folder that is no virtual environment"),
    ],
)
def test_other_folders_of_that_name_are_left_alone(files: dict[str, str], tmp_path: Path) -> None:
    written(tmp_path, DERIVING | files)
    assert notes(tmp_path) == ["id INTEGER", "?"]


FLASK_MODEL = """
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.model import Model
from toolbox import Better

class Crud(Model):
    pass

db = SQLAlchemy(model_class=Crud)

class User(Better, db.Model):
    __tablename__ = "notes"
    id = db.Column(db.Integer, primary_key=True)
"""


@pytest.mark.parametrize(
    ("toolbox", "columns"),
    [
        pytest.param("class Better: pass", ["id INTEGER"], id="a mixin"),
        pytest.param("class Better(Gone): pass", ["id INTEGER", "?"], id="a package that cannot be read"),
    ],
)
def test_libraries_that_are_known_by_their_names_are_not_read(toolbox: str, columns: list[str], tmp_path: Path) -> None:
    own = {"app/models.py": FLASK_MODEL} | env("from app.models import db\ntarget_metadata = db.metadata\n")
    library = {"__init__.py": "from .model import Model\nclass SQLAlchemy: pass\n", "model.py": "class Model: pass\n"}
    installed = placed(SITE.replace("toolbox", "flask_sqlalchemy"), library) | placed(SITE, {"__init__.py": toolbox})
    beside = placed("flask_sqlalchemy", library)
    written(tmp_path, own | installed | beside | {".venv/pyvenv.cfg": ""})
    assert notes(tmp_path) == columns


def test_what_is_installed_counts_for_a_commit_too(tmp_path: Path) -> None:
    repository = Repository.init(tmp_path)
    written(tmp_path, DERIVING)
    repository.commit()
    written(tmp_path, placed(SITE, TOOLBOX) | {".venv/pyvenv.cfg": ""})
    git = GitRepository.holding(tmp_path)
    tree = BaseTree(git, git.objects.commit("HEAD") or "")
    found = read_models(project(tmp_path), "sqlite", sources=Sources(tree))
    [table] = found.schema.tables.values()
    assert [column.name for column in table.columns] == ["id", "title"]
    assert found.places.column(table.name, "title") is None


@pytest.mark.parametrize("old", [True, False])
def test_before_pydantic_2_a_default_of_none_makes_a_field_optional(tmp_path: Path, old: bool) -> None:
    text = """
    from sqlmodel import Field, SQLModel

    class Rule(SQLModel, table=True):
        id: int = Field(default=None, primary_key=True)
        name: str
        kind: str = "plain"
        author: str = None
        editor: str = Field(default=None)
    """
    written(tmp_path, {"models.py": text})
    [rule] = read_models(replace(project(tmp_path), old_pydantic=old), "sqlite").schema.sorted_tables()
    assert [column.name for column in rule.columns if column.nullable] == (["author", "editor"] if old else [])


def test_an_abstract_class_with_metadata_is_a_base_whatever_it_is_derived_from(tmp_path: Path) -> None:
    base = "class Model({}):\n    __abstract__ = True\n    metadata = MetaData()\n\n\nclass User(Model):\n"
    body = "    __tablename__ = 'users'\n    id = Column(Integer, primary_key=True)\n"
    head = "from sqlalchemy import Column, Integer, MetaData\nfrom {} import Top\n\n\n"
    target = {**env("from app.models import Model\n\ntarget_metadata = Model.metadata\n"), "app/__init__.py": ""}
    assert found(tmp_path, {**target, "app/models.py": head.format("toolbox") + base.format("Top") + body}) == ["users"]
    plain = base.format("object") + body
    assert found(tmp_path, {**target, "app/models.py": head.format("toolbox") + plain}) == []


def test_metadata_may_be_imported_inside_a_function(tmp_path: Path) -> None:
    inside = "def run():\n    from app.base import {0}\n    context.configure(target_metadata={0}.metadata)\n"
    bases = BASE + "Apart = declarative_base()\n"
    files = {**APP, "app/base.py": bases, "migrations/env.py": "from alembic import context\nfrom app import user\n"}
    written(tmp_path, files)
    for name, expected in (("Base", ["users"]), ("Apart", [])):
        written(tmp_path, {"migrations/env.py": files["migrations/env.py"] + inside.format(name)})
        given = project(tmp_path)
        environment = replace(given.environment, target_metadata=f"{name}.metadata")
        found = read_models(replace(given, environment=environment), "sqlite").schema.sorted_tables()
        assert [str(table.name) for table in found] == expected


def test_a_column_called_registry_is_none(tmp_path: Path) -> None:
    base = """
        from sqlalchemy import Column, Integer, MetaData, String
        from sqlalchemy.orm import DeclarativeBase, registry
        metadata = MetaData()
        class Base(DeclarativeBase):
            registry = registry(metadata=metadata)
    """
    image = """
        from app.base import Base, Column, Integer, String
        class Image(Base):
            __tablename__ = "images"
            id = Column(Integer, primary_key=True)
            registry = Column(String(40))
    """
    files = {"app/__init__.py": "", "app/base.py": base, "app/image.py": image}
    reached = env("import app.image\nfrom app.base import metadata\ntarget_metadata = metadata\n")
    assert found(tmp_path, files | reached) == ["images"]
