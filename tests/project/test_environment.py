"""What is read from env.py and the application, without running either."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from migralint.project.discovery import find_projects
from migralint.project.environment import read_environment
from migralint.project.project import Environment
from tests.project.trees import FLASK_PROJECT, PLAIN_PROJECT, Tree

CONVENTION = {"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s"}
CONVENTION_SOURCE = '{"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s"}'


def environment_of(tmp_path: Path, text: str) -> Environment:
    """What is read from an env.py with this text alone."""
    env_py = tmp_path / "env.py"
    env_py.write_text(text, encoding="utf-8")
    return replace(read_environment(env_py, [tmp_path]), path=None)


def project_environment(tree: Tree, files: dict[str, str]) -> Environment:
    tree(files)
    [project] = find_projects([])
    return project.environment


def test_keyword_arguments_are_read(tmp_path: Path) -> None:
    text = """
target_metadata = Base.metadata

def run_migrations_online():
    context.configure(
        connection=connection,
        target_metadata=target_metadata,
        transaction_per_migration=True,
        render_as_batch=True,
        compare_type=False,
        compare_server_default=True,
        include_schemas=True,
        include_object=include_object,
        include_name=include_name,
        version_table="alembic_version_auth",
        version_table_schema="auth",
    )
"""
    assert environment_of(tmp_path, text) == Environment(
        transaction_per_migration=True,
        render_as_batch=True,
        compare_type=False,
        compare_server_default=True,
        include_schemas=True,
        has_include_object=True,
        has_include_name=True,
        version_table="alembic_version_auth",
        version_table_schema="auth",
        target_metadata="Base.metadata",
    )


def test_an_env_file_without_configure_says_nothing(tmp_path: Path) -> None:
    assert environment_of(tmp_path, "x = 1\n") == Environment()


@pytest.mark.parametrize("text", ["def broken(:\n", "\x00\x01", "(" * 5000, "# -*- coding: klingon -*-\n"])
def test_an_env_file_that_python_cannot_read_says_nothing(tmp_path: Path, text: str) -> None:
    assert environment_of(tmp_path, text) == Environment()


@pytest.mark.parametrize(
    "options",
    [
        'options = {"render_as_batch": True}\ncontext.configure(connection=c, **options)',
        "options = dict(render_as_batch=True)\ncontext.configure(connection=c, **options)",
        'options = {}\noptions["render_as_batch"] = True\ncontext.configure(connection=c, **options)',
        "options = {}\noptions.update(render_as_batch=True)\ncontext.configure(connection=c, **options)",
        'options = {}\noptions.update({"render_as_batch": True})\ncontext.configure(connection=c, **options)',
        'context.configure(connection=c, **{"render_as_batch": True})',
        "BATCH = True\ncontext.configure(connection=c, render_as_batch=BATCH)",
        'def run():\n    options = {"render_as_batch": True}\n    context.configure(connection=c, **options)',
    ],
)
def test_options_are_read_through_dicts_and_names(tmp_path: Path, options: str) -> None:
    assert environment_of(tmp_path, options).render_as_batch is True


@pytest.mark.parametrize(
    "text",
    [
        "context.configure(connection=c, render_as_batch=dialect.name == 'sqlite')",
        "context.configure(connection=c, render_as_batch=is_sqlite())",
        'options = {}\nif sqlite:\n    options["render_as_batch"] = True\ncontext.configure(connection=c, **options)',
        "logger.configure(render_as_batch=True)",
    ],
)
def test_an_option_that_does_not_always_hold_is_not_known(tmp_path: Path, text: str) -> None:
    assert environment_of(tmp_path, text).render_as_batch is None


def test_the_call_with_a_connection_wins_over_offline_mode(tmp_path: Path) -> None:
    text = """
def run_migrations_offline():
    context.configure(url=url, render_as_batch=False, version_table="v")

def run_migrations_online():
    context.configure(connection=connection, render_as_batch=True)
