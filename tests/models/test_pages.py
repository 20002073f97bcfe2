"""Every example of the pages is read as its page says, and as SQLAlchemy itself understands it."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.reports.schema import to_text
from tests.models.pages import Example, examples
from tests.models.reading import INSTALLED, described, imported, models, real_tables, really_described

LIBRARIES = ("pydantic", "sqlmodel", "geoalchemy2", "sqlalchemy_utils")

EVERY = [pytest.param(example, id=example.name) for example in examples()]


@pytest.mark.parametrize("example", EVERY)
def test_an_example_is_read_as_its_page_says(example: Example, tmp_path: Path) -> None:
    assert to_text(models(tmp_path, example.files, example.dialect).schema) == example.expected


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mysql"])
@pytest.mark.parametrize("example", EVERY)
def test_an_example_is_read_as_sqlalchemy_understands_it(example: Example, dialect: str, tmp_path: Path) -> None:
    found = models(tmp_path, example.files, dialect, INSTALLED).schema
    modules = [name.removesuffix(".py").replace("/", ".").removesuffix(".__init__") for name in example.files]
    try:
        with imported(tmp_path, modules) as names:
            real = really_described(real_tables(names), dialect)
    except ModuleNotFoundError as error:
        if error.name not in LIBRARIES:
            raise
        pytest.skip(f"{error.name} is not installed")
    read = described(found)
    if dialect != "sqlite":  # names that the database gives, and the indexes it makes, are no part of the models
        read, real = ({name: table["columns"] for name, table in each.items()} for each in (read, real))
    assert read == real
