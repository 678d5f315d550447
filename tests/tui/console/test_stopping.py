"""How a host ends: by signals, once and twice, and by whoever asks."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

import pytest

from tui.console.stopping import GRACE, Stopping

if TYPE_CHECKING:
    from tests.tui.console.conftest import FakeServer


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_server_in_an_orderly_way(
    number: signal.Signals, server: FakeServer
) -> None:
    """Whoever waits for the server is woken by its end, not by the signal."""
    with Stopping(server) as stopping:
        os.kill(os.getpid(), number)
        assert server.wait(10)
        assert stopping.requested
    assert server.stopped_with == [GRACE]


def test_a_hangup_is_left_to_whoever_wants_it(server: FakeServer) -> None:
    """It stops nothing then, and is handled beside the main thread."""
    told: list[str] = []
    done = threading.Event()

    def hung_up() -> None:
        told.append(threading.current_thread().name)
        done.set()

    with Stopping(server, hung_up) as stopping:
        os.kill(os.getpid(), signal.SIGHUP)
        assert done.wait(10)
        assert not stopping.requested
    assert told == ["hangup"]


def test_the_handlers_from_before_come_back(server: FakeServer) -> None:
    """Behind the end, signals do what they did before the start."""
    before = signal.getsignal(signal.SIGTERM)
    with Stopping(server):
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_second_request_hurries(server: FakeServer) -> None:
    """The clients get less time, but they are told."""
    with Stopping(server) as stopping:
        stopping.request()
        stopping.request()
        assert server.wait(10)
        while len(server.stopped_with) < 2:
            threading.Event().wait(0.01)
    assert sorted(server.stopped_with) == [0.2, GRACE]


def test_who_waits_stops_the_server_where_no_thread_is_to_be_had(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signal then raises nothing in whatever the main thread is at."""

    def fail(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with Stopping(server) as stopping:
        monkeypatch.setattr(threading.Thread, "start", fail)
        os.kill(os.getpid(), signal.SIGTERM)
        assert stopping.requested
        assert stopping.unaided
    assert server.stopped_with == []


def test_an_ignored_hangup_stays_ignored(server: FakeServer) -> None:
    """What nohup has set up is respected."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Stopping(server) as stopping:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not stopping.requested
    finally:
        signal.signal(signal.SIGHUP, before)


def test_the_screen_is_told_of_a_signal(server: FakeServer) -> None:
    """It has to go too."""
    told = threading.Event()
    with Stopping(server) as stopping:
        stopping.on_signal = told.set
        os.kill(os.getpid(), signal.SIGTERM)
        assert told.wait(10)
        assert server.wait(10)
