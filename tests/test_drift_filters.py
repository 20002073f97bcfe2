"""What env.py keeps autogenerate from looking at is no drift; what it does not surely leave out stays."""

from pathlib import Path

import pytest

from migralint import app
from migralint.checking.selection import Choice
from migralint.loading import Where

INI = """\
[alembic]
script_location = migrations
prepend_sys_path = .
sqlalchemy.url = postgresql://localhost/blog

[alembic:exclude]
tables = celery_jobs,legacy
"""
ENV = """\
from alembic import context
from app.models import Base

config = context.config
target_metadata = Base.metadata
{}

def run_migrations_online():
    with connectable.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata, {})
"""
MODELS = """\
from sqlalchemy import Column, Index, Integer, String, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Post(Base):
    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str | None] = mapped_column(String(80))
    rank: Mapped[int | None] = mapped_column(info={"skip_autogenerate": True})


class Popular(Base):
    __tablename__ = "popular"
    __table_args__ = {"info": {"skip_autogenerate": True}}

    id: Mapped[int] = mapped_column(primary_key=True)


tags = Table("tags", Base.metadata, Column("id", Integer, primary_key=True), info={"is_view": True})
"""
REVISION = """\
from alembic import op
import sqlalchemy as sa

revision = "1a"
down_revision = None


def upgrade():
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("title", sa.String(40)),
        sa.Column("old", sa.Text()),
    )
    op.create_index("ix_search", "posts", ["title"])
    op.create_table("celery_jobs", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("legacy", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("log", sa.Column("id", sa.Integer(), primary_key=True), schema="audit")


def downgrade():
    pass
"""
EVERYTHING = {
    "table popular", "table tags", "column posts.rank", "column posts.old", "column posts.title type",
    "index ix_search of posts", "table celery_jobs", "table legacy",
}  # fmt: skip
SKIP = """
def include_object(object, name, type_, reflected, compare_to):
    return not object.info.get("skip_autogenerate", False)
"""
COOKBOOK = """
def include_object(object, name, type_, reflected, compare_to):
    if type_ == "column" and not reflected and object.info.get("skip_autogenerate", False):
        return False
    elif type_ == "table" and getattr(object, "info", {}).get("is_view"):
        return False
    else:
        return True
"""
ONE_WAY = """
def include_object(object, name, type_, reflected, compare_to):
    if reflected and compare_to is None:
        return False
    return True
"""
NO_DROPS = ONE_WAY.replace("reflected and", 'type_ == "table" and reflected and')
FROM_INI = """
exclude_tables = config.get_section("alembic:exclude", {}).get("tables", "").split(",")


def include_object(object, name, type_, *args, **kwargs):
    return not (type_ == "table" and name in exclude_tables)
"""
OPTION = FROM_INI.replace('.get_section("alembic:exclude", {}).get(', '.get_section_option("alembic:exclude", ')
PREFIXES = """
def include_name(name, type_, parent_names):
    if type_ == "table":
        return not name.startswith(("celery_", "leg"))
    return True
"""
KNOWN = """
def include_name(name, type_, parent_names):
    if type_ == "schema":
        return name in [None, "audit"]
    if type_ == "table":
        return parent_names["schema_qualified_table_name"] in target_metadata.tables
    return True
"""
KNOWN_NAMES = """
def include_name(name, type_, parent_names):
    return type_ != "table" or name in target_metadata.tables
"""
SCHEMAS = """
def include_name(name, type_, parent_names):
    if type_ == "schema":
        return name in [None, "other"]
    return True
"""
SEARCH = """
def include_object(object, name, type_, reflected, compare_to):
    if type_ == "index" and object.table.name == "posts" and name.endswith("_search"):
        return False
    return not (isinstance(object, Table) and object.schema == "audit")
"""
NOT_POSTS = """
def include_object(object, name, type_, reflected, compare_to):
    return name != "posts"
"""
UNKNOWN = """
def include_object(object, name, type_, reflected, compare_to):
    return library.wants(object)
"""
GEO = "\nfrom geoalchemy2.alembic_helpers import include_object\n"
ORPHANS = {"table celery_jobs", "table legacy"}
OBJECT, NAME = "include_object=include_object", "include_name=include_name"


def drifted(tmp_path: Path, functions: str = "", options: str = "") -> set[str]:
    files = {
        "alembic.ini": INI,
        "migrations/env.py": ENV.format(functions, options),
        "migrations/versions/1a.py": REVISION,
        "app/__init__.py": "",
        "app/models.py": MODELS,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    report = app.check(Where(project=tmp_path), Choice(select=["drift"]))
    return {finding.problem.subject for finding in report.findings}


def test_without_filters_everything_is_told(tmp_path: Path) -> None:
    assert drifted(tmp_path) == EVERYTHING


@pytest.mark.parametrize(
    ("functions", "options", "left_out"),
    [
        ("", "include_object=None", set()),
        ("", "include_schemas=True", set()),
        (GEO, OBJECT, set()),
        (SKIP, OBJECT, {"table popular", "column posts.rank"}),
        (COOKBOOK, OBJECT, {"table tags", "column posts.rank"}),
        (ONE_WAY, OBJECT, {*ORPHANS, "column posts.old", "index ix_search of posts"}),
        (NO_DROPS, OBJECT, ORPHANS),
        (FROM_INI, OBJECT, ORPHANS),
        (OPTION, OBJECT, ORPHANS),
        (PREFIXES, NAME, ORPHANS),
        (KNOWN_NAMES, NAME, ORPHANS),
        (SEARCH, OBJECT, {"index ix_search of posts"}),
        (NOT_POSTS, OBJECT, {one for one in EVERYTHING if "posts" in one}),
        (UNKNOWN, OBJECT, {"table popular", "table tags"}),
    ],
    ids=(
        "none schemas geoalchemy skip_autogenerate cookbook one-way no-drops section option prefixes metadata search"
        " table undecided"
    ).split(),
)
def test_what_env_py_leaves_out_is_not_told(functions: str, options: str, left_out: set[str], tmp_path: Path) -> None:
    found = drifted(tmp_path, functions, options)
    assert found - {"table audit.log"} == EVERYTHING - left_out


@pytest.mark.parametrize(
    ("functions", "options", "told"),
    [
        ("", "", False),
        ("", "include_schemas=False", False),
        ("", "include_schemas=True", True),
        (KNOWN, f"include_schemas=True, {NAME}", False),
        (SCHEMAS, f"include_schemas=True, {NAME}", False),
        (SCHEMAS.replace("other", "audit"), f"include_schemas=True, {NAME}", True),
        ("from sqlalchemy import Table\n" + SEARCH, f"include_schemas=True, {OBJECT}", False),
    ],
    ids="default off on metadata schemas asked-for table".split(),
)
def test_a_table_of_another_schema_is_told_where_autogenerate_looks_there(
    functions: str, options: str, told: bool, tmp_path: Path
) -> None:
    assert ("table audit.log" in drifted(tmp_path, functions, options)) is told
