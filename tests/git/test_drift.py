"""`migralint check --base`: of what models and revisions do not share, only what the work brings is told."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from migralint.cli import main
from tests.git.conftest import VERSIONS, Check, Work

ENV = "from app.models import Base\n\ntarget_metadata = Base.metadata\n"
MODELS = """\
from sqlalchemy import BigInteger, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class First(Base):
    __tablename__ = "t1a"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class Second(Base):
    __tablename__ = "t2b"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
"""
NAME = "    name: Mapped[str | None] = mapped_column(String(40))\n"
MISSING = "no revision makes column t2b.{}: every query of its model fails"


@pytest.fixture
def models(work: Work) -> Path:
    """A model for each table, on `main` and on the branch of the work."""
    path = work.folder / "app/models.py"

    def add() -> None:
        path.parent.mkdir()
        path.with_name("__init__.py").write_text("")
        path.write_text(MODELS)
        (work.folder / "migrations/env.py").write_text(ENV)

    work.on_main(add)
    work.git("merge", "--quiet", "main")
    return path


def on_main(work: Work, models: Path, text: str) -> None:
    work.on_main(lambda: models.write_text(text))
    work.git("merge", "--quiet", "main")


def said(check: Check, *words: object, base: str | None = "main") -> list[str]:
    return [message for _, _, message in check(*words, base=base).found]


def test_a_column_without_its_revision_is_reported(work: Work, models: Path, check: Check) -> None:
    models.write_text(MODELS + NAME)
    assert check().found == [("model-without-revision", "models.py", MISSING.format("name"))]


def test_a_column_with_its_revision_is_clean(work: Work, models: Path, check: Check) -> None:
    models.write_text(MODELS + NAME)
    add = "op.add_column('t2b', sa.Column('name', sa.String(40)))"
    work.write("3c", after="2b", upgrade=add, downgrade="op.drop_column('t2b', 'name')")
    assert check().found == []


def test_what_the_branch_lacks_already_is_not_reported(work: Work, models: Path, check: Check) -> None:
    on_main(work, models, MODELS + NAME)
    models.write_text("# a remark\n" + MODELS + NAME + NAME.replace("name", "phone"))
    assert said(check) == [MISSING.format("phone")]
    assert said(check, base=None) == [MISSING.format("name"), MISSING.format("phone")]


def test_a_difference_that_becomes_another_one_is_reported(work: Work, models: Path, check: Check) -> None:
    on_main(work, models, MODELS.replace("BigInteger, primary", "String(40), primary"))
    models.write_text(MODELS.replace("BigInteger, primary", "String(80), primary"))
    assert said(check) == [
        f"column {table}.id is VARCHAR(80) in the models, BIGINT in the revisions" for table in ("t1a", "t2b")
    ]


def test_a_model_that_goes_leaves_its_table(work: Work, models: Path, check: Check) -> None:
    models.write_text(MODELS.partition("\n\nclass Second")[0] + "\n")
    orphan = "table t2b is in no model: the next autogenerate drops it with its rows"
    assert check().found == [("revision-without-model", "2b.py", orphan)]


def test_a_column_of_a_table_that_had_lost_its_model_before_is_not_reported(
    work: Work, models: Path, check: Check
) -> None:
    on_main(work, models, MODELS.partition("\n\nclass Second")[0] + "\n")
    add = "op.add_column('t2b', sa.Column('name', sa.String(40)))"
    work.write("3c", after="2b", upgrade=add, downgrade="op.drop_column('t2b', 'name')")
    assert check().found == []


def test_a_revision_without_its_model_is_reported(work: Work, models: Path, check: Check) -> None:
    work.write("3c", after="2b")
    assert check().found == [
        ("revision-without-model", "3c.py", "table t3c is in no model: the next autogenerate drops it with its rows")
    ]


def test_a_constant_that_another_module_holds_counts(work: Work, models: Path, check: Check) -> None:
    sizes = models.with_name("sizes.py")
    named = MODELS.replace("class Base", "from app.sizes import SIZE\n\n\nclass Base").replace(
        "BigInteger, primary", "String(SIZE), primary"
    )

    def add() -> None:
        sizes.write_text("SIZE = 40\n")
        models.write_text(named)
        for name in ("1a", "2b"):
            work.replace(name, "BigInteger()", "String(40)")

    work.on_main(add)
    work.git("merge", "--quiet", "main")
    assert said(check) == []
    sizes.write_text("SIZE = 50\n")
    assert said(check) == [
        f"column {table}.id is VARCHAR(50) in the models, VARCHAR(40) in the revisions" for table in ("t1a", "t2b")
    ]


def test_what_is_not_committed_is_compared_with_the_last_commit(work: Work, models: Path, check: Check) -> None:
    models.write_text(MODELS + NAME)
    assert said(check, base="HEAD") == [MISSING.format("name")]
    work.commit()
    assert said(check, base="HEAD") == []


def test_no_model_is_read_where_no_python_file_has_changed(work: Work, models: Path, check: Check) -> None:
    on_main(work, models, MODELS.replace("DeclarativeBase):", "DeclarativeBase, library.Mixin):"))
    (work.folder / "README.md").write_text("# Blog\n")
    assert not any("not fully" in note for note in check().notes)
    models.write_text(MODELS + NAME)
    assert said(check) == [MISSING.format("name")]


def test_drift_of_a_new_project_is_all_new(work: Work, check: Check) -> None:
    folder = work.folder / "app"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "models.py").write_text(MODELS + NAME)
    (work.folder / "migrations/env.py").write_text(ENV)
    assert said(check) == [MISSING.format("name")]


def test_a_hook_runs_on_what_is_committed_now(work: Work, models: Path) -> None:
    on_main(work, models, MODELS + NAME)
    models.write_text(MODELS + NAME + NAME.replace("name", "phone"))
    words = ["check", "--select", "drift", "--base", "HEAD", "--output-format", "json"]
    result = CliRunner().invoke(main, words, prog_name="migralint")
    found = [finding["message"] for finding in json.loads(result.stdout)["findings"]]
    assert (result.exit_code, found) == (1, [MISSING.format("phone")])


def test_a_changed_model_among_the_paths_is_compared(work: Work, models: Path, check: Check) -> None:
    on_main(work, models, MODELS + NAME)
    other = models.with_name("other.py")
    other.write_text(
        "from app.models import Base, BigInteger, Mapped, mapped_column\n\n\nclass Third(Base):\n"
        '    __tablename__ = "t3c"\n\n    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)\n'
    )
    (work.folder / "migrations/env.py").write_text("from app import other\n" + ENV)
    assert said(check, other, base=None) == ["no revision makes table t3c: every query of it fails"]
    assert said(check, other, work.folder / VERSIONS / "2b.py", base=None) == said(check, other, base=None)
    assert said(check, models, base=None) == [MISSING.format("name")]
    assert said(check, models) == []


def test_a_table_that_the_work_adds_to_the_models_is_not_older_than_the_first_revision(
    work: Work, models: Path, check: Check
) -> None:
    def begin() -> None:
        work.write("1a", upgrade="pass", downgrade="pass")
        work.write("2b", after="1a", upgrade="op.add_column('t2b', sa.Column('age', sa.Integer()))", downgrade="pass")

    work.on_main(begin)
    work.git("merge", "--quiet", "main")
    third = MODELS[MODELS.index("class Second") :].replace("Second", "Third").replace("t2b", "t3c")
    models.write_text(f"{MODELS}    age: Mapped[int | None]\n\n\n{third}")
    assert said(check, "--select=model-without-revision") == ["no revision makes table t3c: every query of it fails"]
    assert said(check, "--select=model-without-revision", base=None) == []
