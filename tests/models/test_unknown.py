"""What cannot be known makes a table or a column partial; nothing makes the reading fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.models import Models
from migralint.objects import TableName
from tests.models.reading import models

HEAD = """
from sqlalchemy import Column, Enum, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Table
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, declarative_base, declared_attr, mapped_column, relationship
import somewhere
from somewhere import Something, make, names, Mixin

Base = declarative_base()
"""


def read(root: Path, body: str) -> Models:
    return models(root, HEAD + body)


def told(found: Models) -> list[str]:
    """Every table with its columns, `?` behind what is not wholly known, `+` behind a table that may have more keys."""
    return [
        f"{table.name}{'' if table.complete else '?'}{'+' * (table.name in found.open_keys)}: "
        + ", ".join(f"{c.name} {c.type}" for c in table.columns)
        for table in found.schema.sorted_tables()
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("x = Column(Something())", "t: id INTEGER, x ?", id="a type that is not known"),
        pytest.param("x = make(Integer)", "t?: id INTEGER", id="a call that may give a column"),
        pytest.param("x = somewhere.column", "t: id INTEGER", id="a name of a library is no column"),
        pytest.param("x = [make()]", "t: id INTEGER", id="a list is no column"),
        pytest.param("x = Column(ForeignKey('gone.id'))", "t: id INTEGER, x ?", id="a referred table not there"),
        pytest.param("x: Mapped[Something] = mapped_column()", "t: id INTEGER, x ?", id="an annotation not known"),
        pytest.param("x: Mapped['Nothing(']", "t: id INTEGER, x ?", id="an annotation that is no Python"),
        pytest.param("x = Column(names.X, Integer)", "t?: id INTEGER", id="a column's name that is not known"),
        pytest.param("__table_args__ = make()", "t?: id INTEGER", id="table arguments that are not known"),
        pytest.param("__table_args__ = (*names,)", "t+: id INTEGER", id="unpacked table arguments"),
        pytest.param("__table_args__ = (names.ARG,)", "t+: id INTEGER", id="a table argument that is not known"),
        pytest.param("__table_args__ = (Index(names.IX, 'id'),)", "t+: id INTEGER", id="an index's name not known"),
        pytest.param("__table_args__ = (UniqueConstraint(*names),)", "t+: id INTEGER", id="unknown unique columns"),
        pytest.param("__table_args__ = (PrimaryKeyConstraint(*names),)", "t?: id INTEGER", id="unknown primary key"),
        pytest.param("x = Column(ForeignKey(names.X))", "t+: id INTEGER, x ?", id="a foreign key's target not known"),
        pytest.param(
            "x = Column(Integer, server_default=make())", "t: id INTEGER, x INTEGER", id="a default not known"
        ),
        pytest.param("ix = Index('ix', id.desc())", "t: id INTEGER", id="an index is no column"),
        pytest.param("__table_args__ = {'comment': make()}", "t: id INTEGER", id="an option that is not known"),
        pytest.param("@declared_attr\n    def x(cls): return make()", "t?: id INTEGER", id="a declared_attr not known"),
        pytest.param("@declared_attr\n    def x(cls): return relationship('T')", "t: id INTEGER", id="a relationship"),
        pytest.param("@declared_attr\n    def x(cls): raise ValueError", "t?: id INTEGER", id="a method that raises"),
        pytest.param("x = staticmethod(make)", "t: id INTEGER", id="a method made by a call"),
        pytest.param("x = property(make)", "t: id INTEGER", id="a property made by a call"),
        pytest.param("registry = make()", "t: id INTEGER", id="what a base is made of"),
        pytest.param("@property\n    def x(self): return make()", "t: id INTEGER", id="a property is no column"),
    ],
)
def test_a_table_is_partial_where_a_part_is_unknown(body: str, expected: str, tmp_path: Path) -> None:
    source = f"class T(Base):\n    __tablename__ = 't'\n    id = Column(Integer, primary_key=True)\n    {body}\n"
    assert told(read(tmp_path, source)) == [expected]


def test_a_mixin_of_a_library_may_bring_columns(tmp_path: Path) -> None:
    found = read(
        tmp_path, "class T(Mixin, Base):\n    __tablename__ = 't'\n    id = Column(Integer, primary_key=True)\n"
    )
    assert told(found) == ["t?: id INTEGER"]
    assert [note.why for note in found.unread] == ["t: somewhere.Mixin is not read"]


def test_a_name_that_is_not_known_leaves_the_schema_open(tmp_path: Path) -> None:
    found = read(tmp_path, "class T(Base):\n    __tablename__ = make()\n    id = Column(Integer, primary_key=True)\n")
    assert not found.schema.tables
    assert not found.schema.complete


def test_a_base_of_a_library_may_bring_columns_and_tables(tmp_path: Path) -> None:
    source = "from library.db import Base\nfrom sqlalchemy import Column, Integer\n"
    source += "class T(Base):\n    __tablename__ = 't'\n    id = Column(Integer, primary_key=True)\n"
    env = "import models\nfrom library.db import Base\ntarget_metadata = Base.metadata\n"
    found = models(tmp_path, {"models.py": source, "migrations/env.py": env})
    assert told(found) == ["t?: id INTEGER"]
    assert not found.schema.complete


def test_a_base_that_is_not_found_leaves_the_schema_open(tmp_path: Path) -> None:
    source = "from models import Nothing\nclass T(Nothing):\n    __tablename__ = 't'\n"
    found = models(tmp_path, {"models.py": HEAD, "more.py": source})
    assert [note.why for note in found.unread] == ["the base of T is not known"]
    assert not found.schema.complete


LOST = """
from sqlalchemy import Column, Integer, MetaData, Text
from sqlalchemy.orm import Mapped, declarative_base, mapped_column
from library import Entry, Plugin, make_base, mixins

