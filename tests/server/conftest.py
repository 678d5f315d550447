"""A server without sockets: links that remember, an engine that only says what it is told to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

import pytest

from netcore.core.hub import Hub
from netcore.core.records import Record
from netcore.core.settings import Settings
from netcore.engines.base import Address, Sink
from netcore.errors import StartError
from netcore.server.chat import ChatServer
from netcore.server.dispatcher import Dispatcher
from netcore.server.journal import Journal
from netcore.snapshot import LogLine

NUMBERS = count(1)


class FakeLink:
    """A link whose peer reads when the test says so."""

    def __init__(self, events: list[str] | None = None, host: str = "127.0.0.1") -> None:
        self.id = next(NUMBERS)
        self.peer = Address(host, 40_000 + self.id)
        self.unsent = 0
        self.blocked_since: float | None = None
        self.sent = b""
        self.writes = 0
        self.taken = 0
        self.names: list[str] = []
        self.closed = False
        self._events = events

    def write(self, chunks: list[bytes]) -> None:
        """Remember what is written, unless it comes after the close."""
        assert not self.closed
        self.sent += b"".join(chunks)
        self.writes += 1
        if self._events is not None:
            self._events.append("write")

    def consumed(self, count: int) -> None:
        """Remember how much was dealt with."""
        self.taken += count

    def close(self) -> None:
        """Remember the close."""
        self.closed = True

    def name(self, name: str) -> None:
        """Remember the name."""
        self.names.append(name)

    def lines(self) -> list[str]:
        """What has been written since the last look."""
        sent, self.sent = self.sent, b""
        return sent.decode().splitlines()


class RecordingLog:
    """A log that decides alone and remembers in which order it was called."""

    def __init__(self, events: list[str]) -> None:
        self.events = events
        self.fails = False

    def order(self, record: Record) -> tuple[Record]:
        """Give a record its place."""
        self.events.append(type(record).__name__)
        return (record,)

    def commit(self) -> None:
        """Remember that it was asked to."""
        if self.fails:
            raise OSError("no space left on device")
        self.events.append("commit")


@dataclass
class Room:
    """A dispatcher that runs, and everything around it."""

    dispatcher: Dispatcher
    log: RecordingLog
    events: list[str]
    heard: list[LogLine] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until all that was queued is handled and its output written."""
        # The second call is taken up by a later turn than the first one's, which is then over.
        for _ in range(2):
            while self.dispatcher.call(lambda: self.dispatcher.behind).result(10):
                pass

    def connect(self, host: str = "127.0.0.1") -> FakeLink:
        """A new link."""
        link = FakeLink(self.events, host)
        self.dispatcher.opened(link)
        return link

    def send(self, link: FakeLink, *lines: str) -> list[str]:
        """Bring lines; return what has been written to this link since the last look."""
        self.dispatcher.received(link, "".join(f"{line}\r\n" for line in lines).encode())
        self.settle()
        return link.lines()

    def join(self, nick: str, host: str = "127.0.0.1") -> FakeLink:
        """A registered client in #a that has read everything."""
        link = self.connect(host)
        self.send(link, f"NICK {nick}", f"USER {nick} 0 * :N", "JOIN #a")
        self.settle()
        return link


MakeRoom = Callable[..., Room]


@pytest.fixture
def make_room() -> Iterator[MakeRoom]:
    """Makes dispatchers that run until the test's end."""
    running: list[tuple[Dispatcher, threading.Thread]] = []

    def make(*, start: bool = True, **settings: object) -> Room:
        events: list[str] = []
        heard: list[LogLine] = []
        log = RecordingLog(events)
        chosen = Settings(**settings)  # type: ignore[arg-type]
        hub = Hub(chosen, node="n", order=log.order, wall=1_700_000_000_000)
        dispatcher = Dispatcher(hub, log, Journal(heard.append))
        thread = threading.Thread(target=dispatcher.run, name="dispatcher")
        running.append((dispatcher, thread))
        if start:
            thread.start()
        return Room(dispatcher, log, events, heard)

    yield make
    for dispatcher, thread in running:
        dispatcher.stop()
        if thread.ident is None:
            thread.start()
        thread.join(10)


@pytest.fixture
def room(make_room: MakeRoom) -> Room:
    """A dispatcher that runs, with the settings of an operator who sets nothing."""
    return make_room()


class FakeEngine:
    """An engine without sockets."""

    made: list[FakeEngine]

    def __init__(self, *, recvq: int = 0, refusal: bytes = b"") -> None:
        self.recvq = recvq
        self.refusal = refusal
        self.sink: Sink | None = None
        self.links: list[FakeLink] = []
        self.serving = threading.Event()
        self.stops = 0
        self.crash: Exception | None = None
        self._end = threading.Event()

    def listen(self, address: Address, backlog: int = 4096) -> Address:
        """Give the port that is asked for; port 1 cannot be had."""
        if address.port == 1:
            raise StartError("port 1 is not ours", "take a higher one")
        return Address(address.host, address.port or 12_345)

    def run(self, sink: Sink) -> None:
        """Serve until stopped."""
        self.sink = sink
        self.serving.set()
        self._end.wait()
        if self.crash:
            raise self.crash

    def stop(self, deadline: float) -> None:
        """End every link and what waits in `run`."""
        self.stops += 1
        for link in self.links:
            if self.sink:
                self.sink.closed(link, "Connection closed")
        self._end.set()

    def fail(self, error: Exception) -> None:
        """Have `run` end by an exception."""
        self.crash = error
        self._end.set()

    def roles(self) -> Mapping[str, int]:
        """No threads of its own."""
        return {}

    def connect(self, host: str = "127.0.0.1") -> FakeLink:
        """A connection comes."""
        self.serving.wait(10)
        assert self.sink
        link = FakeLink(host=host)
        self.links.append(link)
        self.sink.opened(link)
        return link

    def bring(self, link: FakeLink, *lines: str) -> None:
        """A connection's lines come."""
        assert self.sink
        self.sink.received(link, "".join(f"{line}\r\n" for line in lines).encode())


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> list[FakeEngine]:
    """The engines of the servers that a test makes, none of which has a socket."""
    made: list[FakeEngine] = []

    def engine_named(name: str) -> Callable[..., FakeEngine]:
        def make(*, recvq: int, refusal: bytes) -> FakeEngine:
            made.append(FakeEngine(recvq=recvq, refusal=refusal))
            return made[-1]

        return make

    monkeypatch.setattr("netcore.server.chat.engine_named", engine_named)
    return made


@pytest.fixture
def server(engines: list[FakeEngine]) -> Iterator[ChatServer]:
    """A server that runs on an engine without sockets."""
    server = ChatServer(Settings(motd=("x",)), address=Address("127.0.0.1", 0))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def engine(server: ChatServer, engines: list[FakeEngine]) -> FakeEngine:
    """That server's engine."""
    return engines[0]


def settle(server: ChatServer) -> None:
    """Wait until all that was queued is handled: two turns are over then."""
    server.bans()
    server.bans()


def join(server: ChatServer, engine: FakeEngine, nick: str, host: str = "10.0.0.1") -> FakeLink:
    """A registered client in #lobby that has read everything."""
    link = engine.connect(host)
    engine.bring(link, f"NICK {nick}", f"USER {nick} 0 * :N", "JOIN #lobby")
    settle(server)
    for each in engine.links:
        each.lines()
    return link