"""
    found = environment_of(tmp_path, text)
    assert found.render_as_batch is True
    assert found.version_table == "v"


def test_a_function_that_compares_types_compares(tmp_path: Path) -> None:
    text = "def compare(context, *args):\n    return None\n\ncontext.configure(connection=c, compare_type=compare)\n"
    assert environment_of(tmp_path, text).compare_type is True


def test_an_include_object_of_none_includes_everything(tmp_path: Path) -> None:
    assert not environment_of(tmp_path, "context.configure(connection=c, include_object=None)").has_include_object


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("context.configure(url='postgresql://localhost/app')", "postgresql://localhost/app"),
        ("engine = create_engine('mysql+pymysql://localhost/app')", "mysql+pymysql://localhost/app"),
        ("config.set_main_option('sqlalchemy.url', 'sqlite:///app.db')", "sqlite:///app.db"),
        ("URL = os.environ.get('DATABASE_URL', 'postgresql://db')\ncreate_engine(URL)", "postgresql://db"),
        ("context.configure(url=config.get_main_option('sqlalchemy.url'))", None),
    ],
)
def test_a_literal_url_is_read(tmp_path: Path, text: str, url: str | None) -> None:
    assert environment_of(tmp_path, text).url == url


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ('Table("alembic_version", m, Column("version_num", String(255), primary_key=True))', 255),
        ('Table("alembic_version", m, sa.Column("version_num", sa.String(length=128)))', 128),
        ('execute(text("CREATE TABLE alembic_version (version_num VARCHAR(64) NOT NULL)"))', 64),
        ('execute("ALTER TABLE alembic_version ALTER COLUMN version_num TYPE VARCHAR(100)")', 100),
        ('execute(f"ALTER TABLE {schema}.alembic_version ALTER version_num TYPE character varying(99)")', 99),
        ("context._version.c.version_num.type.length = 80", 80),
        ("LENGTH = 70\nColumn('version_num', String(LENGTH))", 70),
        ('Table("users", m, Column("name", String(255)))', 32),
        ("# CREATE TABLE alembic_version (version_num VARCHAR(64))", 32),
    ],
)
def test_a_widened_version_table_is_seen(tmp_path: Path, text: str, length: int) -> None:
    assert environment_of(tmp_path, text).version_number_length == length


@pytest.mark.parametrize(
    ("text", "lock", "statement"),
    [
        ("connection.execute(text(\"SET lock_timeout = '5s'\"))", True, False),
        ('create_engine(url, connect_args={"options": "-c lock_timeout=4000 -c statement_timeout=60s"})', True, True),
        ('connection.exec_driver_sql(f"SET LOCAL statement_timeout = {limit}")', False, True),
        ("create_engine(url, server_settings=dict(lock_timeout='5s'))", True, False),
        ('connection.execute("SET SESSION lock_wait_timeout = 5")', True, False),
        ('connection.execute(text("SET lock_timeout = 0"))', False, False),
        ('connection.execute(text("SET lock_timeout TO 0"))', False, False),
        ("# SET lock_timeout = '5s'", False, False),
        ('"""Remember to set lock_timeout and statement_timeout."""', False, False),
    ],
)
def test_timeouts_are_seen_where_they_are_set(tmp_path: Path, text: str, lock: bool, statement: bool) -> None:
    found = environment_of(tmp_path, text + "\n")
    assert (found.sets_lock_timeout, found.sets_statement_timeout) == (lock, statement)


def test_timeouts_of_an_imported_engine_count(tree: Tree) -> None:
    env = (
        "from app.database import engine\nfrom alembic import context\ncontext.configure(connection=engine.connect())\n"
    )
    engine = 'engine = create_engine(url, connect_args={"options": "-c lock_timeout=4000"})\n'
    found = project_environment(tree, {**PLAIN_PROJECT, "migrations/env.py": env, "app/database.py": engine})
    assert found.sets_lock_timeout


PRAGMA = """\
@event.listens_for({}, "connect")
def turn_on(connection, record):
    connection.execute("PRAGMA foreign_keys={}")