Base = declarative_base(metadata=MetaData(schema="app"))

class Known(Base):
    __tablename__ = "known"
    id = Column(Integer, primary_key=True)
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "class T(Entry):\n    __tablename__ = 't'\n    id = Column(Integer, primary_key=True)\n",
            ["app.t?: id INTEGER"],
            id="a class of a library",
        ),
        pytest.param(
            "class T(make_base()):\n    __tablename__ = 't'\n    name = Column(Text)\n",
            ["app.t?: name TEXT"],
            id="what a library's function makes",
        ),
        pytest.param(
            "class T(Entry):\n    __tablename__ = 't'\n    at: Mapped[str]\n    x: Mapped[str] = mapped_column(Text)\n",
            ["app.t?: at ?, x TEXT"],
            id="annotations whose types the base may choose",
        ),
        pytest.param(
            "class T(Entry):\n    __tablename__ = 't'\n    id = Column(Integer)\nclass U(T):\n    x = Column(Text)\n",
            ["app.t?: id INTEGER, x TEXT"],
            id="a class that shares its table",
        ),
        pytest.param(
            "class Named(Entry):\n    __tablename__ = 't'\n    x = Column(Text)\n"
            "class T(Named, Base):\n    id = Column(Integer)\n",
            ["app.t?: id INTEGER, x TEXT"],
            id="a mixin of a class with another base",
        ),
        pytest.param("class T(Entry):\n    __tablename__ = 't'\n", [], id="no column says that it is mapped"),
        pytest.param("class T(Entry):\n    x = Column(Text)\n", [], id="no table"),
        pytest.param(
            "class T(Entry):\n    __tablename__ = 'known'\n    x = Column(Text)\n", [], id="a table known already"
        ),
    ],
)
def test_a_class_that_says_what_it_maps_is_a_model(body: str, expected: list[str], tmp_path: Path) -> None:
    env = "import models\ntarget_metadata = models.Base.metadata\n"
    found = models(tmp_path, {"models.py": LOST + body, "migrations/env.py": env})
    assert told(found) == ["app.known: id INTEGER", *expected]
    assert found.doubtful <= {TableName("t", "app")}


def test_two_bases_where_env_py_says_nothing_leave_the_schema_open(tmp_path: Path) -> None:
    table = "Table('{0}', {0}.metadata, Column('id', Integer))\n"
    source = HEAD + "Other = declarative_base()\n" + table.format("Base") + table.format("Other")
    found = models(tmp_path, {"models.py": source, "migrations/env.py": "import models\ntarget_metadata = None\n"})
    assert sorted(map(str, found.schema.tables)) == ["Base", "Other"]
    assert not found.schema.complete


