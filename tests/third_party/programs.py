"""Programs that others have written: where they are, how they are started, and how they end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

import psutil
import pytest

START = 20.0
"""Seconds in which a program must be up."""

# Servers of Debian live in a folder that is not on everybody's path, those of PyPI beside Python.
_PLACES = (os.environ.get("PATH", ""), "/usr/sbin", "/usr/games", str(Path(sys.executable).parent))
_FROM = {
    "miniircd": "pip install miniircd",
    "limnoria": "pip install limnoria",
    "nc": "apt-get install netcat-openbsd",
}


def find(name: str) -> str:
    """Where a program is; the test that needs it is skipped without it, and fails in the CI.

    Args:
        name: the command; packages of Debian are called alike.
    """
    path = shutil.which(name, path=os.pathsep.join(_PLACES))
    if path:
        return path
    word = f"{name} is not installed: {_FROM.get(name, f'apt-get install {name}')}"
    if os.environ.get("CI_REQUIRE_PEERS"):
        pytest.fail(word, pytrace=False)
    pytest.skip(word)


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Process:
    """A program in the background, whose output goes to a file and which ends with its block."""

    def __init__(
        self, command: Sequence[str], log: Path, env: dict[str, str] | None = None
    ) -> None:
        self._command = command
        self._log = log
        with log.open("ab") as output:
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=log.parent,
                env={**os.environ, **(env or {})},
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()

    @property
    def output(self) -> str:
        """What it has said so far."""
        return self._log.read_text(errors="replace")

    def listens(self, port: int) -> bool:
        """Whether it has a port open; a connection to try would count against limits of its."""
        connections = psutil.Process(self._child.pid).net_connections("tcp")
        return any(c.status == psutil.CONN_LISTEN and c.laddr.port == port for c in connections)

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until it is so far.

        Raises:
            AssertionError: it has ended, or it takes too long.
        """
        deadline = monotonic() + START
        while not holds():
            try:
                code = self._child.wait(0.02)
            except subprocess.TimeoutExpired:
                assert monotonic() < deadline, f"{self._command[0]} never {what}:\n{self.output}"
            else:
                raise AssertionError(f"{self._command[0]} ended with {code}:\n{self.output}")

    def end(self) -> None:
        """End it, politely first."""
        for stop in (self._child.terminate, self._child.kill):
            stop()
            try:
                self._child.wait(5)
            except subprocess.TimeoutExpired:
                continue
            return

    def kill(self) -> None:
        """End it without a chance to say goodbye."""
        self._child.kill()
        self._child.wait(5)
