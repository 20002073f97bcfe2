"""Fixtures that any test may ask for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.corpus import PROJECTS


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Schemas are not kept between tests, nor in the cache of who runs them."""
    monkeypatch.setenv("MIGRALINT_CACHE", "off")


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is installed where the tests run is no part of the projects that they read."""
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)


@pytest.fixture(scope="session")
def corpus() -> Callable[[str], Path]:
    """Gives the unpacked wheel of a project of `corpus.toml`; mark the test with `pytest.mark.corpus`."""
    return lambda name: PROJECTS[name].path()
