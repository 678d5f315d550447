"""A link that has a thread of its own, which reads it; two engines are built on it."""

import select
import socket
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from time import monotonic

from netcore.engines.base import Address, Sink
from netcore.engines.lifecycle import LINGER
from netcore.engines.listener import Listener
from netcore.engines.outbox import Outbox, describe
from netcore.engines.writer import Writer

READ_SIZE = 65536
# How often a reader that does not read (held back, or after the peer's end of file) looks whether
# the connection still stands.
LOOK_INTERVAL = 0.5
CLOSED = "Connection closed"
REFUSED = "The server is out of threads"
NO_THREADS = "out of threads, new clients are refused: raise the limit (`ulimit -u`)"

ids = count(1)


class ReaderLink(Outbox):
    """One connection: read by its own thread, written by the sink's, waited for by the writer.

    Args:
        sock: a blocking connected socket; the link closes it.
        peer: where it comes from.
        sink: gets what is read.
        writer: waits for the socket to take bytes.
        recvq: bytes received and not consumed beyond which reading is held back.
        over: called in the reader thread, last of all but ``Sink.closed``.
    """

    def __init__(
        self,
        sock: socket.socket,
        peer: Address,
        sink: Sink,
        writer: Writer,
        recvq: int,
        over: Callable[["ReaderLink"], None],
    ) -> None:
        super().__init__(sock)
        self.id = next(ids)
        self.peer = peer
        self._sink = sink
        self._writer = writer
        self._recvq = recvq
        self._over = over
        # Each counter is written by one thread, so neither needs a lock.
        self._received = 0
        self._consumed = 0
        self._resume: threading.Event | None = None
        self._closed_at: float | None = None
        self._thread: threading.Thread | None = None
        self._name = str(peer)

    def name(self, name: str) -> None:
        """Name the reader thread after whom it serves; any thread."""
        self._name = name
        if self._thread is not None:
            self._thread.name = f"reader {name}"

    def consumed(self, count: int) -> None:
        """Let the reader go on when enough has been dealt with; the sink's thread."""
        self._consumed += count
        resume = self._resume
        if resume is not None:
            resume.set()

    def close(self) -> None:
        """Send what waits, shut the writing side, drop what still comes; see `base.Link`."""
        if self._closed_at is None:
            self._closed_at = monotonic()
            self._writer.limit(self, LINGER)
            self.seal()
            resume = self._resume
            if resume is not None:
                resume.set()

    def blocked(self) -> None:
        """The kernel refused: have the writer wait for it."""
        self._writer.watch(self._sock, self)

    def writable(self) -> None:
        """The kernel takes bytes again; the writer thread."""
        if self.offer():
            self._sink.writable(self)

    def refuse(self, listener: Listener, trouble: Callable[[str], None]) -> None:
        """No thread can be had for this link: tell the client and the sink; its would-be parent."""
        with suppress(OSError):
            listener.refuse(self._sock.dup(), NO_THREADS, trouble)
        self.discard(REFUSED)

    def serve(self) -> None:
        """Read until the connection is over; the body of the reader thread."""
        self._thread = threading.current_thread()
        self._thread.name = f"reader {self._name}"
        reason = "Internal error"
        try:
            reason = self._read()
        finally:
            self.discard(reason)

    def discard(self, reason: str) -> None:
        """Close the descriptor and tell the sink; once, in the reader thread or for want of one."""
        if self._closed_at is None:
            self._closed_at = monotonic()
        with self._lock:
            self._drop()
        self._writer.forget(self._sock, self)
        self._sock.close()
        self._over(self)
        self._sink.closed(self, reason)

    def _read(self) -> str:
        receive = self._sock.recv
        received = self._sink.received
        while True:
            try:
                data = receive(READ_SIZE)
            except OSError as error:
                return self._failure or describe(error.errno or 0)
            if self._closed_at is not None:
                if not data or monotonic() - self._closed_at >= LINGER:
                    return CLOSED
                continue
            if not data:
                return self._finished()
            self._received += len(data)
            received(self, data)
            if self._received - self._consumed > self._recvq and not self._held_back():
                return self._failure

    def _held_back(self) -> bool:
        """Wait until enough is consumed; False when the connection broke meanwhile."""
        self._resume = resume = threading.Event()
        while self._received - self._consumed > self._recvq and self._closed_at is None:
            resume.wait(LOOK_INTERVAL)
            resume.clear()
            if self._broken():
                return False
        self._resume = None
        return True

    def _finished(self) -> str:
        """The peer sends no more: wait until we shut our side too, or it breaks."""
        if not self._ended:
            self._sink.finished(self)
            poller = select.poll()
            poller.register(self._sock, 0)  # hang-ups and errors only, which cannot be masked
            while not poller.poll(LOOK_INTERVAL * 1000) and not self._ended:
                pass
        return self._failure if self._broken() else CLOSED

    def _broken(self) -> bool:
        """Whether an error has ended the connection, seen without reading."""
        problem = self._sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if problem and not self._failure:
            self._failure = describe(problem)
        return bool(self._failure)


class Readers:
    """The links that have a reader thread, and those threads until they are joined."""

    def __init__(self) -> None:
        self._threads: dict[ReaderLink, threading.Thread] = {}
        self._ended: deque[threading.Thread] = deque()

    def __len__(self) -> int:
        return len(self._threads)

    def add(self, link: ReaderLink, thread: threading.Thread) -> None:
        """Know a link, before its thread is started."""
        self._threads[link] = thread

    def remove(self, link: ReaderLink) -> None:
        """Its connection is over, its thread is about to end; from that thread."""
        # First there, then not here: at no moment is a live thread in neither.
        self._ended.append(self._threads[link])
        del self._threads[link]

    def join_ended(self) -> None:
        """Join the threads whose connections are over: they do not wait for anything."""
        while self._ended:
            thread = self._ended.popleft()
            if thread.ident is not None:  # it was started
                thread.join()

    def end(self, remaining: Callable[[], float]) -> None:
        """Close every link, abandon those that are left in the end, and join every thread.

        Args:
            remaining: seconds until the links that are left are to be cut.
        """
        links = list(self._threads)
        for link in links:
            link.close()
        for link in links:
            self._join(link, remaining)
        for link in list(self._threads):
            link.abandon()
        for thread in list(self._threads.values()):
            thread.join()
        self.join_ended()

    def _join(self, link: ReaderLink, remaining: Callable[[], float]) -> None:
        # In short waits, since the deadline may be brought forward meanwhile.
        thread = self._threads.get(link)
        while thread is not None and thread.is_alive() and (left := remaining()) > 0:
            thread.join(min(left, 0.1))
