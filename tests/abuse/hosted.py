"""A host in a process of its own: what it holds, what it logs, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import psutil

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
_LOOK_EVERY = 0.02
_DEFECTS = ("Traceback", "defect", "Exception")


class Held(NamedTuple):
    """What the process holds at one moment.

    Args:
        threads: how many.
        descriptors: how many.
        memory: resident bytes.
    """

    threads: int
    descriptors: int
    memory: int


class Hosted:
    """A host on a free port of loopback; see `hosted`.

    Args:
        engine: how it serves connections.
        folder: for its data and nothing else.
        options: further flags of ``chat-tui host``.
        program: what runs it instead of ``python -m tui``.
    """

    def __init__(
        self, engine: str, folder: Path, options: tuple[str, ...], program: tuple[str, ...]
    ) -> None:
        self.engine = engine
        self.folder = folder
        self.log: list[str] = []
        self._changed = threading.Condition()
        command = [sys.executable, *program, "host", "--headless", "--port", "0"]
        command += ["--engine", engine, "--data-dir", str(folder), "--log-format", "json", *options]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        self._pump = threading.Thread(target=self._read_log, name="host's log")
        self._pump.start()
        self._seen = psutil.Process(self.process.pid)
        first = self.until_logged(lambda line: '"address"' in line)
        self.port = int(json.loads(first)["address"].rpartition(":")[2])

    def held(self) -> Held:
        """What the process holds now."""
        with self._seen.oneshot():
            memory = self._seen.memory_info().rss
            return Held(self._seen.num_threads(), self._seen.num_fds(), memory)

    def processor(self) -> float:
        """Seconds of processor time that it has taken."""
        used = self._seen.cpu_times()
        return float(used.user + used.system)

    def until_held(self, most: Held, within: float = 2.0) -> Held:
        """Wait until it holds no more threads and descriptors than this, or for so long."""
        deadline = monotonic() + within
        while True:
            now = self.held()
            back = now.threads <= most.threads and now.descriptors <= most.descriptors
            if back or monotonic() > deadline:
                return now
            threading.Event().wait(_LOOK_EVERY)

    def until_logged(self, fits: Callable[[str], bool], within: float = PATIENCE) -> str:
        """The first line of its log that fits, once it is there."""
        deadline = monotonic() + within
        with self._changed:
            while True:
                for line in self.log:
                    if fits(line):
                        return line
                left = deadline - monotonic()
                if left <= 0 or self.process.poll() is not None:
                    raise AssertionError(f"not in the log: {self.log[-5:]}")
                self._changed.wait(min(left, 0.1))

    def defects(self) -> list[str]:
        """Lines of the log that only a defect of ours leads to."""
        return [line for line in self.log if any(word in line for word in _DEFECTS)]

    def logged(self) -> int:
        """Bytes of its log up to now."""
        return sum(map(len, self.log))

    def limit(self, what: int, soft: int) -> None:
        """Change one of its limits (`resource.RLIMIT_...`) while it runs; the hard one stays."""
        import resource

        hard = resource.prlimit(self.process.pid, what)[1]
        resource.prlimit(self.process.pid, what, (soft, hard))

    def stop(
        self,
        number: signal.Signals = signal.SIGTERM,
        again: Callable[[], object] | None = None,
    ) -> float:
        """Ask it to end; seconds until it has with exit code 0.

        Args:
            number: how it is asked.
            again: called after that; then it is asked once more.
        """
        began = monotonic()
        self.process.send_signal(number)
        if again:
            again()
            self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        took = monotonic() - began
        assert code == 0, f"exit code {code}: {self.log[-20:]}"
        return took

    def close(self) -> None:
        """End it, however it is."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        self._pump.join()
        assert self.process.stderr
        self.process.stderr.close()

    def _read_log(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            with self._changed:
                self.log.append(line)
                self._changed.notify_all()


@contextmanager
def hosted(
    engine: str, folder: Path, *options: str, program: tuple[str, ...] = ("-m", "tui")
) -> Iterator[Hosted]:
    """A host that does not outlive the block; see `Hosted` for the arguments."""
    host = Hosted(engine, folder, options, program)
    try:
        yield host
    finally:
        host.close()
