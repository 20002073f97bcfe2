"""Models among the paths of a check, models that are not fully read, and models on several dialects."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run, write

ENV = "from app.models import Base\n\ntarget_metadata = Base.metadata\n"
MODELS = """\
from sqlalchemy import DateTime, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Post({base}):
    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    {column}
"""
BODY = "body: Mapped[str | None] = mapped_column(String(50))"
LONGER = BODY.replace("50", "80")
DIFFERS = "column posts.body is VARCHAR(80) in the models, VARCHAR(50) in the revisions"


@pytest.fixture
def models(project: Path) -> Path:
    (project / "app").mkdir()
    (project / "app/__init__.py").write_text("")
    (project / "migrations/env.py").write_text(ENV)
    path = project / "app/models.py"
    path.write_text(declared(BODY))
    return path


def declared(column: str, base: str = "Base") -> str:
    return MODELS.format(base=base, column=column)


def test_the_schema_of_models_tells_what_is_not_read_and_where(models: Path, run: Run) -> None:
    strange = "body: Mapped[str | None] = mapped_column(make_type())"
    models.write_text("from library import Dated, make_type\n" + declared(strange, "Dated, Base"))
    for form in ("text", "json"):
        result = run("schema", "--from", "models", "--format", form)
        assert result.exit_code == 0
        assert result.stderr == (
            "not read: app/models.py:10: posts: library.Dated is not read\n"
            "not read: app/models.py:14: posts.body: its type is not known: library.make_type is not read\n"
        )


def test_a_schema_of_models_that_are_all_read_has_no_notes(models: Path, run: Run) -> None:
    assert run("schema", "--from", "models").stderr == ""


def test_models_and_revisions_that_are_alike_are_clean(models: Path, run: Run) -> None:
    assert run("check").stdout == "no problems found in 2 revisions\n"


@pytest.mark.parametrize("paths", [["app/models.py"], ["app"], ["app/models.py", "migrations/versions/2b.py"]])
def test_a_file_of_models_among_the_paths_is_compared(paths: list[str], models: Path, run: Run) -> None:
    models.write_text(declared(LONGER))
    result = run("check", "--output-format=concise", *paths)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == f"app/models.py:13:5: warning[model-differs-from-revisions] {DIFFERS}"


def test_a_column_that_holds_whatever_the_model_writes_is_worth_knowing(models: Path, run: Run) -> None:
    models.write_text(declared(BODY.replace("50", "40")))
    assert "info[model-differs-from-revisions] column posts.body is VARCHAR(40) in the models" in run("check").stdout


def test_a_column_that_its_model_has_lost_is_told_with_the_model(models: Path, run: Run) -> None:
    models.write_text(declared("pass"))
    result = run("check", "--output-format=concise", "app/models.py")
    assert result.stdout.splitlines()[0] == (
        "migrations/versions/2b.py:9:5: info[revision-without-model] column posts.body is in no model: left for the "
        "release that runs now"
    )


def test_a_revision_among_the_paths_reads_no_models(models: Path, run: Run) -> None:
    models.write_text(declared(LONGER))
    assert run("check", "migrations/versions/2b.py").stdout == "no problems found in 1 of 2 revisions\n"
    assert DIFFERS in run("check", "migrations/versions/2b.py", "--select", "drift").stdout


def test_other_files_of_models_are_not_reported(models: Path, project: Path, run: Run) -> None:
    models.write_text(declared(LONGER))
    other = project / "app/other.py"
    other.write_text(
        "from app.models import Base, Mapped, mapped_column\n\n\nclass Tag(Base):\n    __tablename__ = 'tags'\n\n"
        "    id: Mapped[int] = mapped_column(primary_key=True)\n"
    )
    (project / "migrations/env.py").write_text("from app import other\n" + ENV)
    said = run("check", "app/other.py").stdout
    assert "table tags" in said
    assert DIFFERS not in said


def test_a_file_that_declares_nothing_of_the_projects_models_is_noted(models: Path, project: Path, run: Run) -> None:
    (project / "app/views.py").write_text("from sqlalchemy import Column\n\ncolumn = Column('a')\n")
    models.write_text(declared(LONGER))
    result = run("check", "app/views.py")
    note = "note: app/views.py holds no revision, and no model that was found: it was not checked\n"
    assert (result.exit_code, result.stdout) == (0, f"no problems found in 0 of 2 revisions\n{note}")


def test_what_start_after_leaves_out_is_not_compared(models: Path, project: Path, run: Run) -> None:
    write(project, "3c", "op.create_table('tags', sa.Column('id', sa.Integer()))", "op.drop_table('tags')", parent="2b")
    assert "table tags is in no model" in run("check").stdout
    (project / "migralint.toml").write_text('start-after = "3c"\n')
    assert "table tags" not in run("check").stdout


def test_a_base_that_is_not_read_is_noted_once(models: Path, run: Run) -> None:
    models.write_text(
        declared(BODY, "Base, accounts.Owned").replace("from sqlalchemy.orm", "import accounts\nfrom sqlalchemy.orm")
    )
    note = "note: models not fully read, so not fully compared: app/models.py:10: posts: accounts.Owned is not read\n"
    assert run("check").stdout == f"no problems found in 2 revisions\n{note}"
    assert "not fully" not in run("check", "migrations/versions/2b.py").stdout
    assert "not fully" not in run("check", "--ignore", "drift").stdout
    assert run("check", "-q").stdout == ""


def test_a_module_that_is_no_python_hides_what_else_there_is(models: Path, run: Run) -> None:
    models.write_text(declared(LONGER) + "\nclass (\n")
    (models.parent / "others.py").write_text("from app.models import Base\n\nclass Post(Base):\n    pass\n")
    output = run("check").stdout
    assert "note: models not read, so not compared: app/models.py:" in output
    assert "cannot parse it: invalid syntax" in output
    assert "drift" not in output


def test_models_that_are_not_found_are_noted(models: Path, run: Run) -> None:
    models.write_text("from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n")
    note = "no models found to compare with the revisions: `models` in [tool.migralint] says where they are"
    assert f"note: {note}\n" in run("check").stdout


def test_a_project_without_target_metadata_has_nothing_to_compare(models: Path, project: Path, run: Run) -> None:
    (project / "migrations/env.py").write_text("target_metadata = None\n")
    assert run("check").stdout == "no problems found in 2 revisions\n"


def test_what_several_dialects_show_is_told_once(models: Path, project: Path, run: Run) -> None:
    (project / "migralint.toml").write_text('dialect = ["postgresql", "mysql"]\n')
    models.write_text(declared(LONGER))
    said = run("check").stdout
    assert said.count("in the models") == 1
    assert "only on" not in said


def test_what_one_dialect_shows_is_told_with_its_name(models: Path, project: Path, run: Run) -> None:
    (project / "migralint.toml").write_text('dialect = ["sqlite", "postgresql"]\n')
    add = "op.add_column('posts', sa.Column('sent', sa.DateTime()))"
    write(project, "2b", add, "op.drop_column('posts', 'sent')", parent="1a")
    models.write_text(declared("sent: Mapped[str | None] = mapped_column(DateTime(timezone=True))"))
    said = run("check", "--select", "drift").stdout
    assert "posts.sent is TIMESTAMP WITH TIME ZONE in the models, TIMESTAMP " in said
    assert "note: only on postgresql\n" in said


@pytest.mark.parametrize(
    ("name", "severity", "harm"),
    [
        ("None", "info", "what the models write may be refused"),
        ("'uq'", "warning", "the next autogenerate drops it\n"),
    ],
)
def test_autogenerate_does_not_see_what_has_no_name_on_sqlite(
    models: Path, project: Path, run: Run, name: str, severity: str, harm: str
) -> None:
    (project / "migralint.toml").write_text('dialect = "sqlite"\n')
    columns = "sa.Column('id', sa.Integer(), primary_key=True), sa.Column('body', sa.String(50))"
    create = f"op.create_table('posts', {columns}, sa.UniqueConstraint('body', name={name}))"
    write(project, "1a", create, "op.drop_table('posts')")
    write(project, "2b", "pass", parent="1a")
    told = f"{severity}[revision-without-model] unique posts(body) is in no model: {harm}"
    assert told in run("check", "--select", "revision-without-model").stdout


def test_one_thing_that_each_dialect_does_for_itself_is_told_once(models: Path, project: Path, run: Run) -> None:
    (project / "migralint.toml").write_text('dialect = ["mysql", "postgresql"]\n')
    indexed = "op.create_index('ix_body', 'posts', ['body'])"
    branches = f"if op.get_bind().dialect.name == 'mysql':\n        {indexed}\n    else:\n        {indexed}"
    write(project, "3c", branches, "op.drop_index('ix_body', 'posts')", parent="2b")
    said = run("check", "--select", "revision-without-model").stdout
    assert said.count("index ix_body of posts is in no model") == 1
    assert "only on" not in said


def test_tables_of_models_may_be_older_than_the_first_revision(models: Path, project: Path, run: Run) -> None:
    write(project, "1a", "pass")
    models.write_text(
        declared(BODY)
        + '\n\nclass Tag(Base):\n    __tablename__ = "tags"\n\n    id: Mapped[int] = mapped_column(primary_key=True)\n'
    )
    older = "note: tables of models that may be older than the first revision, for none makes them: tags\n"
    assert run("check", "--select", "drift").stdout.endswith(f"no problems found in 2 revisions\n{older}")


def test_a_history_that_makes_no_table_at_all_met_those_of_the_models(models: Path, project: Path, run: Run) -> None:
    write(project, "1a", "pass")
    write(project, "2b", "pass", parent="1a")
    models.write_text(declared(BODY))
    said = run("check", "--select", "drift").stdout
    assert said.endswith(
        "note: tables of models that may be older than the first revision, for none makes them: posts\n"
    )
    assert "no revision makes table" not in said


def test_so_did_one_whose_tables_refer_to_others(models: Path, project: Path, run: Run) -> None:
    models.write_text(declared(BODY))
    posts = "sa.Column('post_id', sa.ForeignKey('posts.id'))"
    write(project, "1a", f"op.create_table('tags', {posts})", "op.drop_table('tags')")
    write(project, "2b", "pass", parent="1a")
    said = run("check", "--select", "drift").stdout
    assert said.endswith("for none makes them: posts\n")
    assert "no revision makes table" not in said


def test_a_revision_of_another_history_may_have_made_it(models: Path, project: Path, run: Run) -> None:
    models.write_text(declared(f"{BODY}\n    slug: Mapped[str | None]\n    nick: Mapped[str | None]"))
    write(project, "3c", "pass", parent="2b")
    missing = "no revision makes column posts."
    assert run("check", "--select", "drift").stdout.count(missing) == 2
    plugin = project / "plugins/blog/migrations/1_slug.py"
    plugin.parent.mkdir(parents=True)
    plugin.write_text("revision = '1'\ndown_revision = None\ndef upgrade(op):\n    op.add_column('posts', slug())\n")
    said = run("check", "--select", "drift").stdout
    assert f"{missing}nick" in said
    assert f"{missing}slug" not in said
    assert said.endswith(
        "note: not compared: what revisions of another history may have made or dropped: column posts.slug\n"
    )
    plugin.write_text(plugin.read_text().replace("down_revision = None\n", ""))
    assert run("check", "--select", "drift").stdout.count(missing) == 2


def test_what_names_no_schema_may_be_about_a_table_that_has_one(models: Path, project: Path, run: Run) -> None:
    create = "op.create_table('posts', sa.Column('id', sa.Integer(), primary_key=True), schema='blog')"
    write(project, "1a", create, "op.drop_table('posts', schema='blog')")
    models.write_text(declared(BODY).replace('"posts"\n', '"posts"\n    __table_args__ = {"schema": "blog"}\n'))
    assert "posts.body" not in run("check", "--select", "drift").stdout
    write(project, "2b", "pass", parent="1a")
    assert "no revision makes column blog.posts.body" in run("check", "--select", "drift").stdout


ORPHAN = "table tags is in no model: the next autogenerate drops it with its rows"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", f"warning[revision-without-model] {ORPHAN}"),
        ("TABLES = ['tags']", f"info[revision-without-model] {ORPHAN}"),
        ("class Tags: ...", "no problems found in 3 revisions\n"),
        ("make_versioned()", f"warning[revision-without-model] {ORPHAN}"),
        (
            "class Tag(made_elsewhere()):\n    __tablename__ = 'tags'",
            "note: not compared: tables whose models are not reached from env.py: tags\n",
        ),
    ],
    ids="silence string class versions model".split(),
)
def test_what_the_code_says_of_a_table_without_model_decides(
    code: str, said: str, models: Path, project: Path, run: Run
) -> None:
    (project / "app/other.py").write_text(f"{code}\n")
    write(project, "3c", "op.create_table('tags', sa.Column('id', sa.Integer()))", "op.drop_table('tags')", parent="2b")
    assert said in run("check", "--select", "drift").stdout
    assert run("check", "--select", "drift").stdout.count("table tags") == (not code.startswith("class"))


def test_tables_of_versions_are_made_by_their_library(models: Path, project: Path, run: Run) -> None:
    for number, name in enumerate(("posts_version", "transaction"), 3):
        create = f"op.create_table('{name}', sa.Column('id', sa.Integer()))"
        write(project, f"{number}x", create, f"op.drop_table('{name}')", parent="2b" if number == 3 else "3x")
    assert run("check", "--select", "revision-without-model").stdout.count("is in no model") == 2
    (project / "app/versions.py").write_text("make_versioned(user_cls=None)\n")
    assert run("check", "--select", "revision-without-model").stdout == "no problems found in 4 revisions\n"


def test_models_beside_the_migrations_belong_to_the_working_directory(models: Path, project: Path, run: Run) -> None:
    (project / "alembic.ini").rename(project / "migrations/alembic.ini")
    (project / "migrations/alembic.ini").write_text("[alembic]\nsqlalchemy.url = postgresql://localhost/blog\n")
    models.write_text(declared(LONGER))
    for path in ("app/models.py", "app"):
        assert DIFFERS in run("check", path).stdout
    assert run("check", "docs").exit_code == 2


BOUND = """\
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.Text)


class Event(db.Model):
    __bind_key__ = "events"

    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.Text)
"""
OF_BINDS = """\
revision = "1a"
down_revision = None

from alembic import op
import sqlalchemy as sa


def upgrade(engine_name=""):
    globals().get(f"upgrade_{engine_name}", lambda: None)()


def upgrade_():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("email", sa.Text()))


def upgrade_events():
    op.create_table("event", sa.Column("id", sa.Integer(), primary_key=True))
"""


def test_each_database_has_its_own_models(models: Path, project: Path, run: Run) -> None:
    models.write_text(BOUND)
    binds = "from flask import current_app\n\ntarget_metadata = current_app.extensions['migrate'].db.metadata\n"
    (project / "migrations/env.py").write_text(binds)
    (project / "migrations/versions/2b.py").unlink()
    (project / "migrations/versions/1a.py").write_text(OF_BINDS)
    said = run("check", "--select", "drift").stdout
    assert "app/models.py:15:5: error[model-without-revision] no revision makes column event.name" in said
    assert "writes it into upgrade_events()\n" in said
    assert said.endswith("1 error in 1 revision\n")
