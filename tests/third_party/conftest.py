"""Our servers for clients that others have written, and servers of others for our client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from netcore.client import ChatClient, Identity
from netcore.client.events import MembersLoaded, Registered
from tests.client.conftest import QUICK, Recorder
from tests.conformance.conftest import engine, host, open_host
from tests.third_party.servers import OPEN, Peer, Write

__all__ = ["engine", "host", "open_host"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder need programs of others."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("e2e")


@pytest.fixture(scope="module", params=OPEN)
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Peer]:
    """Each server of others in turn, as it is without any settings."""
    name = str(request.param)
    with Peer(name, tmp_path_factory.mktemp(name), OPEN[name]()) as peer:
        yield peer


@pytest.fixture
def server(running: Peer) -> Iterator[Peer]:
    """Each server of others in turn; whoever the test brings to it has left afterwards."""
    yield running
    running.empty()


Serve = Callable[[str, Write], Peer]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts a server of others that is set up for the test and ends with it."""
    with ExitStack() as stack:

        def start(name: str, write: Write) -> Peer:
            return stack.enter_context(Peer(name, tmp_path, write))

        yield start


class Guest:
    """Our client on a server of others, and what it tells."""

    def __init__(self, client: ChatClient, told: Recorder) -> None:
        self.client = client
        self.wait = told.wait
        self.told = told

    def enters(self, channel: str) -> None:
        """Wait until it is in a channel and knows who is there."""
        self.wait(MembersLoaded, lambda event: self.client.same(event.channel, channel))

    def members(self, channel: str) -> dict[str, str]:
        """Nicks and signs of who is in a channel."""
        return {member.nick: member.prefixes for member in self.client.members(channel)}


Arrive = Callable[..., Guest]


@pytest.fixture
def arrive(serve: Serve) -> Iterator[Arrive]:
    """Starts clients of ours, which are closed before the servers; by default it sees them in."""
    clients: list[ChatClient] = []

    def start(
        peer: Peer,
        nick: str,
        *channels: str,
        user: str = "",
        password: str = "",
        come_in: bool = True,
        **more: Any,
    ) -> Guest:
        told = Recorder()
        place = replace(peer.place, password=password)
        more = {"timings": QUICK, **more}
        client = ChatClient(place, Identity(nick, user), channels, on_event=told, **more)
        clients.append(client)
        client.start()
        guest = Guest(client, told)
        if come_in:
            guest.wait(Registered)
            for name in channels:
                guest.enters(name.partition(" ")[0])
        return guest

    yield start
    for client in clients:
        client.close()
