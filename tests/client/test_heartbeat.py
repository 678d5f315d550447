"""Whether the other side lives, how long it takes to answer, and how long to wait after a loss."""

import pytest

from netcore.client import Timings
from netcore.client.backoff import Backoff
from netcore.client.heartbeat import Heartbeat
from tests.client.conftest import Scene


def test_a_ping_is_due_after_each_interval() -> None:
    """Every 30 s, whatever comes in between, so that the lag is fresh."""
    beat = Heartbeat(30, 20, now=0)
    beat.heard(29)
    assert not beat.ping_due(29.9)
    assert beat.ping_due(30)
    assert beat.next_at() == 30
    beat.sent("a", 30)
    assert not beat.ping_due(31)


def test_a_link_dies_when_nothing_comes_for_too_long() -> None:
    """Twenty seconds after a PING without any sign of life it is dead."""
    beat = Heartbeat(30, 20, now=0)
    assert not beat.dead(1_000)
    beat.sent("a", 30)
    assert not beat.dead(49.9)
    assert beat.next_at() == 50
    assert beat.dead(50)


def test_any_line_is_a_sign_of_life() -> None:
    """A server with a backlog before its PONG is not dead."""
    beat = Heartbeat(30, 20, now=0)
    beat.sent("a", 30)
    beat.heard(49)
    assert not beat.dead(60)
    assert beat.dead(69)


def test_the_lag_is_measured_and_grows_while_it_is_awaited() -> None:
    """A link that hangs shows before it is given up."""
    beat = Heartbeat(30, 20, now=0)
    assert beat.lag(10) is None
    beat.sent("a", 30)
    assert beat.lag(31) == 1
    assert beat.answered("a", 32) == ("a", 2)
    assert beat.lag(50) == 2
    beat.sent("b", 60)
    assert beat.lag(61) == 2
    assert beat.lag(70) == 10


def test_an_answer_answers_the_pings_before_it() -> None:
    """A later token covers the earlier ones; an unknown one answers the oldest."""
    beat = Heartbeat(30, 20, now=0)
    for time, token in enumerate("abc"):
        beat.sent(token, time)
    assert beat.answered("srv.net", 5) == ("a", 5)
    assert beat.answered("c", 5) == ("c", 3)
    assert beat.answered("c", 6) is None


def test_unanswered_pings_take_bounded_memory() -> None:
    """The oldest are forgotten."""
    beat = Heartbeat(30, 20, now=0)
    for number in range(1_000):
        beat.sent(str(number), number)
    assert beat.answered("0", 1_000) == ("936", 64)


def test_a_session_notices_a_dead_link(scene: Scene) -> None:
    """PING after 15 s, and the end 15 s later."""
    scene.welcome()
    assert scene.session.next_tick() == scene.clock() + 15
    scene.clock.advance(15)
    assert scene.session.tick(scene.now)
    scene.drain()
    assert scene.sent[-1].startswith("PING ")
    scene.clock.advance(14)
    assert scene.session.tick(scene.now)
    scene.clock.advance(1)
    assert not scene.session.tick(scene.now)


def test_before_the_welcome_nothing_is_due(scene: Scene) -> None:
    """Registration has a deadline of its own."""
    scene.connect()
    assert scene.session.next_tick() is None
    assert scene.session.tick(scene.now)


@pytest.mark.parametrize(("jitter", "expected"), [(1.0, [1, 2, 4, 8, 16, 30, 30]), (0.0, [0] * 7)])
def test_the_waiting_doubles_up_to_a_limit(jitter: float, expected: list[float]) -> None:
    """Full jitter: anything from 0 to the bound, which doubles from 1 s to 30 s."""
    backoff = Backoff(Timings(jitter=lambda: jitter))
    delays = []
    for attempt in range(1, 8):
        assert backoff.begin() == attempt
        delays.append(backoff.delay())
    assert delays == expected


def test_a_success_begins_anew() -> None:
    """After a while online the waiting is short again, and the attempts count from 1."""
    backoff = Backoff(Timings(jitter=lambda: 1.0))
    for _ in range(100_000):
        backoff.begin()
    assert backoff.delay() == 30
    backoff.succeeded()
    assert backoff.delay() == 1
    assert backoff.begin() == 1
