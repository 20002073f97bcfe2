"""Where a project's dialect comes from."""

import pytest

from migralint.project.discovery import find_projects
from migralint.project.urls import dialect_of
from tests.project.trees import ENV, FLASK_PROJECT, PLAIN_PROJECT, Tree, ini, revision

WEAK = 'SQLALCHEMY_DATABASE_URI = os.environ.get("DATABASE_URL", "sqlite:///app.db")\n'


def found(tree: Tree, files: dict[str, str]) -> tuple[tuple[str, ...], str]:
    tree(files)
    [project] = find_projects([])
    return project.dialects, project.dialect_source


def url(text: str) -> dict[str, str]:
    return {**PLAIN_PROJECT, "alembic.ini": ini(more=f"sqlalchemy.url = {text}")}


def test_revisions_for_mysql_alone_name_it_where_nothing_else_does(tree: Tree) -> None:
    types = "from sqlalchemy.dialects import mysql\n"
    first = {**PLAIN_PROJECT, "migrations/versions/1a.py": types + revision("1a")}
    assert found(tree, first) == (("mysql",), "the revisions, which name MySQL")
    both = types + "from sqlalchemy.dialects import postgresql\n" + revision("2b", "1a")
    assert found(tree, {**first, "migrations/versions/2b.py": both}) == (("postgresql",), "")


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("postgresql://localhost/app", "postgresql"),
        ("postgres://localhost/app", "postgresql"),
        ("postgresql+asyncpg://u:p%40w@db/app", "postgresql"),
        ("mysql+pymysql://localhost/app", "mysql"),
        ("mariadb+mariadbconnector://localhost/app", "mariadb"),
        ("sqlite:///app.db", "sqlite"),
        ("mssql+pyodbc:///?odbc_connect=x", "mssql"),
        ("oracle+oracledb://localhost", "oracle"),
        ("driver://user:pass@localhost/dbname", None),
        ("https://example.org", None),
        ("", None),
        ('""', None),
        ("%(DATABASE_URL)s", None),
    ],
)
def test_a_url_names_its_dialect(text: str, dialect: str | None) -> None:
    assert dialect_of(text) == dialect


def test_the_settings_decide(tree: Tree) -> None:
    files = {**url("sqlite:///x"), "migralint.toml": 'dialect = ["mysql", "postgres"]\n'}
    assert found(tree, files) == (("mysql", "postgresql"), "dialect in migralint.toml")


def test_the_configuration_names_the_url(tree: Tree) -> None:
    assert found(tree, url("mysql+pymysql://localhost/app")) == (("mysql",), "sqlalchemy.url in alembic.ini")


def test_every_database_of_the_configuration_counts(tree: Tree) -> None:
    sections = "databases = a, b\n[a]\nsqlalchemy.url = postgresql://x\n[b]\nsqlalchemy.url = sqlite:///y\n"
    files = {**PLAIN_PROJECT, "alembic.ini": ini(more=sections)}
    assert found(tree, files) == (("postgresql", "sqlite"), "sqlalchemy.url in alembic.ini")


def test_nothing_says_so_postgresql_is_assumed(tree: Tree) -> None:
    assert found(tree, PLAIN_PROJECT) == (("postgresql",), "")


def test_alembics_template_is_no_answer(tree: Tree) -> None:
    files = url("driver://user:pass@localhost/dbname")
    assert found(tree, files) == (("postgresql",), "")
    assert found(tree, {**files, "requirements.txt": "PyMySQL==1.1\n"}) == (("mysql",), "pymysql in requirements.txt")


@pytest.mark.parametrize(
    "code",
    [
        "context.configure(url='mysql://localhost/app')\n",
        "config.set_main_option('sqlalchemy.url', 'mysql+pymysql://localhost/app')\n",
        "create_engine(URL.create('mysql+pymysql', host=host))\n",
        "create_engine(f'mysql+pymysql://{user}:{password}@{host}/app')\n",
        "DATABASE_URL = 'mysql://%s/app' % host\n",
    ],
)
def test_env_names_the_url(tree: Tree, code: str) -> None:
    assert found(tree, {**PLAIN_PROJECT, "migrations/env.py": ENV + code}) == (("mysql",), "the database URL in env.py")


@pytest.mark.parametrize(
    "settings",
    [
        'DATABASE_URL: str = "mysql+aiomysql://localhost/app"\n',
        'class Settings:\n    database_uri = "mysql://localhost/app"\n',
        'def uri():\n    return MultiHostUrl.build(scheme="mysql+pymysql", host=host)\n',
        'db_url = os.getenv("DB_URL") or "mysql://localhost/app"\n',
        'engine = create_engine(os.getenv("HERE", "mysql://localhost/app"))\n',
        'engine = create_async_engine(\n    f"mysql+aiomysql://{host}/app", echo=True\n)\n',
        'WHERE = "mysql://localhost/app"\nengine = create_engine(WHERE)\n',
        'DRIVER = "mysql"\nwhere = URL.create(DRIVER, host=host)\n',
        'where = URL.create(host=host, drivername="mysql+pymysql")\n',
    ],
)
def test_settings_that_env_imports_name_the_url(tree: Tree, settings: str) -> None:
    files = {
        **PLAIN_PROJECT,
        "migrations/env.py": f"from app.core import config\n{ENV}",
        "app/core/config.py": settings,
    }
    assert found(tree, files) == (("mysql",), "the database URL in config.py")


