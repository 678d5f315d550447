"""The thread between the screen and the server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from netcore.snapshot import ChannelRow, LogLine, Snapshot, ThreadRow
from tui.console.poller import Answer, Poll, Poller, made_safe

if TYPE_CHECKING:
    from tests.tui.console.conftest import FakeServer

Polling = Callable[[], Poll]


class Screen:
    """Counts how often it is told that there is something to see."""

    def __init__(self) -> None:
        self.told = threading.Semaphore(0)
        self.times = 0

    def wake(self) -> None:
        """Take note."""
        self.times += 1
        self.told.release()


@pytest.fixture
def screen() -> Screen:
    """A screen that only counts."""
    return Screen()


@pytest.fixture
def poller(server: FakeServer, screen: Screen) -> Iterator[Poller]:
    """A poller that looks at once, and again behind each call."""
    poller = Poller(server, screen.wake, interval=3600.0)
    poller.start()
    yield poller
    poller.stop()


def look_again(poller: Poller) -> None:
    """Make the poller look, by a call that does nothing; wait until the call is done."""
    for _ in range(2):  # the look follows the call, so a second call is behind it
        done = threading.Event()
        poller.submit(lambda: "", lambda answer, done=done: done.set())  # type: ignore[misc]
        assert done.wait(10)


def test_the_screen_is_told_once_until_it_looks(poller: Poller, screen: Screen) -> None:
    """A slow screen is not flooded, and gets everything when it looks."""
    assert screen.told.acquire(timeout=10)
    look_again(poller)
    look_again(poller)
    assert screen.times == 1
    assert poller.take() is not None
    look_again(poller)
    assert screen.times == 2


def test_each_log_line_is_given_once(poller: Poller, screen: Screen, server: FakeServer) -> None:
    """What was seen is not repeated; what came meanwhile is not lost."""
    assert screen.told.acquire(timeout=10)
    first = poller.take()
    assert first is not None
    assert [line.number for line in first.log] == [1, 2, 3, 4, 5, 6, 7]
    assert first.snapshot.log == ()
    for number in (8, 9):
        line = LogLine(number, 0.0, "info", f"line {number}")
        server.seen = replace(server.seen, log=(*server.seen.log[1:], line))
        look_again(poller)
    second = poller.take()
    assert second is not None
    assert [line.text for line in second.log] == ["line 8", "line 9"]


def test_lines_that_came_too_fast_are_counted(
    poller: Poller, screen: Screen, server: FakeServer
) -> None:
    """The server keeps only the newest; the screen says how many it never saw."""
    assert screen.told.acquire(timeout=10)
    poller.take()
    server.seen = replace(server.seen, log=(LogLine(1008, 5.0, "info", "the newest"),))
    look_again(poller)
    poll = poller.take()
    assert poll is not None
    assert [line.text for line in poll.log] == [
        "1,000 more lines came too fast to be shown; host.log has them",
        "the newest",
    ]


def test_an_operators_call_is_made_and_answered(poller: Poller, server: FakeServer) -> None:
    """Its line comes back; so does why it could not be done."""
    answers: list[Answer] = []
    done = threading.Semaphore(0)

    def answered(answer: Answer) -> None:
        answers.append(answer)
        done.release()

    poller.submit(lambda: server.kick("bob", "loud"), answered)
    poller.submit(lambda: server.kick("nobody"), answered)
    assert done.acquire(timeout=10)
    assert done.acquire(timeout=10)
    assert answers == [
        Answer("done: kick bob loud", good=True),
        Answer("nobody here is called nobody: see /clients", good=False),
    ]


def test_the_end_of_the_server_is_seen(poller: Poller, screen: Screen, server: FakeServer) -> None:
    """A server that has stopped is shown as stopped."""
    assert screen.told.acquire(timeout=10)
    poll = poller.take()
    assert poll is not None
    assert not poll.stopped
    server.ended.set()
    look_again(poller)
    poll = poller.take()
    assert poll is not None
    assert poll.stopped


def test_a_defect_in_the_thread_reaches_the_screen(server: FakeServer, screen: Screen) -> None:
    """It is raised where it is seen, not printed by a thread."""

    def breaks() -> Snapshot:
        raise KeyError("what")

    server.snapshot = breaks  # type: ignore[method-assign]
    poller = Poller(server, screen.wake)
    poller.start()
    assert screen.told.acquire(timeout=10)
    with pytest.raises(KeyError):
        poller.take()
    poller.stop()


def test_a_call_that_breaks_reaches_the_screen(poller: Poller, screen: Screen) -> None:
    """Only errors for people are answers."""
    assert screen.told.acquire(timeout=10)
    poller.take()

    def breaks() -> str:
        raise ZeroDivisionError

    poller.submit(breaks, lambda answer: None)
    assert screen.told.acquire(timeout=10)
    with pytest.raises(ZeroDivisionError):
        poller.take()


ESCAPES = "\x1b]52;c;ZXZpbA==\x07\x9b2J\u202e\x02bold\x0f"


def test_no_text_of_a_snapshot_can_do_something_to_the_terminal(server: FakeServer) -> None:
    """Every string goes through the one function that makes text safe."""
    row = replace(server.seen.clients[0], nick=ESCAPES, address=ESCAPES, channels=(ESCAPES,))
    hostile = replace(
        server.seen,
        server_name=ESCAPES,
        clients=(row,),
        channels=(ChannelRow(ESCAPES, 1, "+n", ESCAPES),),
        threads=(ThreadRow("reader", ESCAPES),),
    )
    safe = made_safe(hostile)
    shown = [safe.server_name, safe.clients[0].nick, safe.clients[0].address]
    shown += [*safe.clients[0].channels, safe.channels[0].name, safe.channels[0].topic]
    shown += [safe.threads[0].name]
    for text in shown:
        assert text.endswith("bold")
        assert not set(text) & set("\x1b\x07\x9b\u202e\x02\x0f")
