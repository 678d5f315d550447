"""A host of each engine, abused a little; ``python -m tests.abuse`` does it in earnest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from netcore.engines import ENGINES
from tests.abuse.abuses import ABUSES

Endured = Callable[[str], None]
"""Does an abuse by its name, and fails with what was amiss."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each engine in turn, for what has to do with engines."""
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", sorted(ENGINES))


@pytest.fixture
def endured(engine: str, tmp_path: Path) -> Endured:
    """For each engine in turn."""

    def run(name: str) -> None:
        outcome = ABUSES[name].run(engine, tmp_path, ABUSES[name].few)
        assert not outcome.problems, str(outcome)

    return run


@pytest.fixture
def endured_once(tmp_path: Path) -> Endured:
    """For the default engine: it is not the engine's doing."""

    def run(name: str) -> None:
        outcome = ABUSES[name].run("threads", tmp_path, ABUSES[name].few)
        assert not outcome.problems, str(outcome)

    return run
