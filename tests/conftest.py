"""What every test gets: a check that it leaks no thread and no descriptor, and a manual clock."""

import gc
import os
import signal
import threading
from collections.abc import Iterator
from itertools import count
from time import monotonic, sleep

import pytest

# How long what a test left behind may take to end by itself.
SETTLE = 2.0
# What is opened on purpose by a test and forgotten is one of these, or a file in its folder;
# pytest, coverage and Python open other files lazily.
COUNTED = ("socket:", "pipe:", "anon_inode:", "/dev/ptmx", "/dev/pts/")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register the options of this file."""
    parser.addoption(
        "--kill-rounds", type=int, default=2, help="how often each killed host is killed"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers of this file, and begin as in a terminal."""
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        # Run with nohup: what the tests start would inherit that, and hang up on nothing.
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # Run behind a shell's &: the same.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line(
        "markers", "settle(seconds): what the test leaves may take so long to end by itself"
    )
    config.addinivalue_line(
        "markers", "leaves(*prefixes): threads whose names begin so may outlive the test"
    )


_HOMES = count(1)


@pytest.fixture(autouse=True)
def no_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What a test's programs write for their user goes to a place of that test's own."""
    base = tmp_path_factory.getbasetemp() / f"home{next(_HOMES)}"
    for name in ("DATA", "STATE", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(base / name.lower()))


class ManualClock:
    """A monotonic clock that stands still until it is told to go on."""

    def __init__(self, now: float = 1_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        """The time, in seconds."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Let so much time pass."""
        self.now += seconds


@pytest.fixture
def clock() -> ManualClock:
    """A clock that only the test moves."""
    return ManualClock()


def open_descriptors(folder: str) -> dict[int, str]:
    """The descriptors that count: number and what it is."""
    found: dict[int, str] = {}
    for entry in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{entry}")
        except OSError:
            continue  # the descriptor of the listing itself
        if target.startswith((*COUNTED, folder)):
            found[int(entry)] = target
    return found


@pytest.fixture(autouse=True)
def no_leaks(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Fail a test after which a thread or a descriptor is left that was not there before it."""
    settle = request.node.get_closest_marker("settle")
    leaves = request.node.get_closest_marker("leaves")
    folder = str(tmp_path_factory.getbasetemp())
    threads = set(threading.enumerate())
    descriptors = open_descriptors(folder)
    yield
    deadline = monotonic() + (settle.args[0] if settle else SETTLE)
    left = _left_threads(threads, leaves.args if leaves else (), deadline)
    assert not left, f"threads left behind: {', '.join(left)}"
    leaked = _left_descriptors(descriptors, folder, deadline)
    assert not leaked, f"descriptors left behind: {leaked}"


def _left_threads(before: set[threading.Thread], may: tuple[str, ...], end: float) -> list[str]:
    new = [t for t in threading.enumerate() if t not in before and not t.name.startswith(may)]
    for thread in new:
        thread.join(max(0.0, end - monotonic()))
    return [thread.name for thread in new if thread.is_alive()]


def _left_descriptors(before: dict[int, str], folder: str, end: float) -> dict[int, str]:
    """Those that are new; a number may have been given anew to something else."""

    def new() -> dict[int, str]:
        now = open_descriptors(folder)
        return {fd: target for fd, target in now.items() if before.get(fd) != target}

    if not new():
        return {}
    gc.collect()  # reference cycles may hold some: a leak in earnest is not collected
    while (left := new()) and monotonic() < end:
        sleep(0.02)
    return left
