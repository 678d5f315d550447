"""A server under test, in a process of its own, for as long as a ``with`` block runs."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections import deque
from pathlib import Path
from typing import IO, Self

from netcore.errors import StartError

_START = 30.0
_STOP = 5.0


def environment() -> dict[str, str]:
    """The environment of our processes: they run this code, wherever they are started."""
    here = str(Path(__file__).resolve().parents[2])
    others = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    found = {**os.environ, "PYTHONPATH": os.pathsep.join([here, *others])}
    # Measured is what a host is by default, and not what somebody has set here.
    found = {name: value for name, value in found.items() if not name.startswith("CHAT_TUI_")}
    return {**found, "CHAT_TUI_CONFIG": os.devnull}


def python(*arguments: str) -> list[str]:
    """A command of this Python that takes no module from the current folder."""
    return [sys.executable, "-P", *arguments]


class HostProcess:
    """``chat-tui host --headless`` on a free port of this machine.

    Args:
        engine: how it serves connections.
    """

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self.port = 0
        self.pid = 0
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._latest: deque[str] = deque(maxlen=5)

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="chat-tui-bench-")
        self._process = subprocess.Popen(
            self._command(self._folder.name),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            env=environment(),
        )
        assert self._process.stderr
        self._reader = threading.Thread(target=self._read, args=(self._process.stderr,))
        self._reader.start()
        try:
            self.port, self.pid = self._address(), self._process.pid
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def _command(self, folder: str) -> list[str]:
        options = ["--bind", "127.0.0.1", "--port", "0", "--engine", self.engine]
        # Nobody is asked whether they are still there while it is measured.
        options += ["--log-format", "json", "--data-dir", folder, "--ping-interval", "900"]
        return python("-m", "tui", "host", "--headless", *options)

    def _read(self, log: IO[str]) -> None:
        first = log.readline()
        self._lines.put(first)
        self._latest.append(first)
        self._latest.extend(log)

    def _address(self) -> int:
        try:
            line = self._lines.get(timeout=_START)
        except queue.Empty:
            raise StartError(f"the server did not start within {_START:.0f} seconds") from None
        try:
            return int(json.loads(line)["address"].rpartition(":")[2])
        except (ValueError, KeyError, TypeError):
            why = line.removeprefix("chat-tui: ").strip() or "it ended without a word"
            raise StartError("the server did not start", why) from None

    def _stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        assert self._process.stderr
        self._process.stderr.close()
        self._folder.cleanup()

    def complaint(self) -> str:
        """The last that it said by way of a warning or an error; empty if it did not."""
        for line in reversed(self._latest):
            try:
                entry = json.loads(line)
                if entry["level"] in ("warning", "error"):
                    return str(entry["text"])
            except (ValueError, KeyError, TypeError):
                continue
        return ""
