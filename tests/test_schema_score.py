"""The schema that the replay tells is the one that real upgrades made: table by table, fact by fact."""

import pytest

from benchmarks.schema_score import score
from tests.truth import Truth, all_truths

EVERY = [
    pytest.param(truth, id=truth.name, marks=[pytest.mark.corpus] if truth.in_corpus else []) for truth in all_truths()
]


@pytest.mark.parametrize("truth", EVERY)
def test_the_replay_tells_the_real_schema(truth: Truth) -> None:
    scored = score(truth)
    [matched, total] = scored.counts(("table",))
    assert matched == total
