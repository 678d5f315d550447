"""A session that tests feed with lines, and a server that tests play themselves."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TypeVar

import pytest

from netcore.client import ChatClient, Identity, Server, Timings
from netcore.client import outgoing as wants
from netcore.client.events import Event, Kind, Status, StatusChanged
from netcore.client.session import Session
from netcore.client.values import Moment
from tests.conftest import ManualClock

E = TypeVar("E", bound=Event)
PATIENCE = 10.0
NOON = datetime(2024, 5, 17, 12, 0, tzinfo=UTC)
ALL_CAPS = (
    "account-notify account-tag away-notify batch cap-notify chghost echo-message extended-join "
    "invite-notify labeled-response message-tags multi-prefix server-time setname "
    "standard-replies userhost-in-names"
)


class Scene:
    """A session under test: lines of the server go in, events and lines of ours come out."""

    def __init__(
        self, clock: ManualClock, nick: str = "alice", channels: tuple[str, ...] = ()
    ) -> None:
        self.clock = clock
        self.session = Session(Server("host"), Identity(nick), channels, Timings())
        self.events: list[Event] = []
        self.sent: list[str] = []

    @property
    def now(self) -> Moment:
        """The scene's time; it begins at noon."""
        return Moment(NOON + timedelta(seconds=self.clock() - 1_000), self.clock())

    def drain(self) -> None:
        """Take what the session gives out."""
        self.events += self.session.take_events()
        self.sent += [line.removesuffix("\r\n") for line in self.session.take_output()]

    def connect(self) -> None:
        """A connection is there."""
        self.session.opened(self.now)
        self.session.set_status(Status.REGISTERING, self.now.wall)
        self.drain()

    def server(self, *lines: str) -> None:
        """The server sends lines."""
        for line in lines:
            self.session.receive(line, self.now)
        self.drain()

    def welcome(self, nick: str = "alice", caps: str = "", isupport: str = "") -> None:
        """From the connection to online; the events and lines so far are forgotten."""
        self.connect()
        if caps:
            self.server(f"CAP * LS :{caps}", f"CAP * ACK :{caps}")
        self.server(f":srv 001 {nick} :Welcome {nick}!ann@home")
        if isupport:
            self.server(f":srv 005 {nick} {isupport} :are supported by this server")
        self.pong()
        self.server(f":srv 422 {nick} :no motd")
        self.forget()

    def pong(self) -> None:
        """The server answers our last PING."""
        pings = [line for line in self.sent if line.startswith("PING ")]
        self.server(f":srv PONG srv {pings[-1].removeprefix('PING ')}")

    def enter(self, channel: str, *others: str) -> None:
        """We join a channel where others are."""
        me = self.session.state.nick
        self.server(
            f":{me}!ann@home JOIN {channel}",
            f":srv 353 {me} = {channel} :{' '.join((me, *others))}",
            f":srv 366 {me} {channel} :End",
        )
        self.forget()

    def forget(self) -> None:
        """Forget the events and lines so far."""
        self.drain()
        self.events.clear()
        self.sent.clear()

    def say(self, target: str, text: str, kind: Kind = Kind.MESSAGE) -> str:
        """Our owner says something."""
        label = wants.say(self.session.at(self.now), target, text, kind)
        self.drain()
        return label

    def told(self, kind: type[E]) -> list[E]:
        """The events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def only(self, kind: type[E]) -> E:
        """The one event of a kind."""
        (event,) = self.told(kind)
        return event

    def members(self, channel: str) -> dict[str, str]:
        """Nicks and signs of who is in a channel."""
        return {m.nick: m.prefixes for m in self.session.state.members(channel)}


@pytest.fixture
def scene(clock: ManualClock) -> Scene:
    """A session that has no connection yet."""
    return Scene(clock)


class Recorder:
    """What a client tells its owner, for tests that wait for it."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.threads: set[str] = set()
        self._changed = threading.Condition()
        self._seen = 0

    def __call__(self, event: Event) -> None:
        """Take an event."""
        with self._changed:
            self.events.append(event)
            self.threads.add(threading.current_thread().name)
            self._changed.notify_all()

    def wait(self, kind: type[E], fits: Callable[[E], bool] = lambda _: True) -> E:
        """Wait for the next event that fits, after the one that was waited for last."""
        deadline = monotonic() + PATIENCE
        with self._changed:
            while True:
                while self._seen < len(self.events):
                    event = self.events[self._seen]
                    self._seen += 1
                    if isinstance(event, kind) and fits(event):
                        return event
                assert self._changed.wait(deadline - monotonic()), f"no {kind.__name__} came"


