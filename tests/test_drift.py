"""Drift told without a database is what Alembic's autogenerate finds with one, or has a reason."""

from fnmatch import fnmatchcase
from functools import cache

import pytest

from benchmarks.drift import comparison
from tests.truth import Truth, all_truths

EVERY = [
    pytest.param(truth, id=truth.name, marks=[pytest.mark.corpus] if truth.in_corpus else [])
    for truth in all_truths()
    if truth.has_drift
]

compared = cache(comparison)


@pytest.mark.parametrize("truth", EVERY)
def test_what_is_told_is_found_by_alembic_or_explained(truth: Truth) -> None:
    assert [entry for entry in compared(truth).unexplained if entry.startswith("told")] == []


@pytest.mark.parametrize("truth", EVERY)
def test_what_alembic_finds_is_told_or_explained(truth: Truth) -> None:
    assert [entry for entry in compared(truth).unexplained if entry.startswith("missed")] == []


@pytest.mark.corpus
def test_nothing_is_explained_that_both_say() -> None:
    truths = [truth for truth in all_truths() if truth.has_drift]
    said = {truth.name: [entry for entry, _ in compared(truth).reasons] for truth in truths}
    for truth in truths:
        project = [entry for other in truths if other.project == truth.project for entry in said[other.name]]
        for pattern in truth.drift_explained:
            assert any(fnmatchcase(entry, pattern) for entry in project), pattern
