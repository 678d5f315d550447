"""A network that comes back is noticed at once."""

import pytest

from netcore.client import network
from netcore.client.events import Status, StatusChanged
from netcore.client.network import Network
from netcore.client.values import Server, Timings
from tests.client.conftest import Launch


class Clocks:
    """Time that goes on, and that passes while nobody is there to see."""

    def __init__(self) -> None:
        self.slept = 0.0

    def time(self) -> float:
        """The wall clock."""
        return 1_700_000_000.0 + self.slept

    def monotonic(self) -> float:
        """Seconds that the machine was awake."""
        return 1_000.0


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    """The clocks of the module."""
    clocks = Clocks()
    monkeypatch.setattr(network, "time", clocks)
    return clocks


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "chat.example.org"])
def test_a_network_that_stays_is_no_news(host: str) -> None:
    """Whatever the way is, if there is one."""
    assert not Network(host, 9999).changed()


def test_a_way_that_comes_back_or_is_another_is_news(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that goes is not: there is nowhere to go then."""
    ways = iter(["10.0.0.5", "", "10.0.0.5", "192.168.1.7", "192.168.1.7"])
    monkeypatch.setattr(Network, "_find", lambda self: next(ways))
    watched = Network("192.0.2.1", 9999)
    assert [watched.changed() for _ in range(4)] == [False, True, True, False]


def test_a_machine_that_slept_has_news(clocks: Clocks) -> None:
    """The clocks have parted."""
    watched = Network("127.0.0.1", 9999)
    assert not watched.changed()
    clocks.slept = 60.0
    assert watched.changed()
    assert not watched.changed()


def test_a_client_does_not_wait_out_its_pause(
    launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network has changed: it tries at once, however long it would have waited."""
    monkeypatch.setattr("netcore.client.driver._LOOK_EVERY", 0.01)
    monkeypatch.setattr(Network, "changed", lambda self: True)
    timings = Timings(connect=5.0, backoff=1000.0, backoff_limit=1000.0, jitter=lambda: 1.0)
    running = launch("#a", server=Server("127.0.0.1", 1), timings=timings)
    for _ in range(2):
        running.told.wait(StatusChanged, lambda event: event.status is Status.WAITING)
