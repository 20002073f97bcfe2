"""Which calls of `create_all()` compete with the migrations."""

from pathlib import Path

import pytest

from migralint.project.create_all import create_all_calls
from migralint.project.project import Project


def found(root: Path, name: str, text: str) -> list[tuple[str, int]]:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    project = Project(root, (root / "migrations" / "versions",), root / "migrations")
    return [(call.expression, call.call.lineno) for call in create_all_calls(project)]


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("db.create_all()\n", "db.create_all"),
        ("def create_app():\n    with app.app_context():\n        db.create_all()\n", "db.create_all"),
        ("Base.metadata.create_all(bind=engine)\n", "Base.metadata.create_all"),
        ("@app.before_first_request\ndef tables():\n    db.create_all()\n", "db.create_all"),
        ("@app.cli.command()\ndef init_db():\n    db.create_all()\n", "db.create_all"),
        ("if __name__ == '__main__':\n    db.create_all()\n", "db.create_all"),
        ("async def f(c):\n    await c.run_sync(Base.metadata.create_all)\n", "Base.metadata.create_all"),
    ],
)
def test_the_applications_own_call_is_found(tmp_path: Path, text: str, expression: str) -> None:
    assert [call for call, _ in found(tmp_path, "shop/__init__.py", text)] == [expression]


@pytest.mark.parametrize(
    "name",
    [
        "tests/conftest.py", "conftest.py", "shop/test_models.py", "shop/models_test.py", "scripts/make.py",
        "examples/app.py", "migrations/env.py", "shop/testing.py", ".venv/lib/a.py",
    ],
)  # fmt: skip
def test_tests_scripts_and_migrations_may(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, name, "db.create_all()\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "if app.config['TESTING']:\n    db.create_all()\n",
        "if app.testing:\n    db.create_all()\n",
        "def make_test_tables():\n    db.create_all()\n",
        "class ShopTest:\n    def setUp(self):\n        db.create_all()\n",
        "Base.metadata.create_all(engine, tables=[cache])\n",
        "db.create_all()\ncommand.stamp(config, 'head')\n",
        "# db.create_all()\n",
        "indexes.create_all()\n",
        "print('db.create_all()')\n",
    ],
)
def test_other_code_is_not(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, "shop/__init__.py", text) == []


def test_the_other_branch_of_a_test_condition_is_the_application(tmp_path: Path) -> None:
    text = "if app.testing:\n    db.create_all()\nelse:\n    db.create_all()\n"
    assert found(tmp_path, "shop/__init__.py", text) == [("db.create_all", 4)]


def test_a_condition_that_excludes_tests_is_the_application(tmp_path: Path) -> None:
    text = "if not app.testing:\n    db.create_all()\n"
    assert found(tmp_path, "shop/__init__.py", text) == [("db.create_all", 2)]
