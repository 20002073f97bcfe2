"""Which calls of `create_all()` compete with the migrations, and what leads to them."""

from pathlib import Path

import pytest

from migralint.project.create_all import Chain, chains
from migralint.project.create_all.guards import Guard
from migralint.project.create_all.starts import Kind
from migralint.project.discovery import find_projects
from migralint.project.project import Project

ENV = "from shop.models import Base\ncontext.configure(target_metadata=Base.metadata)\n"
INI = "[alembic]\nscript_location = migrations\nprepend_sys_path = .\n"


def found(root: Path, **files: str) -> list[Chain]:
    """The chains in a project of these files; `shop__models` is shop/models.py."""
    return [chain for chain, _ in judged(root, **files)]


def judged(root: Path, **files: str) -> list[tuple[Chain, bool]]:
    for name, text in files.items():
        path = root / f"{name.replace('__', '/').replace('PACKAGE', '__init__')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(chains(Project(root, (root / "migrations" / "versions",), root / "migrations", python_roots=(root,))))


def names(found: list[Chain]) -> list[tuple[str, ...]]:
    return [chain.names for chain in found]


def kinds(found: list[Chain]) -> list[Kind | None]:
    return [chain.start and chain.start.kind for chain in found]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("db.create_all()\n", "import shop"),
        ("def create_app():\n    with app.app_context():\n        db.create_all()\n", "create_app()"),
        ("def shop():\n    app = Flask(__name__)\n    db.create_all()\n", "shop()"),
        ("@app.before_first_request\ndef tables():\n    db.create_all()\n", "tables()"),
        ("@bp.before_app_request\ndef tables():\n    db.create_all()\n", "tables()"),
        ("@app.on_event('startup')\ndef tables():\n    Base.metadata.create_all(bind=engine)\n", "tables()"),
        (
            "@asynccontextmanager\nasync def lifespan(app):\n    await c.run_sync(Base.metadata.create_all)\n",
            "lifespan()",
        ),
        ("def f():\n    db.create_all()\napp.before_request(f)\n", "import shop"),
        ("def f():\n    db.create_all()\napp = FastAPI(on_startup=[f])\n", "import shop"),
        ("def f(app):\n    db.create_all()\ndef make_app():\n    app.on_startup.append(f)\n", "make_app()"),
        ("def create_app():\n    db.drop_all()\n    db.create_all()\n", "create_app()"),
        ("def create_app():\n    try:\n        db.create_all()\n    except Error:\n        pass\n", "create_app()"),
    ],
)
def test_what_starts_with_the_application_is_certain(tmp_path: Path, text: str, name: str) -> None:
    chain = found(tmp_path, shop__PACKAGE=text)[0]
    assert (chain.is_certain, chain.names[0]) == (True, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("@app.cli.command()\ndef create_tables():\n    db.create_all()\n", "flask create-tables"),
        ("@cli.command()\ndef create_tables():\n    db.create_all()\n", "command create-tables"),
        ("@app.cli.command('dbcreate')\ndef f():\n    db.create_all()\n", "flask dbcreate"),
        ("@click.command()\ndef install():\n    db.create_all()\n", "command install"),
        ("@app.route('/install')\ndef install():\n    db.create_all()\n", "/install"),
        ("if __name__ == '__main__':\n    db.create_all()\n", "python shop/tables.py"),
        ("def main():\n    db.create_all()\nif __name__ == '__main__':\n    main()\n", "main()"),
        ("db.create_all()\n", "python shop/tables.py"),
    ],
)
def test_what_a_person_runs_is_milder(tmp_path: Path, text: str, name: str) -> None:
    chain = found(tmp_path, shop__tables=text)[0]
    assert (chain.start and chain.start.kind, chain.is_certain, chain.names[0]) == (Kind.PERSON, False, name)


@pytest.mark.parametrize("command", ["init-db", "initdb", "drop-and-create", "reset", "seed", "create-test-db", "dev"])
def test_a_command_for_development_may(tmp_path: Path, command: str) -> None:
    assert found(tmp_path, shop__cli=f"@app.cli.command('{command}')\ndef f():\n    db.create_all()\n") == []


def test_a_command_that_drops_the_tables_first_may(tmp_path: Path) -> None:
    text = "@app.cli.command('again')\ndef again():\n    db.drop_all()\n    db.create_all()\n"
    assert found(tmp_path, shop__cli=text) == []


def test_scripts_are_milder_and_those_for_development_may(tmp_path: Path) -> None:
    made = found(tmp_path, scripts__tables="db.create_all()\n", scripts__init_db="db.create_all()\n")
    assert (names(made), kinds(made)) == ([("python scripts/tables.py",)], [Kind.PERSON])


