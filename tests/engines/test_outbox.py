"""A write that is under way while another thread ends the connection."""

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from netcore.engines.outbox import Outbox


class Slow(socket.socket):
    """A socket whose first send begins and goes on when it is told to.

    Args:
        descriptor: of a socket, which is this one's from now on.
        takes: bytes that this send takes.
    """

    def __init__(self, descriptor: int, takes: int) -> None:
        super().__init__(fileno=descriptor)
        self.takes = takes
        self.begun, self.go_on = threading.Event(), threading.Event()

    def send(self, data: bytes, flags: int = 0) -> int:  # type: ignore[override]
        """As a socket does."""
        if not self.begun.is_set():
            self.begun.set()
            assert self.go_on.wait(10)
            data = data[: self.takes]
        return super().send(data, flags)


class Box(Outbox):
    """An outbox for which nobody waits."""

    def blocked(self) -> None:
        """Nothing: the test offers."""

    def close(self) -> None:
        """Close as an engine does."""
        self._release()
        self._sock.close()


class Writing:
    """A thread in the middle of writing ``abcdef``, of which the kernel takes so many bytes."""

    def __init__(self, takes: int) -> None:
        ours, self.peer = socket.socketpair()
        self.peer.settimeout(10)
        self.sock = Slow(ours.detach(), takes)
        self.box = Box(self.sock)
        self._threads: list[threading.Thread] = []
        self.start(lambda: self.box.write([b"abcdef"]))
        assert self.sock.begun.wait(10)

    def start(self, what: Callable[[], None]) -> threading.Thread:
        """Have something done by a thread of its own."""
        thread = threading.Thread(target=what)
        thread.start()
        self._threads.append(thread)
        return thread

    def end(self) -> None:
        """Let the write go on, and wait for everybody."""
        self.sock.go_on.set()
        for thread in self._threads:
            thread.join(10)
        assert not any(thread.is_alive() for thread in self._threads)

    def close(self) -> None:
        """Close both ends."""
        self.end()
        self.box.close()
        self.peer.close()


@pytest.fixture(params=[0, 3, 6])
def writing(request: pytest.FixtureRequest) -> Iterator[Writing]:
    """A write of which the kernel takes nothing, a part, or all."""
    writing = Writing(request.param)
    yield writing
    writing.close()


def heard(peer: socket.socket) -> bytes:
    """All that comes until the other side has shut down."""
    return b"".join(iter(lambda: peer.recv(100), b""))


def test_what_is_being_written_arrives_though_the_link_is_closed(writing: Writing) -> None:
    """Closing waits for the write, and shuts the connection down behind all of it."""
    writing.start(writing.box.seal)
    writing.end()
    assert heard(writing.peer) == b"abcdef"
    writing.box.write([b"more"])
    assert writing.box.unsent == 0


def test_a_descriptor_outlasts_the_write_that_uses_it(writing: Writing) -> None:
    """Its number could be a stranger's connection before the bytes go out."""
    closing = writing.start(writing.box.close)
    closing.join(0.1)
    assert closing.is_alive()
    assert writing.sock.fileno() >= 0
    writing.end()
    assert writing.sock.fileno() == -1
    assert writing.box.unsent == 0


def test_a_link_is_cut_in_the_middle_of_a_write(writing: Writing) -> None:
    """Nothing waits for it; the rest of what was written is dropped."""
    writing.box.abandon()
    writing.end()
    assert (writing.box.unsent, writing.box.blocked_since) == (0, None)
    assert heard(writing.peer) == b""