class Peer:
    """The server's end of one connection, in the hands of the test."""

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE)
        self.connection = connection
        self._lines = connection.makefile("rb")

    def send(self, *lines: str) -> None:
        """Send lines."""
        self.connection.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def expect(self, start: str) -> str:
        """Read on to a line that begins so; PINGs before it are answered."""
        while line := self._lines.readline().decode().rstrip("\r\n"):
            if line.startswith(start):
                return line
            if line.startswith("PING "):
                self.send(f":srv PONG srv {line.removeprefix('PING ')}")
        raise AssertionError(f"the connection ended before {start!r}")

    def rest(self) -> list[str]:
        """All lines until the client's end."""
        return [line.decode().rstrip("\r\n") for line in self._lines]

    def welcome(self, nick: str = "alice", caps: str = "") -> None:
        """Take the client in."""
        self.expect("USER ")
        if caps:
            self.send(f"CAP * LS :{caps}")
            self.expect("CAP REQ")
            self.send(f"CAP * ACK :{caps}")
            self.expect("CAP END")
        self.send(
            f":srv 001 {nick} :Welcome {nick}!ann@home",
            f":srv 005 {nick} CASEMAPPING=ascii NETWORK=Test :are supported",
            f":srv 422 {nick} :no motd",
        )

    def close(self) -> None:
        """End the connection as a server does: what was not read must not become a reset."""
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            while self._lines.read(65536):
                pass
        self.cut()

    def cut(self) -> None:
        """End the connection at once."""
        self._lines.close()
        self.connection.close()


class FakeServer:
    """A listening socket whose connections the test answers itself."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(PATIENCE)
        self.port: int = self._listener.getsockname()[1]
        self._peers: list[Peer] = []

    @property
    def place(self) -> Server:
        """Where it is."""
        return Server("127.0.0.1", self.port)

    def accept(self) -> Peer:
        """The next connection."""
        connection, _ = self._listener.accept()
        self._peers.append(Peer(connection))
        return self._peers[-1]

    def close(self) -> None:
        """Close everything."""
        for peer in self._peers:
            peer.cut()
        self._listener.close()


@pytest.fixture
def fake() -> Iterator[FakeServer]:
    """A server that the test plays."""
    server = FakeServer()
    yield server
    server.close()


QUICK = Timings(connect=5.0, backoff=0.0, quit=5.0)


class Running:
    """A client that runs, and what it told."""

    def __init__(self, client: ChatClient, told: Recorder) -> None:
        self.client = client
        self.told = told

    def online(self) -> None:
        """Wait until it is online."""
        self.told.wait(StatusChanged, lambda event: event.status is Status.ONLINE)


Launch = Callable[..., Running]


@pytest.fixture
def launch(fake: FakeServer) -> Iterator[Launch]:
    """Starts clients of the fake server, which are closed after the test."""
    clients: list[ChatClient] = []

    def start(
        *channels: str,
        server: Server | None = None,
        timings: Timings = QUICK,
        reconnect: bool = True,
        choose_nick: Callable[[str], str | None] | None = None,
    ) -> Running:
        told = Recorder()
        client = ChatClient(
            server or fake.place,
            Identity("alice"),
            channels,
            on_event=told,
            choose_nick=choose_nick,
            reconnect=reconnect,
            timings=timings,
        )
        clients.append(client)
        client.start()
        return Running(client, told)

    yield start
    fake.close()
    for client in clients:
        client.close()
