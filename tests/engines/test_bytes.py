"""Every byte arrives once and in order, until the connection's end and at it."""

import random
import socket
import threading

from netcore.engines import EngineFactory
from netcore.engines.base import Link
from tests.engines.conftest import EchoSink, Server, read_exactly, read_to_end, reset

MEGABYTE = 1 << 20


def noise(size: int) -> bytes:
    """Bytes in which a lost or swapped piece shows."""
    return random.Random(size).randbytes(size)


def test_megabytes_come_back_in_order(server: Server) -> None:
    """What is echoed over many partial writes is what was sent."""
    data = noise(8 * MEGABYTE)
    client = server.connect()
    sender = threading.Thread(target=client.sendall, args=(data,))
    sender.start()
    assert read_exactly(client, len(data)) == data
    sender.join()


def test_thousands_of_chunks_go_out_in_order(server: Server, sink: EchoSink) -> None:
    """More chunks than one system call takes, of many sizes and some empty, keep their order."""
    client = server.connect(receive_buffer=4096)
    link = sink.link()
    sizes = random.Random(1)
    chunks = [noise(sizes.choice((0, 1, 80, 400, 5000))) for _ in range(5000)]
    whole = b"".join(chunks)
    link.write(chunks[:3000])
    for chunk in chunks[3000:]:
        link.write([chunk])
    assert link.unsent > 0
    assert read_exactly(client, len(whole)) == whole
    sink.until(lambda: "writable" in sink.calls[link.id])
    assert link.unsent == 0
    assert link.blocked_since is None


def test_a_written_list_is_not_kept(server: Server, sink: EchoSink) -> None:
    """The caller may use its list again."""
    client = server.connect(receive_buffer=4096)
    link = sink.link()
    chunks = [bytes(4 * MEGABYTE), b"end"]
    link.write(chunks)
    chunks.clear()
    assert read_exactly(client, 4 * MEGABYTE + 3).endswith(b"\0end")


def test_two_threads_may_write_at_once(server: Server, sink: EchoSink) -> None:
    """Chunks written by two threads are not torn, and each thread's keep their order."""
    client = server.connect()
    link = sink.link()

    def write(sign: bytes) -> None:
        for number in range(2000):
            link.write([sign * 20 + b"%06d\n" % number])

    writers = [threading.Thread(target=write, args=(sign,)) for sign in (b"a", b"b")]
    for writer in writers:
        writer.start()
    lines = read_exactly(client, 4000 * 27).splitlines()
    for writer in writers:
        writer.join()
    for sign in (b"a", b"b"):
        assert [line for line in lines if line.startswith(sign)] == [
            sign * 20 + b"%06d" % number for number in range(2000)
        ]


def test_half_close_leaves_the_link_writable(server: Server, sink: EchoSink) -> None:
    """After the peer's end of file the sink may still write, and close when it likes."""
    sink.close_at_end = False
    client = server.connect()
    client.sendall(b"ask")
    client.shutdown(socket.SHUT_WR)
    link = sink.link()
    sink.until(lambda: "finished" in sink.calls[link.id])
    link.write([b"answer"])
    assert read_exactly(client, 9) == b"askanswer"
    link.write([bytes(MEGABYTE)])
    link.close()
    assert len(read_to_end(client)) == MEGABYTE
    assert sink.until_closed(link) == "Connection closed"
    assert sink.calls[link.id] == ["opened", "received", "finished", "closed"] or (
        "writable" in sink.calls[link.id]
    )


def test_a_line_before_the_end_of_file_is_delivered(server: Server, sink: EchoSink) -> None:
    """`echo hi | nc -N` is heard and answered."""
    client = server.connect()
    client.sendall(b"hi\n")
    client.shutdown(socket.SHUT_WR)
    assert read_to_end(client) == b"hi\n"


def test_a_reset_is_reported_once_and_in_words(server: Server, sink: EchoSink) -> None:
    """A peer that resets the connection ends the link with that reason."""
    client = server.connect()
    link = sink.link()
    reset(client)
    assert sink.until_closed(link) == "Connection reset by peer"
    assert sink.calls[link.id].count("closed") == 1


def test_a_reset_after_half_close_is_noticed(server: Server, sink: EchoSink) -> None:
    """A link that waits for its sink after the end of file still notices a reset."""
    sink.close_at_end = False
    client = server.connect()
    client.shutdown(socket.SHUT_WR)
    link = sink.link()
    sink.until(lambda: "finished" in sink.calls[link.id])
    reset(client)
    assert sink.until_closed(link) == "Connection reset by peer"


