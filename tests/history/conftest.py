"""Stores to be tested alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from netcore.history.base import Store
from netcore.history.memory import MemoryStore
from netcore.history.sqlite import SqliteStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a history may be made."""
    return tmp_path / "data" / "history.db"


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, path: Path) -> Iterator[Store]:
    """An empty store of either kind."""
    made: Store = MemoryStore() if request.param == "memory" else SqliteStore(path)
    yield made
    made.close()


@pytest.fixture
def sqlite(path: Path) -> Iterator[SqliteStore]:
    """An empty store in a file."""
    made = SqliteStore(path)
    yield made
    made.close()
