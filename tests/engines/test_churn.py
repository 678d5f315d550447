"""Many connections that come and go: none is lost, none stays, none gets another's bytes."""

import random
import socket
import threading

from tests.engines.conftest import EchoSink, Server, reset


def visit(server: Server, count: int, seed: int) -> None:
    """Come, perhaps say something, and leave in one of three ways."""
    chance = random.Random(seed)
    for _ in range(count):
        with socket.create_connection(server.address, 10) as client:
            if chance.random() < 0.7:
                client.sendall(b"x" * chance.choice((1, 100, 5000)))
            match chance.randrange(3):
                case 0:
                    reset(client)
                case 1:
                    client.shutdown(socket.SHUT_WR)
                    while client.recv(65536):
                        pass
                case _:
                    pass  # an end of file, over unread input as the case may be


def test_a_thousand_visits_leave_nothing(server: Server, sink: EchoSink) -> None:
    """Each visit is opened once and closed once; threads and descriptors are back at the end."""
    visitors = [threading.Thread(target=visit, args=(server, 250, seed)) for seed in range(4)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    sink.until(lambda: len(sink.reasons) == 1000)
    assert all(calls.count("closed") == 1 for calls in sink.calls.values())
    assert server.engine.roles().get("reader", 0) == 0


def test_no_byte_reaches_another_link(server: Server, sink: EchoSink) -> None:
    """Who writes to links while they end, and their descriptors are used again, hits only them."""
    over = threading.Event()
    strangers: list[bytes] = []

    def write() -> None:
        while not over.is_set():
            for link in sink.links[-20:]:
                link.write([b"%d " % link.peer.port])

    def come_and_go() -> None:
        for _ in range(150):
            with socket.create_connection(server.address, 10) as client:
                own = b"%d" % client.getsockname()[1]
                got = client.recv(200).split(b" ")[:-1]
                strangers.extend(word for word in got if word != own)

    writer = threading.Thread(target=write)
    guests = [threading.Thread(target=come_and_go) for _ in range(3)]
    for thread in (writer, *guests):
        thread.start()
    for guest in guests:
        guest.join()
    over.set()
    writer.join()
    assert not strangers
