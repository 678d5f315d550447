"""Bind, run and stop, with clients in every state."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from time import monotonic

import pytest

from netcore.engines import EngineFactory, engine_named
from netcore.engines.base import Address
from netcore.errors import StartError
from tests.engines.conftest import LOCAL, EchoSink, Server, read_exactly, read_to_end


def test_the_port_is_known_before_serving_and_free_after_stop(
    make: EngineFactory, sink: EchoSink
) -> None:
    """Port 0 gives a real port, and the next server can bind it at once."""
    first = Server(make(), sink)
    assert first.address.port > 0
    first.start()
    client = first.connect()
    client.sendall(b"x")
    assert client.recv(1) == b"x"
    first.stop(0.1)
    second = Server(make(), sink, first.address)
    assert second.address == first.address
    second.close()
    first.close()


def test_clients_that_came_before_run_are_served(make: EngineFactory, sink: EchoSink) -> None:
    """The kernel holds connections between listen and run."""
    server = Server(make(), sink)
    client = server.connect()
    client.sendall(b"early")
    server.start()
    assert read_exactly(client, 5) == b"early"
    server.close()


def test_a_name_is_resolved(make: EngineFactory, sink: EchoSink) -> None:
    """``localhost`` is an address to listen on, and 127.0.0.1 reaches it."""
    server = Server(make(), sink, Address("localhost", 0))
    server.start()
    assert server.address.host == "127.0.0.1"
    server.connect().sendall(b"x")
    server.close()


@pytest.mark.parametrize("host", ["::1", "::"])
def test_ipv6_is_an_address_too(make: EngineFactory, sink: EchoSink, host: str) -> None:
    """An IPv6 address can be listened on; the one for all takes IPv4 clients as well."""
    server = Server(make(), sink, Address(host, 0))
    server.start()
    client = server.connect()
    client.sendall(b"x")
    assert client.recv(1) == b"x"
    assert sink.link().peer.host == "::1"
    if host == "::":
        with socket.create_connection(("127.0.0.1", server.address.port), 10) as other:
            other.sendall(b"y")
            assert other.recv(1) == b"y"
        assert sink.link(1).peer.host == "127.0.0.1"
    server.close()


def test_stop_tells_idle_clients_and_leaves_no_role(server: Server, sink: EchoSink) -> None:
    """Idle clients see an orderly end of file, and the engine counts no thread any more."""
    clients = [server.connect() for _ in range(20)]
    sink.link(19)
    assert sum(server.engine.roles().values()) > 0
    started = monotonic()
    readers = [threading.Thread(target=read_and_close, args=(client,)) for client in clients]
    for reader in readers:
        reader.start()
    server.stop()
    for reader in readers:
        reader.join()
    assert monotonic() - started < 1.0
    assert not any(server.engine.roles().values())
    assert all(calls[-1] == "closed" for calls in sink.calls.values())


def read_and_close(client: socket.socket) -> None:
    """A client that behaves."""
    assert read_to_end(client) == b""
    client.close()


def test_stop_ends_clients_that_never_close(server: Server, sink: EchoSink) -> None:
    """Clients that keep their side open, or closed it and stay, do not hold the stop up."""
    sink.close_at_end = False
    server.connect()
    half = server.connect()
    half.shutdown(socket.SHUT_WR)
    sink.until(lambda: any("finished" in calls for calls in sink.calls.values()))
    started = monotonic()
    server.stop(seconds=0.2)
    assert monotonic() - started < 1.5


def test_stop_ends_clients_that_do_not_read(server: Server, sink: EchoSink) -> None:
    """Bytes that nobody takes are dropped at the deadline."""
    server.connect(receive_buffer=4096)
    link = sink.link()
    link.write([bytes(16 << 20)])
    assert link.unsent > 0
    started = monotonic()
    server.stop(seconds=0.3)
    assert monotonic() - started < 1.5
    assert link.id in sink.reasons


def test_stop_ends_clients_that_flood(server: Server, sink: EchoSink) -> None:
    """Clients that never stop sending, nor read, are cut by the deadline."""
    over = threading.Event()

    def pour(client: socket.socket) -> None:
        client.settimeout(0.05)
        while not over.is_set():
            try:
                client.send(bytes(65536))
            except TimeoutError:
                continue
            except OSError:
                return

    floods = [threading.Thread(target=pour, args=(server.connect(),)) for _ in range(5)]
    for thread in floods:
        thread.start()
    sink.until(lambda: len(sink.links) == 5 and all(sink.bytes_in.values()))
    started = monotonic()
    server.stop(seconds=0.3)
    assert monotonic() - started < 1.5
    over.set()
    for thread in floods:
        thread.join()


def test_stop_while_clients_connect(server: Server, sink: EchoSink) -> None:
    """Whoever is accepted while the server stops is closed as well."""

    def connect_and_leave() -> None:
        while True:
            try:
                socket.create_connection(server.address, 5).close()
            except OSError:
                return

    storms = [threading.Thread(target=connect_and_leave) for _ in range(4)]
    for thread in storms:
        thread.start()
    sink.link(50)
    server.stop()
    for thread in storms:
        thread.join()
    assert all(calls[-1] == "closed" for calls in sink.calls.values())


def test_stop_twice_and_from_two_threads(server: Server) -> None:
    """Stopping again, or at the same time, is harmless."""
    server.connect()
    other = threading.Thread(target=server.stop, args=(0.1,))
    other.start()
    server.stop(0.1)
    other.join()
    server.stop()


def test_a_second_stop_brings_the_deadline_forward(server: Server, sink: EchoSink) -> None:
    """Whoever asks twice does not want to wait: links that linger are cut."""
    server.connect(receive_buffer=4096)
    sink.link().write([bytes(16 << 20)])
    first = threading.Thread(target=server.stop, args=(60.0,))
    first.start()
    started = monotonic()
    server.stop(0.0)
    first.join()
    assert monotonic() - started < 0.9


def test_stop_before_run_and_before_listen(make: EngineFactory, sink: EchoSink) -> None:
    """An engine that never ran leaves nothing, and does not run afterwards."""
    make().stop(0.0)
    engine = make()
    engine.listen(LOCAL)
    engine.stop(0.0)
    engine.run(sink)
    assert not sink.links


def test_stop_from_the_thread_that_runs(server: Server, sink: EchoSink) -> None:
    """A call from within, as a signal handler's, asks and returns; `run` ends all."""
    client = server.connect()
    sink.link()
    sink.when_opened = lambda: server.engine.stop(monotonic() + 1)
    second = server.connect()
    for each in (client, second):
        assert read_to_end(each) == b""
        each.close()
    server.stop()


