"""Peers that do not read, and a sink that does not keep up: they make nobody else wait."""

import socket
import threading
from time import monotonic, process_time

import pytest

from netcore.engines import EngineFactory
from tests.engines.conftest import EchoSink, Server, flood, read_exactly, reset

MEGABYTE = 1 << 20


def test_one_that_does_not_read_does_not_delay_others(server: Server, sink: EchoSink) -> None:
    """Writing to a stalled link returns at once; others get each line in milliseconds."""
    server.connect(receive_buffer=4096)
    stalled = sink.link()
    other = server.connect()
    link = sink.link(1)
    stalled.write([bytes(16 * MEGABYTE)])
    slowest = 0.0
    for _ in range(500):
        started = monotonic()
        stalled.write([b"x" * 1000])
        link.write([b"y" * 100])
        assert read_exactly(other, 100) == b"y" * 100
        slowest = max(slowest, monotonic() - started)
    assert slowest < 1.0


def test_what_waits_is_counted(server: Server, sink: EchoSink) -> None:
    """`unsent` grows by what is written to a stalled link, and `blocked_since` stays."""
    before = monotonic()
    server.connect(receive_buffer=4096)
    link = sink.link()
    assert (link.unsent, link.blocked_since) == (0, None)
    link.write([bytes(16 * MEGABYTE)])
    unsent, since = link.unsent, link.blocked_since
    assert 0 < unsent < 16 * MEGABYTE
    assert since is not None
    assert before <= since <= monotonic()
    link.write([b"ab", b"", b"cde"])
    assert link.unsent == unsent + 5
    assert link.blocked_since == since


def test_who_reads_slowly_is_behind_since_the_beginning(server: Server, sink: EchoSink) -> None:
    """`blocked_since` moves on once all is read that waited then, not with the first byte."""
    client = server.connect(receive_buffer=4096)
    link = sink.link()
    # More than the kernel takes in one go, however empty its buffers are by then.
    link.write([bytes(16 * MEGABYTE)])
    waited, since = link.unsent, link.blocked_since
    assert since is not None
    link.write([bytes(16 * MEGABYTE)])
    total = link.unsent
    while link.unsent == total:
        read_exactly(client, 65536)
    assert link.blocked_since == since
    while link.unsent > total - waited:
        read_exactly(client, 65536)
    sink.until(lambda: link.blocked_since != since)
    assert link.unsent > 0
    assert link.blocked_since is not None
    assert link.blocked_since > since


def test_waiting_bytes_are_not_copied(server: Server, sink: EchoSink) -> None:
    """A hundred stalled links share one chunk: memory holds it once."""
    chunk = bytes(32 * MEGABYTE)
    for index in range(20):
        server.connect(receive_buffer=4096)
        sink.link(index)
    before = resident()
    for link in sink.links:
        link.write([chunk])
    assert all(link.unsent > 16 * MEGABYTE for link in sink.links)
    assert resident() - before < 48 * MEGABYTE


def resident() -> int:
    """Bytes of memory that this process holds."""
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * 4096


def test_a_stalled_link_costs_no_processor(server: Server, sink: EchoSink) -> None:
    """Nobody spins while a peer takes nothing, also once the peer has sent its end of file."""
    sink.close_at_end = False
    for index in range(3):
        client = server.connect(receive_buffer=4096)
        sink.link(index).write([bytes(16 * MEGABYTE)])
        if index:
            client.shutdown(socket.SHUT_WR)
    sink.until(lambda: sum("finished" in calls for calls in sink.calls.values()) == 2)
    assert processor_share(server) < 0.1


def processor_share(server: Server) -> float:
    """How much of a processor this process takes while nothing happens, for half a second."""
    started, used = monotonic(), process_time()
    threading.Event().wait(0.5)
    return (process_time() - used) / (monotonic() - started)


@pytest.fixture
def small(make: EngineFactory, sink: EchoSink) -> Server:
    """A server that reads at most 256 KiB ahead of its sink."""
    sink.echo = sink.consume = False
    return Server(make(recvq=262144), sink)


def test_a_sink_that_falls_behind_makes_its_peer_wait(small: Server, sink: EchoSink) -> None:
    """Reading stops at the limit, and goes on once enough is consumed; no byte is lost."""
    small.start()
    client = small.connect()
    link = sink.link()
    sent = flood(client, bytes(65536))
    held = sink.bytes_in[link.id]
    assert 262144 < held <= 262144 + 65536
    assert sent > held
    assert processor_share(small) < 0.1
    sink.consume = True
    link.consumed(held)
    sink.until(lambda: sink.bytes_in[link.id] == sent)
    small.close()


def test_one_that_floods_does_not_hold_others_up(small: Server, sink: EchoSink) -> None:
    """While one link is held back, another is read."""
    small.start()
    flood(small.connect(), bytes(65536))
    other = small.connect()
    other.sendall(b"x")
    second = sink.link(1)
    sink.until(lambda: sink.bytes_in[second.id] == 1)
    small.close()


def test_a_reset_while_held_back_is_noticed(small: Server, sink: EchoSink) -> None:
    """A flooding peer that resets is gone within a second although nothing is consumed."""
    small.start()
    client = small.connect()
    link = sink.link()
    flood(client, bytes(65536))
    reset(client)
    sink.until(lambda: link.id in sink.reasons, patience=2.0)
    assert sink.reasons[link.id] == "Connection reset by peer"
    small.close()


def test_a_link_that_is_held_back_can_be_closed(small: Server, sink: EchoSink) -> None:
    """A close reads and drops what waits, so that the last line arrives."""
    small.start()
    client = small.connect()
    link = sink.link()
    flood(client, bytes(65536))
    link.write([b"ERROR :flood\r\n"])
    link.close()
    assert client.recv(100) == b"ERROR :flood\r\n"
    assert client.recv(100) == b""
    client.close()
    sink.until_closed(link)
    small.close()


def test_stop_while_a_link_is_held_back(small: Server, sink: EchoSink) -> None:
    """A link that waits for its sink does not hold the stop up."""
    small.start()
    flood(small.connect(), bytes(65536))
    started = monotonic()
    small.stop(0.3)
    assert monotonic() - started < 1.5
    small.close()