def test_a_script_may_have_an_application_of_its_own(tmp_path: Path) -> None:
    made = found(tmp_path, create_tables="app = create_app()\nwith app.app_context():\n    db.create_all()\n")
    assert (names(made), kinds(made)) == ([("python create_tables.py",)], [Kind.PERSON])


def test_a_module_that_the_application_imports_runs_with_it(tmp_path: Path) -> None:
    made = found(tmp_path, shop__tables="db.create_all()\n", shop__PACKAGE="from shop import tables\n")
    assert (names(made), kinds(made)) == ([("import shop.tables",)], [Kind.APPLICATION])


def test_a_module_with_the_application_is_imported_by_its_server(tmp_path: Path) -> None:
    made = found(tmp_path, wsgi="app = create_app()\nwith app.app_context():\n    db.create_all()\n")
    assert (names(made), kinds(made)) == ([("import wsgi",)], [Kind.APPLICATION])


@pytest.mark.parametrize(
    ("importing", "call"),
    [
        ("from shop.database import init_db", "init_db()"),
        ("from .database import init_db", "init_db()"),
        ("from shop.database import init_db as tables", "tables()"),
        ("from shop import database", "database.init_db()"),
        ("from . import database", "database.init_db()"),
        ("import shop.database", "shop.database.init_db()"),
        ("import shop.database as database", "database.init_db()"),
    ],
)
def test_calls_are_followed_through_imports(tmp_path: Path, importing: str, call: str) -> None:
    factory = f"{importing}\n\ndef create_app():\n    {call}\n"
    made = found(tmp_path, shop__PACKAGE=factory, shop__database="def init_db():\n    db.create_all()\n")
    assert names(made) == [("create_app()", "init_db()")]


def test_a_function_in_the_factorys_body_is_followed(tmp_path: Path) -> None:
    text = (
        "def create_app():\n    extensions()\n\ndef extensions():\n    tables()\n\ndef tables():\n    db.create_all()\n"
    )
    assert names(found(tmp_path, shop__PACKAGE=text)) == [("create_app()", "extensions()", "tables()")]


def test_a_package_may_pass_the_function_on(tmp_path: Path) -> None:
    made = found(
        tmp_path,
        shop__PACKAGE="from shop.data import init_db\n\ndef create_app():\n    init_db()\n",
        shop__data__PACKAGE="from .tables import init_db\n",
        shop__data__tables="def init_db():\n    db.create_all()\n",
    )
    assert names(made) == [("create_app()", "init_db()")]


def test_another_function_of_that_name_is_another(tmp_path: Path) -> None:
    made = found(
        tmp_path,
        shop__PACKAGE="from shop.cache import init_db\n\ndef create_app():\n    init_db()\n",
        shop__cache="def init_db():\n    pass\n",
        shop__database="def init_db():\n    db.create_all()\n",
    )
    assert made == []


def test_methods_are_followed_where_their_name_is_unique(tmp_path: Path) -> None:
    store = "class Store:\n    def make_tables(self):\n        Base.metadata.create_all(self.engine)\n"
    factory = "def create_app():\n    store.make_tables()\n"
    assert names(found(tmp_path, shop__store=store, shop__PACKAGE=factory)) == [("create_app()", "make_tables()")]
    assert found(tmp_path, shop__other="class Other:\n    def make_tables(self):\n        pass\n") == []


def test_a_method_of_any_name_is_followed_where_the_class_is_seen(tmp_path: Path) -> None:
    store = "class Store:\n    def connect(self):\n        Base.metadata.create_all(self.engine)\n\nstore = Store()\n"
    factory = "from shop.store import store\n\ndef create_app():\n    store.connect()\n"
    assert names(found(tmp_path, shop__store=store, shop__PACKAGE=factory)) == [("create_app()", "connect()")]
    assert found(tmp_path, shop__PACKAGE="def create_app():\n    engine.connect()\n") == []


def test_a_class_that_makes_them_when_it_is_made_is_followed(tmp_path: Path) -> None:
    store = (
        "class Store:\n    def __init__(self):\n        self.make()\n\n"
        "    def make(self):\n        Base.metadata.create_all(engine)\n"
    )
    factory = "from shop.store import Store\n\ndef create_app():\n    Store()\n"
    made = found(tmp_path, shop__store=store, shop__PACKAGE=factory)
    assert names(made) == [("create_app()", "__init__()", "make()")]


def test_metadata_that_is_handed_in_is_the_callers(tmp_path: Path) -> None:
    tables = "def init_db(app, database):\n    database.create_all()\n"
    factory = "from shop.tables import init_db\n\ndef create_app():\n    init_db(app, db)\n"
    assert names(found(tmp_path, shop__tables=tables, shop__PACKAGE=factory)) == [("create_app()", "init_db()")]


