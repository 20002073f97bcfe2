"""Revisions in the syntax of a newer Python than the one that runs migralint."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from migralint.app import check
from migralint.findings import Severity
from migralint.loading import Where

HEAD = 'from alembic import op\nrevision = "1a"\ndown_revision = None\n'


def messages(folder: Path, upgrade: str) -> list[tuple[Severity, str]]:
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text("from alembic import context\n", encoding="utf-8")
    (folder / "versions" / "1a_f.py").write_text(HEAD + upgrade + "\ndef downgrade():\n    raise NotImplementedError\n")
    found = check(Where(project=folder)).findings
    return [(one.severity, one.problem.message) for one in found if one.rule == "unreadable-script"]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="it reads such f-strings")
def test_an_f_string_that_only_newer_versions_parse_is_not_called_broken(tmp_path: Path) -> None:
    upgrade = 'def upgrade():\n    op.execute(f"DROP TABLE {", ".join(f"{n}" for n in "ab")}")\n'
    [(severity, message)] = messages(tmp_path, upgrade)
    assert severity is Severity.WARNING
    assert message.endswith("cannot parse this f-string, which a newer one may")


def test_what_no_version_parses_is_broken(tmp_path: Path) -> None:
    [(severity, message)] = messages(tmp_path, "def upgrade(:\n    pass\n")
    assert severity is Severity.ERROR
    assert message.endswith("every Alembic command fails")


def test_type_parameters_are_read(tmp_path: Path) -> None:
    upgrade = "type Names = list[str]\ndef first[T](items: list[T]) -> T:\n    return items[0]\n"
    assert messages(tmp_path, f"{upgrade}def upgrade():\n    op.drop_table(first(['a']))\n") == []
