"""Writes the small projects of these tests."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.project.trees import Tree


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Writes a repository with these files and makes it the working directory."""
    monkeypatch.delenv("ALEMBIC_CONFIG", raising=False)
    monkeypatch.delenv("FLASK_DB_DIRECTORY", raising=False)

    def write(files: Mapping[str, str]) -> Path:
        root = tmp_path.resolve() / "repository"
        (root / ".git").mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            file = root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        monkeypatch.chdir(root)
        return root

    return write