def test_callers_are_sought_in_the_whole_package(tmp_path: Path) -> None:
    for name, text in {
        "__init__.py": "from shop.db.tables import init_db\n\ndef create_app():\n    init_db()\n",
        "db/__init__.py": "",
        "db/tables.py": "def init_db():\n    db.create_all()\n",
    }.items():
        (tmp_path / "shop" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "shop" / name).write_text(text, encoding="utf-8")
    root = tmp_path / "shop" / "db"
    project = Project(root, (root / "migrations" / "versions",), root / "migrations", python_roots=(tmp_path,))
    assert names([chain for chain, _ in chains(project)]) == [("create_app()", "init_db()")]


def test_what_nothing_calls_does_not_run(tmp_path: Path) -> None:
    assert found(tmp_path, shop__database="def init_db():\n    db.create_all()\n") == []


def test_what_is_nested_deeply_costs_no_other_module(tmp_path: Path) -> None:
    deep = "+".join(["a"] * 900)
    made = found(tmp_path, shop__PACKAGE=f"if {deep}:\n    db.create_all()\n", wsgi="app = Flask()\ndb.create_all()\n")
    assert ("import wsgi",) in names(made)


def test_calls_in_a_circle_end(tmp_path: Path) -> None:
    text = "def a():\n    b()\n    db.create_all()\n\ndef b():\n    a()\n"
    assert found(tmp_path, shop__database=text) == []


def test_the_application_counts_before_a_command(tmp_path: Path) -> None:
    text = (
        "def tables():\n    db.create_all()\n\n@app.cli.command('install')\ndef install():\n    tables()\n\n"
        "def create_app():\n    extensions()\n\ndef extensions():\n    tables()\n"
    )
    assert names(found(tmp_path, shop__PACKAGE=text)) == [("create_app()", "extensions()", "tables()")]


@pytest.mark.parametrize(
    "name",
    [
        "tests__conftest", "conftest", "shop__test_models", "shop__models_test", "examples__app", "migrations__env",
        "shop__testing", "docs__conf", ".venv__lib__a",
    ],
)  # fmt: skip
def test_tests_examples_and_migrations_may(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, **{name: "app = Flask(__name__)\ndb.create_all()\n"}) == []


@pytest.mark.parametrize(
    "text",
    [
        "def make_test_tables():\n    db.create_all()\nmake_test_tables()\n",
        "class ShopTest:\n    def setUp(self):\n        db.create_all()\n",
        "Base.metadata.create_all(engine, tables=[cache])\n",
        "Base.metadata.create_all(engine, [cache])\n",
        "db.create_all(bind_key='cache')\n",
        "engine = create_engine('sqlite://')\nBase.metadata.create_all(engine)\n",
        "Base.metadata.create_all(create_engine('sqlite:///:memory:'))\n",
        "def create_app():\n    metadata = MetaData()\n    metadata.create_all(engine)\n",
        "db.create_all()\ncommand.stamp(config, 'head')\n",
        "# db.create_all()\n",
        "indexes.create_all()\n",
        "print('db.create_all()')\n",
    ],
)
def test_other_code_is_not(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, shop__PACKAGE=text) == []


@pytest.mark.parametrize(
    ("condition", "guard"),
    [
        ("app.debug", Guard.DEVELOPMENT),
        ("app.config['TESTING']", Guard.DEVELOPMENT),
        ("settings.ENV == 'test'", Guard.DEVELOPMENT),
        ("settings.ENV != 'production'", Guard.DEVELOPMENT),
        ("os.environ.get('FLASK_ENV') in ('dev', 'test')", Guard.DEVELOPMENT),
        ("'sqlite' in app.config['SQLALCHEMY_DATABASE_URI']", Guard.DEVELOPMENT),
        ("ready and app.debug", Guard.DEVELOPMENT),
        ("app.config['CREATE_TABLES']", Guard.CONFIGURED),
        ("settings.auto_create", Guard.CONFIGURED),
        ("os.getenv('CREATE_TABLES') == '1'", Guard.CONFIGURED),
        ("not settings.RUN_MIGRATIONS", Guard.CONFIGURED),
        ("not app.testing", Guard.ALWAYS),
        ("app.config['TESTING'] is False", Guard.ALWAYS),
        ("settings.ENV != 'test'", Guard.ALWAYS),
        ("settings.ENV == 'production'", Guard.ALWAYS),
        ("app.debug or ready", Guard.ALWAYS),
        ("not inspect(db.engine).has_table('users')", Guard.ALWAYS),
        ("app.config['DATABASE_URL']", Guard.ALWAYS),
        ("latest", Guard.ALWAYS),
    ],
)
def test_a_condition_says_when_it_runs(tmp_path: Path, condition: str, guard: Guard) -> None:
    made = found(tmp_path, shop__PACKAGE=f"if {condition}:\n    db.create_all()\n")
    assert [chain.guard for chain in made] == ([] if guard is Guard.DEVELOPMENT else [guard])