def test_a_url_of_a_module_that_env_does_not_import_is_not_read(tree: Tree) -> None:
    files = {**PLAIN_PROJECT, "scripts/copy.py": 'DATABASE_URL = "mysql://localhost/app"\n'}
    assert found(tree, files) == (("postgresql",), "")


@pytest.mark.parametrize(
    "code",
    [
        'app.config["SQLALCHEMY_DATABASE_URI"] = "mysql://localhost/app"\n',
        'app.config.from_mapping(SQLALCHEMY_DATABASE_URI="mysql://localhost/app")\n',
        'class Config:\n    SQLALCHEMY_DATABASE_URI = os.environ.get("DATABASE_URL", "mysql://localhost/app")\n',
        'app.config.update({"SQLALCHEMY_DATABASE_URI": "mysql://localhost/app"})\n',
    ],
)
def test_a_flask_application_names_the_url(tree: Tree, code: str) -> None:
    assert found(tree, {**FLASK_PROJECT, "config.py": code}) == (("mysql",), "the database URL in config.py")


@pytest.mark.parametrize("driver", ["psycopg2-binary", "psycopg[binary]", "asyncpg>=0.29", "pg8000  # comment"])
def test_sqlite_in_code_yields_to_the_driver_of_a_server(tree: Tree, driver: str) -> None:
    dialects, source = found(tree, {**FLASK_PROJECT, "config.py": WEAK, "requirements.txt": f"Flask\n{driver}\n"})
    assert dialects == ("postgresql",)
    assert source.endswith("in requirements.txt")


def test_sqlite_in_code_counts_where_no_driver_of_a_server_is_required(tree: Tree) -> None:
    files = {**FLASK_PROJECT, "config.py": WEAK, "requirements.txt": "Flask\n# psycopg2\n"}
    assert found(tree, files) == (("sqlite",), "the database URL in config.py")


CLASSES = """
class Testing:
    SQLALCHEMY_DATABASE_URI = "sqlite://"


class Production:
    SQLALCHEMY_DATABASE_URI = "mysql://localhost/app"
"""


def test_a_servers_url_in_code_wins_over_sqlite_for_tests(tree: Tree) -> None:
    assert found(tree, {**FLASK_PROJECT, "config.py": CLASSES}) == (("mysql",), "the database URL in config.py")


@pytest.mark.parametrize(
    ("project", "source"),
    [
        ('[project]\ndependencies = ["asyncpg>=0.29"]\n', "asyncpg in pyproject.toml"),
        ('[project]\ndependencies = ["sqlalchemy[asyncio,postgresql-psycopg]"]\n', "sqlalchemy in pyproject.toml"),
        ('[tool.poetry.dependencies]\npsycopg = {version = "^3", extras = ["binary"]}\n', "psycopg in pyproject.toml"),
        ('[dependency-groups]\nprod = ["psycopg2"]\n', "psycopg2 in pyproject.toml"),
        ('[project.optional-dependencies]\npg = ["pg8000"]\n', "pg8000 in pyproject.toml"),
    ],
)
def test_a_driver_in_pyproject_is_found(tree: Tree, project: str, source: str) -> None:
    assert found(tree, {**PLAIN_PROJECT, "pyproject.toml": project}) == (("postgresql",), source)


def test_optional_drivers_of_several_servers_are_no_answer(tree: Tree) -> None:
    project = '[project.optional-dependencies]\npg = ["psycopg2"]\nmysql = ["pymysql"]\n'
    assert found(tree, {**PLAIN_PROJECT, "pyproject.toml": project}) == (("postgresql",), "")


def test_required_drivers_of_several_servers_are_all_targets(tree: Tree) -> None:
    files = {**PLAIN_PROJECT, "requirements/base.txt": "psycopg2\nmysqlclient\n", "requirements/dev.txt": "pymssql\n"}
    assert found(tree, files) == (("postgresql", "mysql"), "psycopg2, mysqlclient in base.txt")


def test_a_broken_pyproject_names_no_driver(tree: Tree) -> None:
    assert found(tree, {**PLAIN_PROJECT, "pyproject.toml": "[project\n"}) == (("postgresql",), "")


def test_the_name_of_the_script_folder_counts(tree: Tree) -> None:
    files = {"migrations_mysql/env.py": ENV, "migrations_mysql/versions/a1.py": revision()}
    assert found(tree, files) == (("mysql",), "the folder name migrations_mysql")


@pytest.mark.parametrize(
    ("body", "dialect"),
    [
        ('    if op.get_bind().dialect.name == "postgresql":\n        pass\n', "postgresql"),
        ('    op.drop_constraint("post_user_id_fkey", "post")\n', "postgresql"),
        ('    op.create_index("ix_a", "a", ["b"], postgresql_using="gin")\n', "sqlite"),
        ('    op.drop_table("a")\n', "sqlite"),
    ],
)
def test_sqlite_yields_to_revisions_that_were_written_for_postgresql(tree: Tree, body: str, dialect: str) -> None:
    files = url("sqlite:///app.db")
    name = next(name for name in files if "versions" in name)
    files[name] += f"\ndef upgrade():\n{body}"
    assert found(tree, files)[0] == (dialect,)