"""


@pytest.mark.parametrize(
    ("text", "enforced"),
    [
        (PRAGMA.format("Engine", "ON"), True),
        (PRAGMA.format("engine.sync_engine", "1"), True),
        ("event.listen(engine, 'connect', lambda c, _: c.execute('pragma foreign_keys = on'))", True),
        (PRAGMA.format("Engine", "ON") + "context.execute('PRAGMA foreign_keys=OFF')", False),
        (PRAGMA.format("Engine", "OFF"), False),
        (PRAGMA.format("Engine", "ON").replace('connect"', 'begin"'), False),
        ("connection.execute(text('PRAGMA foreign_keys=ON'))", False),
        ("# " + PRAGMA.format("Engine", "ON").replace("\n", "\n# "), False),
    ],
)
def test_foreign_keys_are_enforced_where_an_event_turns_them_on(tmp_path: Path, text: str, enforced: bool) -> None:
    assert environment_of(tmp_path, text + "\n").enforces_foreign_keys is enforced


@pytest.mark.parametrize(
    ("own_engine", "target", "enforced"),
    [(False, "engine", True), (False, "Engine", True), (True, "Engine", True), (True, "engine", False)],
)
def test_an_engine_of_env_py_knows_only_events_of_the_class(
    tree: Tree, own_engine: bool, target: str, enforced: bool
) -> None:
    made = "engine = engine_from_config({})\n" if own_engine else ""
    imports = "from app.database import engine\nfrom alembic import context\n"
    env = f"{imports}{made}context.configure(connection=engine.connect())\n"
    database = f"engine = create_engine(url)\n{PRAGMA.format(target, 'ON')}"
    found = project_environment(tree, {**PLAIN_PROJECT, "migrations/env.py": env, "app/database.py": database})
    assert found.enforces_foreign_keys is enforced


@pytest.mark.parametrize(
    "text",
    [
        f"target_metadata = MetaData(naming_convention={CONVENTION_SOURCE})",
        f"NAMES = {CONVENTION_SOURCE}\ntarget_metadata = sa.MetaData(schema='x', naming_convention=NAMES)",
        f"target_metadata.naming_convention = {CONVENTION_SOURCE}",
        f"PAIRS = {tuple(CONVENTION.items())}\ntarget_metadata = MetaData(naming_convention=dict(PAIRS))",
        "MetaData(naming_convention=dict(ix='ix_%(column_0_label)s', uq='uq_%(table_name)s_%(column_0_name)s'))",
    ],
)
def test_a_naming_convention_is_read(tmp_path: Path, text: str) -> None:
    assert environment_of(tmp_path, text).naming_convention == CONVENTION


@pytest.mark.parametrize(
    "text",
    [
        "target_metadata = MetaData(naming_convention=make_names())",
        f"op.batch_alter_table('t', naming_convention={CONVENTION_SOURCE})",
        f"# MetaData(naming_convention={CONVENTION_SOURCE})",
    ],
)
def test_a_naming_convention_that_is_not_the_metadatas_is_left(tmp_path: Path, text: str) -> None:
    assert environment_of(tmp_path, text).naming_convention == {}


OWN_TOKENS = """
def column_names(constraint, table):
    return "_".join((c if isinstance(c, str) else c.name) for c in constraint.columns)

def unique_index(constraint, table):
    return "uq_" if constraint.unique else ""