def test_the_other_branch_of_a_test_condition_is_the_application(tmp_path: Path) -> None:
    text = "if app.testing:\n    db.create_all()\nelse:\n    db.create_all()\n"
    assert [chain.links[-1].call.lineno for chain in found(tmp_path, shop__PACKAGE=text)] == [4]


def test_what_follows_a_return_runs_under_the_opposite_condition(tmp_path: Path) -> None:
    text = "def create_app():\n    if not app.debug:\n        return app\n    db.create_all()\n"
    assert found(tmp_path, shop__PACKAGE=text) == []


def test_a_parameter_that_is_off_is_a_configuration(tmp_path: Path) -> None:
    text = "def create_app(tables=False):\n    if tables:\n        db.create_all()\n"
    assert [chain.guard for chain in found(tmp_path, shop__PACKAGE=text)] == [Guard.CONFIGURED]


def test_a_guard_anywhere_in_the_chain_counts(tmp_path: Path) -> None:
    text = "def tables():\n    db.create_all()\n\ndef create_app():\n    if app.debug:\n        tables()\n"
    assert found(tmp_path, shop__PACKAGE=text) == []


def test_what_follows_an_upgrade_makes_the_tables_of_the_next(tmp_path: Path) -> None:
    text = "def create_app():\n    upgrade()\n    db.create_all()\n"
    chain = found(tmp_path, shop__PACKAGE=text)[0]
    assert (chain.follows_upgrade, chain.is_certain) == (True, False)
    before = found(tmp_path, shop__PACKAGE="def create_app():\n    db.create_all()\n    upgrade()\n")[0]
    assert (before.follows_upgrade, before.is_certain) == (False, True)


def test_a_caller_that_stamps_may(tmp_path: Path) -> None:
    made = found(
        tmp_path,
        shop__database="def tables():\n    db.create_all()\n",
        shop__PACKAGE="from shop.database import tables\n\ndef create_app():\n    tables()\n    stamp()\n",
    )
    assert made == []


def alembic(root: Path, env: str, **files: str) -> list[bool]:
    """Whether the metadata of each call in a project with this env.py is surely that of the migrations."""
    (root / "alembic.ini").write_text(INI, encoding="utf-8")
    (root / "migrations" / "versions").mkdir(parents=True)
    revision = 'revision = "1a"\ndown_revision = None\n'
    (root / "migrations" / "versions" / "1a_users.py").write_text(revision, encoding="utf-8")
    (root / "migrations" / "env.py").write_text(f"from alembic import context\n{env}", encoding="utf-8")
    judged(root, **files)
    return [is_managed for _, is_managed in chains(find_projects([root])[0])]


BASE = "class Base(DeclarativeBase):\n    pass\n"
CREATES = "from shop.models import Base\n\ndef create_app():\n    Base.metadata.create_all(engine)\n"


def test_the_metadata_of_env_py_is_managed(tmp_path: Path) -> None:
    assert alembic(tmp_path, ENV, shop__models=BASE, shop__PACKAGE=CREATES) == [True]


def test_another_metadata_is_another_applications(tmp_path: Path) -> None:
    creates = CREATES.replace("shop.models", "cache.models")
    files = {"shop__models": BASE, "cache__models": "Base = declarative_base()\n", "cache__PACKAGE": creates}
    assert alembic(tmp_path, ENV, **files) == []


def test_metadata_that_may_be_shared_is_not_certain(tmp_path: Path) -> None:
    creates = CREATES.replace("shop.models", "shop.more")
    files = {"shop__models": BASE, "shop__more": "Base = declarative_base(metadata=m)\n", "shop__PACKAGE": creates}
    assert alembic(tmp_path, ENV, **files) == [False]


def test_what_is_given_to_flask_migrate_is_managed(tmp_path: Path) -> None:
    env = "from flask import current_app\ntarget_db = current_app.extensions['migrate'].db\n"
    shop = "from shop.models import db\n\ndef create_app():\n    Migrate(app, db)\n    db.create_all()\n"
    other = "from other.models import db\n\ndef create_app():\n    db.create_all()\n"
    models = "db = SQLAlchemy()\n"
    files = {"shop__models": models, "shop__PACKAGE": shop, "other__models": models, "other__PACKAGE": other}
    assert alembic(tmp_path, env, **files) == [True]