def test_a_reset_while_bytes_wait_is_noticed(server: Server, sink: EchoSink) -> None:
    """A peer that took nothing and resets frees what waited for it."""
    client = server.connect(receive_buffer=4096)
    link = sink.link()
    link.write([bytes(16 * MEGABYTE)])
    assert link.unsent > 0
    reset(client)
    assert sink.until_closed(link) == "Connection reset by peer"
    assert link.unsent == 0
    assert link.blocked_since is None


def test_writing_to_a_broken_connection_is_harmless(server: Server, sink: EchoSink) -> None:
    """Writes before, at and after the end of a connection never raise."""
    client = server.connect()
    link = sink.link()
    reset(client)
    for _ in range(1000):
        link.write([b"x" * 1000])
        link.write([b"x", b"y"])
    sink.until_closed(link)
    link.write([b"late"])
    link.write([])
    link.consumed(5)
    link.name("late")
    link.close()
    link.close()
    assert link.unsent == 0


def test_close_delivers_the_last_lines_over_unread_input(server: Server, sink: EchoSink) -> None:
    """A close while the peer is still sending does not reset away what was written last."""
    sink.echo = sink.consume = False
    client = server.connect()
    stop = threading.Event()

    def pour() -> None:
        while not stop.is_set():
            try:
                client.send(b"x" * 65536)
            except OSError:
                return

    pourer = threading.Thread(target=pour)
    pourer.start()
    link = sink.link()
    sink.until(lambda: sink.bytes_in[link.id] > MEGABYTE)
    link.write([b"ERROR :bye\r\n"])
    link.close()
    assert read_to_end(client) == b"ERROR :bye\r\n"
    stop.set()
    pourer.join()
    client.close()
    assert sink.until_closed(link) == "Connection closed"


def test_close_sends_what_waits_to_a_peer_that_reads(server: Server, sink: EchoSink) -> None:
    """More than the kernel takes at once, then a close: all of it arrives."""
    data = noise(16 * MEGABYTE)
    client = server.connect()
    link = sink.link()
    link.write([data])
    assert link.unsent > 0
    link.close()
    link.write([b"after"])
    assert read_to_end(client) == data
    client.close()
    sink.until_closed(link)


def test_close_sends_what_waits_to_a_peer_that_ended_first(server: Server, sink: EchoSink) -> None:
    """A peer that half-closes after the close still gets all that waited."""
    data = noise(16 * MEGABYTE)
    client = server.connect()
    link = sink.link()
    link.write([data])
    link.close()
    client.shutdown(socket.SHUT_WR)
    assert read_to_end(client) == data
    sink.until_closed(link)


def test_close_cuts_a_peer_that_dribbles(server: Server, sink: EchoSink) -> None:
    """A peer that goes on sending cannot prolong the time after a close."""
    client = server.connect()
    link = sink.link()
    link.close()
    ended = threading.Event()

    def dribble() -> None:
        while not ended.wait(0.05):
            try:
                client.send(b"x")
            except OSError:
                return

    dribbler = threading.Thread(target=dribble)
    dribbler.start()
    sink.until(lambda: link.id in sink.reasons, patience=2.0)
    ended.set()
    dribbler.join()
    assert sink.calls[link.id] == ["opened", "closed"]


def test_close_resets_a_peer_that_takes_nothing(server: Server, sink: EchoSink) -> None:
    """Who does not read loses what waited, and learns it by a reset."""
    client = server.connect(receive_buffer=4096)
    link = sink.link()
    link.write([bytes(16 * MEGABYTE)])
    link.close()
    sink.until_closed(link)
    got = 0
    try:
        while data := client.recv(MEGABYTE):
            got += len(data)
    except ConnectionResetError:
        pass
    assert got < 16 * MEGABYTE


def test_ids_are_never_used_again(make: EngineFactory, server: Server, sink: EchoSink) -> None:
    """Each link has a number of its own, over all engines of the process."""
    others = EchoSink()
    other = Server(make(), others)
    other.start()
    for _ in range(5):
        server.connect().close()
        other.connect().close()
    sink.link(4)
    others.link(4)
    links: list[Link] = [*sink.links, *others.links]
    assert len({link.id for link in links}) == 10
    other.close()


def test_the_peer_is_where_the_client_is(server: Server, sink: EchoSink) -> None:
    """A link knows its client's address."""
    client = server.connect()
    assert sink.link().peer == client.getsockname()