def test_stop_by_a_signal_handler(make: EngineFactory, sink: EchoSink) -> None:
    """A handler that interrupts `run` in the main thread may stop the engine."""
    engine = make()
    address = engine.listen(LOCAL)

    def visit() -> None:
        with socket.create_connection(address, 10) as client:
            sink.link()
            os.kill(os.getpid(), signal.SIGUSR1)
            assert read_to_end(client) == b""

    usual = signal.signal(signal.SIGUSR1, lambda *_: engine.stop(monotonic() + 2))
    visitor = threading.Thread(target=visit)
    visitor.start()
    try:
        engine.run(sink)
    finally:
        signal.signal(signal.SIGUSR1, usual)
        visitor.join()
    assert sink.until_closed(sink.link()) == "Connection closed"


def test_threads_are_named_after_what_they_do(server: Server, sink: EchoSink) -> None:
    """Who looks at the threads sees roles, and whom each reader serves."""
    client = server.connect()
    client.sendall(b"x")
    client.recv(1)
    names = {thread.name for thread in threading.enumerate()}
    roles = server.engine.roles()
    if "reader" in roles:
        assert roles == {"accept": 1, "writer": 1, "reader": 1}
        host, port = client.getsockname()
        assert {"accept", "writer", f"reader {host}:{port}"} <= names
        sink.link().name("alice")
        assert "reader alice" in {thread.name for thread in threading.enumerate()}
    else:
        assert roles == {"loop": 1}
        assert "loop" in names
        sink.link().name("alice")


def test_a_sink_that_fails_costs_its_link_only(
    server: Server, sink: EchoSink, caplog: pytest.LogCaptureFixture
) -> None:
    """An exception out of the sink is logged and cuts that link; others go on."""
    other = server.connect()
    sink.link()
    client = server.connect()
    link = sink.link(1)
    sink.bytes_in.pop(link.id)
    client.sendall(b"x")
    assert sink.until_closed(link) == "Internal error"
    assert f"link {link.id} from {link.peer} is cut" in caplog.text
    other.sendall(b"y")
    assert other.recv(1) == b"y"


def test_run_without_listen_says_so(make: EngineFactory, sink: EchoSink) -> None:
    """Running an engine that listens nowhere is a clear error."""
    with pytest.raises(StartError, match="listens nowhere"):
        make().run(sink)


def test_a_port_in_use_is_explained(make: EngineFactory, server: Server) -> None:
    """Who listens there is named, and goes on."""
    port, process = server.address.port, os.getpid()
    with pytest.raises(StartError) as caught:
        make().listen(server.address)
    assert re.fullmatch(
        rf"port {port} on 127\.0\.0\.1 is in use by \S+ \(process {process}\)"
        ": stop that program or choose another port",
        str(caught.value),
    )
    client = server.connect()
    client.sendall(b"x")
    assert client.recv(1) == b"x"


@pytest.mark.parametrize(
    ("address", "what"),
    [
        (Address("192.0.2.1", 0), "192.0.2.1 is not an address of this machine"),
        (Address("127.0.0.1", 65536), "port 65536 does not exist"),
        (Address("127.0.0.1", -1), "port -1 does not exist"),
        (Address("nowhere.invalid", 0), "the name 'nowhere.invalid' does not resolve"),
        (Address("a" * 64 + ".example", 0), "does not resolve"),
    ],
)
def test_an_address_that_cannot_be_is_explained(
    make: EngineFactory, address: Address, what: str
) -> None:
    """Each failure to bind says in one line what and how to mend it."""
    with pytest.raises(StartError) as caught:
        make().listen(address)
    assert what in caught.value.what
    assert caught.value.mend
    assert "\n" not in str(caught.value)


def test_a_port_that_needs_permission_is_explained(
    make: EngineFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal by the system names the ports that need no permission."""

    def refuse(*args: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(StartError, match=r"port 80: choose a port from 1024 up"):
        make().listen(Address("127.0.0.1", 80))


def test_an_unknown_engine_names_the_known() -> None:
    """A mistyped engine is answered with the choices."""
    with pytest.raises(StartError, match=r"no engine 'thread': choose one of: threads"):
        engine_named("thread")


def test_only_the_engine_that_is_asked_for_is_imported() -> None:
    """Naming engines imports none of them."""
    code = (
        "import sys, netcore.engines; print([m for m in sys.modules if m in"
        " ('socketserver', 'selectors', 'netcore.engines.threads')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
