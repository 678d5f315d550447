"""What these tests share: programs in terminals with a home of their own, and an evil server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.conftest import Start
from tests.e2e.terminal import Terminal
from tests.safety.evil import EvilServer


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those tests of this folder that start programs drive the whole product."""
    for item in items:
        fixtures: list[str] = getattr(item, "fixturenames", [])
        if Path(__file__).parent in item.path.parents and "home" in fixtures:
            item.add_marker("e2e")


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of a program that is to find nothing of this machine's user."""
    return {
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "PYTHONPATH": os.getcwd(),
    }


@pytest.fixture
def start(home: dict[str, str]) -> Iterator[Start]:
    """Start `chat-tui` with arguments in a terminal; everything started is ended afterwards."""
    with ExitStack() as stack:

        def run(*arguments: str, rows: int = 24, columns: int = 110) -> Terminal:
            terminal = Terminal(*arguments, rows=rows, columns=columns, env=home)
            return stack.enter_context(terminal)

        yield run


@pytest.fixture
def evil() -> Iterator[EvilServer]:
    """A server that says what a test wants."""
    with EvilServer() as server:
        yield server
