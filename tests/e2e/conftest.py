"""What the end-to-end tests share: a home of their own, a free port, programs in terminals."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal

Start = Callable[..., Terminal]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder drive whole programs."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("e2e")


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start `chat-tui` with arguments in a terminal; everything started is ended afterwards."""
    home = {
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "PYTHONPATH": os.getcwd(),
    }
    with ExitStack() as stack:

        def run(*arguments: str, rows: int = 30, columns: int = 100) -> Terminal:
            terminal = Terminal(*arguments, rows=rows, columns=columns, env=home)
            return stack.enter_context(terminal)

        yield run
