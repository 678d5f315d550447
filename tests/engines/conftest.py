"""A sink that echoes, clients that can misbehave, and every engine behind one fixture."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from time import monotonic

import pytest

from netcore.engines import ENGINES, EngineFactory, engine_named
from netcore.engines.base import Address, Engine, Link

LOCAL = Address("127.0.0.1", 0)
PATIENCE = 10.0


class Gate:
    """A condition that tests wait for instead of sleeping."""

    def __init__(self) -> None:
        self._changed = threading.Condition()

    def tell(self) -> None:
        """Something changed."""
        with self._changed:
            self._changed.notify_all()

    def until(self, what: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Wait until it is so, or fail."""
        with self._changed:
            # The short wait also sees changes that nobody tells.
            deadline = monotonic() + patience
            while not what():
                assert monotonic() < deadline, "waited in vain"
                self._changed.wait(0.02)


class EchoSink:
    """Sends back what comes; remembers what was called, and for which link."""

    def __init__(self) -> None:
        self.links: list[Link] = []
        self.calls: dict[int, list[str]] = {}
        self.reasons: dict[int, str] = {}
        self.bytes_in: dict[int, int] = {}
        self.troubles: list[str] = []
        self.echo = True
        self.consume = True
        self.close_at_end = True
        self.when_opened: Callable[[], None] = lambda: None
        self.changed = Gate()

    def opened(self, link: Link) -> None:
        """Remember it."""
        self.calls[link.id] = ["opened"]
        self.bytes_in[link.id] = 0
        self.links.append(link)
        self.when_opened()
        self.changed.tell()

    def received(self, link: Link, data: bytes) -> None:
        """Echo."""
        assert data
        self._call(link, "received")
        self.bytes_in[link.id] += len(data)
        if self.echo:
            link.write([data])
        if self.consume:
            link.consumed(len(data))
        self.changed.tell()

    def writable(self, link: Link) -> None:
        """Say so."""
        self._call(link, "writable")
        link.write([])
        self.changed.tell()

    def finished(self, link: Link) -> None:
        """Close in turn, unless told not to."""
        self._call(link, "finished")
        if self.close_at_end:
            link.close()
        self.changed.tell()

    def closed(self, link: Link, reason: str) -> None:
        """Remember why."""
        self._call(link, "closed")
        self.reasons[link.id] = reason
        self.changed.tell()

    def trouble(self, what: str) -> None:
        """Remember it."""
        self.troubles.append(what)
        self.changed.tell()

    def until(self, what: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Wait until something is so."""
        self.changed.until(what, patience)

    def link(self, index: int = 0) -> Link:
        """The link that was opened so many-th, once it is there."""
        self.until(lambda: len(self.links) > index)
        return self.links[index]

    def until_closed(self, link: Link) -> str:
        """Wait for the end of a link, and say why it ended."""
        self.until(lambda: link.id in self.reasons)
        return self.reasons[link.id]

    def _call(self, link: Link, what: str) -> None:
        calls = self.calls[link.id]
        assert calls[-1] != "closed", f"{what} after closed"
        if calls[-1] != what or what == "closed":
            calls.append(what)


class Server:
    """An engine that runs in a thread of its own."""

    def __init__(self, engine: Engine, sink: EchoSink, address: Address = LOCAL) -> None:
        self.engine = engine
        self.sink = sink
        self.address = engine.listen(address)
        self._thread = threading.Thread(target=engine.run, args=(sink,), name="runs the engine")
        self._clients: list[socket.socket] = []

    def start(self) -> None:
        """Run; connections wait in the kernel until it does."""
        self._thread.start()

    def connect(self, *, receive_buffer: int = 0) -> socket.socket:
        """A client that the server has accepted."""
        family = socket.AF_INET6 if ":" in self.address.host else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM)
        self._clients.append(sock)
        sock.settimeout(PATIENCE)
        if receive_buffer:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        sock.connect(self.address)
        return sock

    def stop(self, seconds: float = 3.0) -> None:
        """Stop and see that `run` has returned."""
        self.engine.stop(monotonic() + seconds)
        if self._thread.ident is not None:
            self._thread.join(PATIENCE)
            assert not self._thread.is_alive(), "run did not return"

    def close(self) -> None:
        """Close the clients, which saves the time that closing links linger, and stop."""
        for client in self._clients:
            client.close()
        self.stop()


class Fault:
    """Makes the thread that accepts unable to start threads, while it is on."""

    def __init__(self) -> None:
        self.on = False


def read_exactly(sock: socket.socket, count: int) -> bytes:
    """So many bytes, or fewer at the end."""
    parts: list[bytes] = []
    while count and (data := sock.recv(min(count, 1 << 20))):
        parts.append(data)
        count -= len(data)
    return b"".join(parts)


def read_to_end(sock: socket.socket) -> bytes:
    """Everything until the end of file."""
    return read_exactly(sock, 1 << 62)


def reset(sock: socket.socket) -> None:
    """Close with a reset."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def flood(sock: socket.socket, data: bytes) -> int:
    """Send as much as the peer's and our kernel take without anybody reading; the count.

    "Take nothing" is that for a third of a second no byte is taken.
    """
    sock.settimeout(0.3)
    sent = 0
    with suppress(TimeoutError):
        while True:
            sent += sock.send(data)
    sock.settimeout(PATIENCE)
    return sent


@pytest.fixture(params=list(ENGINES))
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine's name in turn."""
    return str(request.param)


@pytest.fixture
def make(engine_name: str) -> EngineFactory:
    """Each engine in turn."""
    return engine_named(engine_name)


@pytest.fixture
def sink() -> EchoSink:
    """A sink that echoes."""
    return EchoSink()


@pytest.fixture
def server(make: EngineFactory, sink: EchoSink) -> Iterator[Server]:
    """A server that runs on a free port."""
    running = Server(make(), sink)
    running.start()
    yield running
    running.close()


@pytest.fixture
def no_threads(monkeypatch: pytest.MonkeyPatch) -> Fault:
    """While it is on, whoever accepts cannot start threads."""
    fault = Fault()
    start = threading.Thread.start

    def start_or_fail(thread: threading.Thread) -> None:
        if fault.on and threading.current_thread().name == "accept":
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_or_fail)
    return fault