HISTORY = """
class T(Base):
    __tablename__ = "t"
    id = Column(Integer, primary_key=True)

    @declared_attr
    def __mapper_cls__(cls):
        return make(cls)
"""
MERGED = """
class T(Base):
    __tablename__ = "t"
    id = Column(Integer, primary_key=True)

    @declared_attr
    def __table_args__(cls):
        options = {}
        for name in dir(cls):
            options.update(getattr(cls, name))
        return (options,)
"""


@pytest.mark.parametrize(
    ("source", "tables"),
    [
        pytest.param(HISTORY, ["t?: id INTEGER"], id="a class that maps itself"),
        pytest.param(MERGED, [], id="a schema that depends on what is not known"),
    ],
)
def test_what_may_be_mapped_otherwise_leaves_the_schema_open(source: str, tables: list[str], tmp_path: Path) -> None:
    found = read(tmp_path, source)
    assert told(found) == tables
    assert not found.schema.complete


def test_a_known_schema_is_complete(tmp_path: Path) -> None:
    found = read(tmp_path, "class T(Base):\n    __tablename__ = 't'\n    id = Column(Integer, primary_key=True)\n")
    assert found.schema.complete
    assert found.unread == ()


BASES_WITHOUT_AN_ORDER = "class A0(Base): __abstract__ = True\n" + "".join(
    f"class A{n}(A{n - 1}): __abstract__ = True\nclass B{n}(A{n - 1}, A{n}): pass\n" for n in range(1, 40)
)
HOSTILE = {
    "no Python": "class T(Base:\n",
    "a NUL byte": "\0",
    "an import of itself": "from models import Base\nclass T(Base): pass\n",
    "bases in a circle": "class A(B): pass\nclass B(A):\n    x = Column()\n",
    "bases without an order": BASES_WITHOUT_AN_ORDER,
    "an endless loop": "while True:\n    Table('t', Base.metadata)\n",
    "endless recursion": "def f(): return f()\nclass T(Base):\n    __tablename__ = f()\n",
    "an expression without end": "x = Column(Integer)\n" + "x = x + x\n" * 200 + "Index('i', x)\n",
    "deep text": f"class T(Base):\n    __tablename__ = 't'\n    x: Mapped['{'(' * 500}']\n",
    "a name that asks for itself": """
class T(Base):
    id = Column(Integer)

    @declared_attr
    def __tablename__(cls):
        return cls.__tablename__
""",
    "an endless regular expression": """
import re

class T(Base):
    __tablename__ = re.sub("(a+)+$", "", "a" * 40 + "!")
    id = Column(Integer)
""",
    "calls without arguments": """
Table()
Table("t")
Table("t", Base.metadata, 5, None, *names)
Index()
Column()

class T(Base):
    __tablename__ = "t2"
    __table_args__ = (Index(), UniqueConstraint(5), 7)
    x = Column()
    y = mapped_column(None, primary_key=make())
""",
}
USES_IT = "from models import *\nclass U(Base):\n    __tablename__ = 'u'\n    id = Column(Integer)\n"


@pytest.mark.parametrize("source", [pytest.param(text, id=name) for name, text in HOSTILE.items()])
def test_no_module_makes_the_reading_fail(source: str, tmp_path: Path) -> None:
    found = models(tmp_path, {"models.py": HEAD + source, "more.py": HEAD + USES_IT})
    assert [str(table.name) for table in found.schema.sorted_tables()].count("u") == 1


def test_a_class_that_cannot_be_evaluated_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, "class T(Base):\n    __tablename__ = 't'\n    id = Column(Integer, default=(1, 2).order)\n")
    assert [unread.why for unread in found.unread] == ["T: evaluating models raises"]


def test_mixins_of_well_known_libraries_are_read(tmp_path: Path) -> None:
    source = (
        "from oslo_db.sqlalchemy import models as oslo\nclass T(oslo.SoftDeleteMixin, oslo.TimestampMixin, Base):\n"
    )
    found = read(tmp_path, source + "    __tablename__ = 't'\n    id = Column(Integer, primary_key=True)\n")
    [table] = found.schema.tables.values()
    assert table.complete
    assert [column.name for column in table.columns] == ["id", "deleted_at", "deleted", "created_at", "updated_at"]
