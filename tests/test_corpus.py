"""The real projects that other tests read are there, and hold what `corpus.toml` says."""

import pytest

from tests.corpus import PROJECTS, CorpusProject


@pytest.mark.corpus
@pytest.mark.parametrize("project", PROJECTS.values(), ids=list(PROJECTS))
def test_every_history_holds_revision_scripts(project: CorpusProject) -> None:
    for history in project.histories:
        scripts = list((project.path() / history.versions).rglob("*.py"))
        assert any("down_revision" in script.read_text(encoding="utf-8") for script in scripts)
