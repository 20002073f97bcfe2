"""The schema that SQLAlchemy makes of models which are imported in a process of its own."""

import sys
from pathlib import Path
from textwrap import dedent

import pytest

from migralint.metadata import Metadata, imported_schema
from migralint.project.errors import ProjectError
from migralint.project.project import Project
from migralint.reports.schema import to_text

SHOP = """
import enum
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

print("importing the shop")

class Base(DeclarativeBase):
    metadata = sa.MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_name)s"})

class Kind(enum.Enum):
    SMALL = 1
    BIG = 2

class Order(Base):
    __tablename__ = "order"
    __table_args__ = (sa.CheckConstraint("total > 0"), sa.Index("ix_order_lower", sa.text("lower(name)")))
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind]
    name: Mapped[str] = mapped_column(sa.String(50), unique=True, server_default="x")
    total: Mapped[int] = mapped_column(sa.Numeric(10, 2), nullable=True)
    parent_id: Mapped[int] = mapped_column(sa.ForeignKey("order.id", ondelete="CASCADE"), index=True, nullable=True)

other = sa.MetaData()
sa.Table("log", other, sa.Column("at", sa.DateTime()))

def both():
    return [Base.metadata, other]
"""
FLASK = """
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()

class BlogPost(db.Model):
    id = db.Column(db.Integer, primary_key=True)

class Visit(db.Model):
    __bind_key__ = "statistics"
    id = db.Column(db.Integer, primary_key=True)

def create_app():
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    app.config["SQLALCHEMY_BINDS"] = {"statistics": "sqlite://"}
    db.init_app(app)
    return app
"""


def text(root: Path, source: str, name: str, dialect: str = "postgresql") -> str:
    (root / "shop.py").write_text(dedent(source), encoding="utf-8")
    return to_text(imported_schema(Metadata(f"shop:{name}"), project(root), dialect))


def project(root: Path) -> Project:
    return Project(root=root, version_locations=(), python_roots=(root,))


def tables(shown: str) -> list[str]:
    return [line.removeprefix("table ") for line in shown.splitlines() if line.startswith("table ")]


def test_everything_is_as_the_database_would_have_it(tmp_path: Path) -> None:
    assert text(tmp_path, SHOP, "Base.metadata") == dedent("""\
        table order
          id         INTEGER not null
          kind       kind not null
          name       VARCHAR(50) not null default 'x'
          total      NUMERIC(10, 2)
          parent_id  INTEGER
          primary key order_pkey (id)
          unique order_name_key (name)
          foreign key order_parent_id_fkey (parent_id) to order (id) on delete cascade
          check order_total_check (total > 0)
          index ix_order_lower (lower(name))
          index ix_order_parent_id (parent_id)

        enum kind: SMALL, BIG
        """)


def test_each_dialect_spells_it_in_its_own_way(tmp_path: Path) -> None:
    shown = text(tmp_path, SHOP, "Base", "mysql")
    assert "kind       ENUM('SMALL','BIG') not null" in shown
    assert "foreign key order_ibfk_1 (parent_id)" in shown


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Base", ["order"]), ("other", ["log"]), ("both", ["log", "order"]), ("both()", ["log", "order"])],
)
def test_a_base_a_metadata_and_a_function_that_gives_several(tmp_path: Path, name: str, expected: list[str]) -> None:
    assert tables(text(tmp_path, SHOP, name)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("db", ["blog_post"]), ("create_app", ["blog_post", "visit"]), ("db.metadata", ["blog_post"])],
)
def test_flask_sqlalchemy_is_asked_for_its_tables(tmp_path: Path, name: str, expected: list[str]) -> None:
    assert tables(text(tmp_path, FLASK, name)) == expected


@pytest.mark.parametrize(
    ("source", "name", "reason"),
    [
        ("import nowhere", "Base", "shop:Base cannot be imported: ModuleNotFoundError: No module named 'nowhere'"),
        ("", "Base", "AttributeError: module 'shop' has no attribute 'Base'"),
        ("Base = 3", "Base", "TypeError: 3 is no MetaData, and has none"),
        ("import os\nos._exit(1)", "Base", "it ended without a word"),
        ("raise SystemExit(0)", "Base", "it ended without a word"),
        ("", "Base.metadata; import os", "is no metadata: write package.module:Base.metadata"),
        ("", "--help", "is no metadata"),
    ],
)
def test_what_cannot_be_imported_is_an_error_that_says_why(tmp_path: Path, source: str, name: str, reason: str) -> None:
    with pytest.raises(ProjectError) as caught:
        text(tmp_path, source, name)
    assert reason in str(caught.value)


def test_a_python_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="/no/python cannot be run: No such file or directory"):
        imported_schema(Metadata("shop:Base", "/no/python"), project(tmp_path), "sqlite")


def test_it_is_another_process_that_imports(tmp_path: Path) -> None:
    text(tmp_path, SHOP, "Base")
    assert "shop" not in sys.modules


def test_a_folder_with_a_module_named_like_one_of_pythons_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "logging.py").write_text("raise SystemError('this is not the logging of Python')\n", encoding="utf-8")
    assert tables(text(tmp_path, SHOP, "Base.metadata")) == ["order"]
