"""Out of descriptors, out of threads: the engine says so, goes on, and recovers."""

import json
import resource
import selectors
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any, cast

import pytest

from netcore.engines import EngineFactory
from netcore.engines.base import Address
from netcore.engines.lifecycle import REFUSAL
from netcore.engines.limits import raise_descriptor_limit
from netcore.errors import StartError
from tests.engines.conftest import EchoSink, Fault, Server, read_exactly, read_to_end

ROOT = Path(__file__).parents[2]
# A server that may hold few descriptors; it prints its port, then at its end what it saw.
SCARCE = """
import json, resource, sys, threading, time
from netcore.engines import engine_named
from netcore.engines.base import Address

class Sink:
    opened_count = 0
    troubles = []
    def opened(self, link): self.opened_count += 1
    def received(self, link, data):
        link.write([data])
        link.consumed(len(data))
    def writable(self, link): pass
    def finished(self, link): link.close()
    def closed(self, link, reason): pass
    def trouble(self, what): self.troubles.append(what)

engine, sink = engine_named(sys.argv[1])(), Sink()
address = engine.listen(Address("127.0.0.1", 0))
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (40, hard))
runner = threading.Thread(target=engine.run, args=(sink,))
runner.start()
print(address.port, flush=True)
for line in sys.stdin:
    print(json.dumps({"processor": time.process_time(), "now": time.monotonic(),
        "troubles": sink.troubles, "opened": sink.opened_count}), flush=True)
engine.stop(time.monotonic() + 2)
runner.join()
"""


class Scarce:
    """A server in a process of its own that may open forty descriptors."""

    def __init__(self, engine: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", SCARCE, engine],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        self.port = int(self._line())

    def state(self) -> dict[str, Any]:
        """What the process says about itself."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._line())
        return answer

    def client(self) -> socket.socket:
        """One that has connected and asked; it may wait for long to be accepted."""
        sock = socket.create_connection(("127.0.0.1", self.port), 10)
        sock.sendall(b"x")
        return sock

    def end(self) -> int:
        """Its exit code after a stop."""
        self.process.communicate(timeout=10)
        return self.process.returncode

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


def answers(clients: list[socket.socket], enough: int) -> dict[socket.socket, bytes]:
    """What the first so many were answered, whoever they are."""
    got: dict[socket.socket, bytes] = {}
    deadline = monotonic() + 10
    with selectors.DefaultSelector() as selector:
        for client in clients:
            selector.register(client, selectors.EVENT_READ)
        while len(got) < enough and monotonic() < deadline:
            for key, _ in selector.select(0.1):
                client = cast(socket.socket, key.fileobj)
                got[client] = client.recv(1000)
                selector.unregister(client)
    return got


@pytest.fixture
def scarce(engine_name: str) -> Iterator[Scarce]:
    """Such a server, which stops cleanly afterwards."""
    server = Scarce(engine_name)
    yield server
    assert server.end() == 0


def test_out_of_descriptors(scarce: Scarce) -> None:
    """Those inside go on, one is told, nobody spins, it is said once, and room is used again."""
    clients = [scarce.client() for _ in range(60)]
    inside = scarce.state
    while not inside()["troubles"]:
        pass
    served = inside()["opened"]
    assert served < 60
    got = answers(clients, served + 1)
    assert sorted(set(got.values())) == [REFUSAL, b"x"]
    insiders = [client for client, answer in got.items() if answer == b"x"]
    before = inside()
    threading.Event().wait(1.0)
    after = inside()
    assert (after["processor"] - before["processor"]) / (after["now"] - before["now"]) < 0.1
    assert len(after["troubles"]) == 1
    assert "out of descriptors" in after["troubles"][0]
    for client in insiders:
        client.sendall(b"still")
        assert read_exactly(client, 5) == b"still"
    for client in clients:
        client.close()
    with scarce.client() as late:
        late.settimeout(3)
        assert late.recv(1) == b"x"


def test_out_of_threads(server: Server, sink: EchoSink, no_threads: Fault) -> None:
    """Who cannot be served for want of a thread is told so; the count is right, accept goes on."""
    first = server.connect()
    sink.link()
    no_threads.on = True
    second = server.connect()
    second.sendall(b"x")
    if "reader" in server.engine.roles():  # who needs none is not troubled
        assert read_to_end(second) == REFUSAL
        assert sink.until_closed(sink.link(1)) == "The server is out of threads"
        assert server.engine.roles()["reader"] == 1
        third = server.connect()
        assert read_to_end(third) == REFUSAL
        assert len(sink.troubles) == 1
        assert "out of threads" in sink.troubles[0]
    else:
        assert second.recv(1) == b"x"
    no_threads.on = False
    for client in (first, server.connect()):
        client.sendall(b"y")
        assert client.recv(1) == b"y"


def test_no_thread_at_all_is_a_failed_start(
    make: EngineFactory, sink: EchoSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An engine that gets no thread for itself says so and leaves nothing; or needs none."""

    def fail(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    engine = make()
    engine.listen(Address("127.0.0.1", 0))
    monkeypatch.setattr(threading.Thread, "start", fail)
    if "writer" in engine.roles():
        with pytest.raises(StartError, match="no more threads"):
            engine.run(sink)
    else:
        engine.stop(0.0)
        engine.run(sink)


def test_the_descriptor_limit_is_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The soft limit becomes the hard one; too low a hard one is said in one sentence."""
    limits = [(100, 500)]
    monkeypatch.setattr(resource, "getrlimit", lambda kind: limits[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda kind, pair: limits.append(pair))
    assert raise_descriptor_limit(400) == ""
    assert limits[-1] == (500, 500)
    complaint = raise_descriptor_limit(1000)
    assert "about 436 clients fit, not 1000" in complaint
    assert "ulimit -n 1064" in complaint


def test_an_infinite_hard_limit_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no hard limit, what is needed is asked for; a refusal is said."""
    limits = [(100, resource.RLIM_INFINITY)]
    monkeypatch.setattr(resource, "getrlimit", lambda kind: limits[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda kind, pair: limits.append(pair))
    assert raise_descriptor_limit(400) == ""
    assert limits[-1] == (464, resource.RLIM_INFINITY)

    def refuse(kind: int, pair: tuple[int, int]) -> None:
        raise ValueError("not allowed")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert "not 9999" in raise_descriptor_limit(9999)
