"""Servers and the load generator as processes, on a machine that others use too."""

import contextlib
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

HERE = Path(__file__).resolve().parent
Run = dict[str, Any]
"""What ircload tells of one run, by field, and what the driver adds."""

_TICK = os.sysconf("SC_CLK_TCK")


def wait_for_quiet(limit: float, cores: float = 0.15) -> bool:
    """Wait until the machine does next to nothing.

    Args:
        limit: seconds to wait at most.
        cores: CPUs that count as next to nothing.

    Returns:
        Whether it came.
    """
    end = time.monotonic() + limit
    while True:
        before, start = _busy_seconds(), time.monotonic()
        time.sleep(0.5)
        if (_busy_seconds() - before) / (time.monotonic() - start) < cores:
            return True
        if time.monotonic() > end:
            return False


def _busy_seconds() -> float:
    with open("/proc/stat") as file:
        times = [int(word) for word in file.readline().split()[1:9]]
    return (sum(times) - times[3] - times[4]) / _TICK


def _listening(port: int) -> bool:
    wanted = f":{port:04X}"
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table) as file:
                rows = [line.split() for line in file.readlines()[1:]]
        except FileNotFoundError:
            continue
        if any(row[1].endswith(wanted) and row[3] == "0A" for row in rows):
            return True
    return False


def _pinned(cpus: set[int] | None) -> Callable[[], None] | None:
    return (lambda: os.sched_setaffinity(0, cpus)) if cpus else None


class Server:
    """One server (a process group of its own), up while the ``with`` block runs.

    Args:
        command: what starts it.
        port: where it is expected to listen.
        cpus: those it may use; None: all.
        env: further environment.
    """

    def __init__(
        self,
        command: Sequence[str],
        port: int,
        cpus: set[int] | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._command = command
        self._port = port
        self._cpus = cpus
        self._env = {**os.environ, **(env or {})}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process whose use of the machine is measured."""
        assert self._process
        return self._process.pid

    def __enter__(self) -> Self:
        if _listening(self._port):
            sys.exit(f"port {self._port} is taken")
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_pinned(self._cpus),
            env=self._env,
        )
        end = time.monotonic() + 30
        while not _listening(self._port):
            if self._process.poll() is not None or time.monotonic() > end:
                self._stop(self._process)
                sys.exit(f"did not start: {shlex.join(self._command)}")
            time.sleep(0.05)
        time.sleep(0.3)  # what it does once at the start is not part of any run
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process
        self._stop(self._process)

    def _stop(self, process: subprocess.Popen[bytes]) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)  # the group made above, nobody else's
            try:
                process.wait(5)
                return
            except subprocess.TimeoutExpired:
                continue


def load(
    ircload: Path, port: int, options: Sequence[str], pid: int, cpus: set[int] | None = None
) -> Run:
    """Run the generator once against a server."""
    done = subprocess.run(
        [ircload, "--port", str(port), "--pid", str(pid), *options],
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=_pinned(cpus),
    )
    if not done.stdout:
        sys.exit(f"ircload said nothing but: {done.stderr}")
    run: Run = json.loads(done.stdout)
    return run


def disturbed(run: Run, noise: float) -> bool:
    """Whether the generator or the server stood ready without a CPU for too much of the time.

    The threads of a server that has several may wait for each other, so there it is what other
    processes used that counts.
    """
    crowded: float = run["server_wait"] if run["threads"] == 1 else run["other_cores"]
    return crowded > noise or run["gen_wait"] > noise


def build(folder: Path) -> Path:
    """Compile the generator and the yardstick; return the generator."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("ircload", "limit"):
        subprocess.run(["cc", "-O2", "-o", folder / name, HERE / f"{name}.c"], check=True)
    return folder / "ircload"
