"""The schema that the replay tells is the one that real upgrades made: table by table, fact by fact."""

from functools import cache

import pytest

from benchmarks.schema_score import Difference, Score, score
from tests.truth import Truth, all_truths

EVERY = [
    pytest.param(truth, id=truth.name, marks=[pytest.mark.corpus] if truth.in_corpus else []) for truth in all_truths()
]

scored = cache(score)


@pytest.mark.parametrize("truth", EVERY)
def test_every_table_and_column_is_told(truth: Truth) -> None:
    for kind in ("table", "column"):
        matched, total = scored(truth).counts((kind,))
        assert matched == total


@pytest.mark.parametrize("truth", EVERY)
def test_nearly_every_fact_is_told(truth: Truth) -> None:
    matched, total = scored(truth).counts()
    assert matched / total >= 0.995


@pytest.mark.parametrize("truth", EVERY)
def test_what_is_not_told_is_explained(truth: Truth) -> None:
    unexplained = [str(difference) for difference in scored(truth).differences if difference.why is None]
    assert not unexplained


@pytest.mark.parametrize("truth", EVERY)
def test_nothing_is_explained_that_is_told(truth: Truth) -> None:
    assert truth.explained.keys() <= {" ".join(difference.key) for difference in scored(truth).differences}


def test_a_difference_is_one_fact_whatever_both_sides_say() -> None:
    truth = Truth("flaskapp-genpg", "postgresql")
    real = {("table", "t"): True, ("type", "t.a"): "TEXT", ("type", "t.b"): "TEXT"}
    scored = Score(truth, {("table", "t"): True, ("type", "t.a"): "VARCHAR", ("type", "t.c"): "TEXT"}, real)
    assert scored.counts() == (1, 4)
    assert scored.counts(("table",)) == (1, 1)
    assert scored.differences[0] == Difference(("type", "t.a"), "VARCHAR", "TEXT", None)
    assert str(scored.differences[0]) == "type t.a: 'VARCHAR', really 'TEXT'"
