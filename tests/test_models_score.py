"""The schema that is read from models is the metadata that importing them makes: table by table, fact by fact."""

from functools import cache

import pytest

from benchmarks.models_score import score
from tests.truth import ModelsTruth, all_models_truths

EVERY = [
    pytest.param(truth, id=truth.name, marks=[pytest.mark.corpus] if truth.in_corpus else [])
    for truth in all_models_truths()
]
# How many facts are said not to be known, and why.
UNKNOWN = {
    "apache-superset.postgresql": 9,  # the application's configuration chooses the type of its secrets
    "langflow-base.postgresql": 1,  # a check that is too large to be written
    "langflow-base.sqlite": 1,  # the same
    "mlflow.postgresql": 1,  # a check on labels of a protobuf descriptor, which is no Python
}

scored = cache(score)


@pytest.mark.parametrize("truth", EVERY)
def test_every_table_and_column_is_known(truth: ModelsTruth) -> None:
    for kind in ("table", "column"):
        known, unknown, wrong = scored(truth).counts((kind,))
        assert (unknown, wrong) == (0, 0)
        assert known


@pytest.mark.parametrize("truth", EVERY)
def test_nothing_is_known_wrongly(truth: ModelsTruth) -> None:
    assert [str(d) for d in scored(truth).differences if not d.unknown] == []


@pytest.mark.parametrize("truth", EVERY)
def test_what_is_not_known_does_not_grow(truth: ModelsTruth) -> None:
    assert scored(truth).counts()[1] == UNKNOWN.get(truth.name, 0)