names = {
    "uq": "uq_%(column_names)s", "pk": "pk_%(keys)s", "ix": "ix_%(unique_index)s%(column_names)s", "fk": "fk_%(guid)s",
    "column_names": column_names, "keys": lambda c, t: "".join(c.columns.keys()), "unique_index": unique_index,
    "guid": lambda constraint, table: str(uuid.uuid4()),
}
db.Model.metadata.naming_convention = names
"""


def test_tokens_of_the_project_that_are_understood_are_sqlalchemys(tmp_path: Path) -> None:
    assert environment_of(tmp_path, OWN_TOKENS).naming_convention == {
        "uq": "uq_%(column_0_N_name)s",
        "pk": "pk_%(column_0N_name)s",
        "ix": "ix_%(unique?uq_:)s%(column_0_N_name)s",
        "fk": "fk_%(guid)s",
    }


def test_a_naming_convention_is_followed_through_imports(tree: Tree) -> None:
    found = project_environment(
        tree,
        {
            **PLAIN_PROJECT,
            "migrations/env.py": "from alembic import context\nfrom app.models import Base\n"
            "target_metadata = Base.metadata\ncontext.configure(connection=c, target_metadata=target_metadata)\n",
            "src/app/models/__init__.py": "from .user import User\nfrom .base import Base\n",
            "src/app/models/user.py": "from app.models.base import (\n    Base,  # the base\n)\n",
            "src/app/models/base.py": "from app.names import NAMES\n\nclass Base(DeclarativeBase):\n"
            "    metadata = MetaData(naming_convention=NAMES)\n",
            "src/app/names.py": f"NAMES = {CONVENTION_SOURCE}\n",
        },
    )
    assert found.naming_convention == CONVENTION
    assert found.target_metadata == "Base.metadata"


def test_the_metadata_that_env_names_comes_before_other_imports(tree: Tree) -> None:
    found = project_environment(
        tree,
        {
            **PLAIN_PROJECT,
            "migrations/env.py": "from alembic import context\nimport other\nfrom app import Base\n"
            "target_metadata = Base.metadata\ncontext.configure(connection=c, target_metadata=target_metadata)\n",
            "other.py": 'metadata = MetaData(naming_convention={"ix": "other_%(column_0_label)s"})\n',
            "app.py": f"Base = declarative_base(metadata=MetaData(naming_convention={CONVENTION_SOURCE}))\n",
        },
    )
    assert found.naming_convention == CONVENTION


def test_imports_in_a_circle_end(tree: Tree) -> None:
    env = "from alembic import context\nfrom a import x\ncontext.configure(connection=c)\n"
    found = project_environment(
        tree, {**PLAIN_PROJECT, "migrations/env.py": env, "a.py": "from b import x\n", "b.py": "from a import x\n"}
    )
    assert found.naming_convention == {}


def test_flask_migrate_renders_batches_and_compares_types_by_default(tree: Tree) -> None:
    found = project_environment(tree, {**FLASK_PROJECT, "app.py": "migrate = Migrate(app, db)\n"})
    assert (found.render_as_batch, found.compare_type) == (True, True)


@pytest.mark.parametrize(
    "application",
    [
        "migrate = Migrate(app, db, render_as_batch=False, compare_type=False)\n",
        "migrate = Migrate()\nmigrate.init_app(app, db, render_as_batch=False, compare_type=False)\n",
    ],
)
def test_flask_migrate_passes_on_what_the_application_says(tree: Tree, application: str) -> None:
    found = project_environment(tree, {**FLASK_PROJECT, "app/__init__.py": application})
    assert (found.render_as_batch, found.compare_type) == (False, False)


@pytest.mark.parametrize("requirement", ["Flask-Migrate==3.1.0", "flask_migrate<4", "flask-migrate ~= 3.0"])
def test_flask_migrate_before_4_has_no_defaults(tree: Tree, requirement: str) -> None:
    found = project_environment(tree, {**FLASK_PROJECT, "requirements.txt": f"Flask\n{requirement}\n"})
    assert (found.render_as_batch, found.compare_type) == (None, None)


def test_a_flask_migrate_that_is_not_pinned_below_4_has_its_defaults(tree: Tree) -> None:
    found = project_environment(tree, {**FLASK_PROJECT, "requirements.txt": "Flask-Migrate==4.1.0\n"})
    assert found.render_as_batch is True


def test_a_flask_application_gives_the_naming_convention(tree: Tree) -> None:
    application = f"db = SQLAlchemy(metadata=MetaData(naming_convention={CONVENTION_SOURCE}))\n"
    found = project_environment(tree, {**FLASK_PROJECT, "app/extensions.py": application})
    assert found.naming_convention == CONVENTION


def test_options_of_the_application_are_none_of_an_environment_without_flask(tree: Tree) -> None:
    found = project_environment(tree, {**PLAIN_PROJECT, "app.py": "migrate = Migrate(app, db, render_as_batch=True)\n"})
    assert found.render_as_batch is None
