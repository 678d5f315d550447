"""A link that has a thread of its own, which reads it; two engines are built on it."""

import logging
import select
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from time import monotonic

from netcore.engines.base import Address, Sink
from netcore.engines.link import CLOSED, INTERNAL, LOOK_INTERVAL, READ_SIZE, SocketLink
from netcore.engines.listener import Listener
from netcore.engines.outbox import describe
from netcore.engines.writer import Writer

# A reader calls recv and hands bytes on: it needs little stack. The usual 8 MiB are only reserved,
# but 10,000 clients would reserve 80 GiB, which limits of address space (ulimit -v, containers
# without overcommit) turn into "can't start new thread".
STACK_SIZE = 256 * 1024
REFUSED = "The server is out of threads"
NO_THREADS = "out of threads, new clients are refused: raise the limit (`ulimit -u`)"

log = logging.getLogger(__name__)


class ReaderLink(SocketLink):
    """One connection: read by its own thread, written by the sink's, waited for by the writer.

    Args:
        sock: a blocking connected socket; the link closes it.
        peer: where it comes from.
        recvq: bytes received and not consumed beyond which reading is held back.
        sink: gets what is read.
        writer: waits for the socket to take bytes.
        over: called before ``Sink.closed``, when the descriptor is closed.
    """

    __slots__ = ("_name", "_over", "_resume", "_sink", "_writer", "thread")

    def __init__(
        self,
        sock: socket.socket,
        peer: Address,
        recvq: int,
        sink: Sink,
        writer: Writer,
        over: Callable[["ReaderLink"], None],
    ) -> None:
        super().__init__(sock, peer, recvq)
        self.thread: threading.Thread | None = None
        self._sink = sink
        self._writer = writer
        self._over = over
        self._resume: threading.Event | None = None
        self._name = str(peer)

    def name(self, name: str) -> None:
        """Name the reader thread after whom it serves; any thread."""
        self._name = name
        if self.thread is not None:
            self.thread.name = f"reader {name}"

    def resume(self) -> None:
        """Let the reader look whether it may go on; any thread."""
        resume = self._resume
        if resume is not None:
            resume.set()

    def closing(self) -> None:
        """Have the writer end it, unless the peer is quicker."""
        self._writer.limit(self)

    def blocked(self) -> None:
        """The kernel refused: have the writer wait for it."""
        self._writer.watch(self._sock, self)

    def writable(self) -> None:
        """The kernel takes bytes again; the writer thread."""
        if self.offer():
            self._sink.writable(self)

    def serve(self) -> None:
        """Read until the connection is over; the body of the reader thread."""
        self.thread = threading.current_thread()
        self.thread.name = f"reader {self._name}"
        reason = INTERNAL
        try:
            reason = self._read()
        except Exception:
            log.exception("link %d from %s is cut, its sink failed", self.id, self.peer)
        finally:
            self._discard(reason)

    def refuse(self, listener: Listener, trouble: Callable[[str], None]) -> None:
        """No thread can be had for this link: tell the client and the sink; its would-be parent."""
        with suppress(OSError):
            listener.refuse(self._sock.dup(), NO_THREADS, trouble)
        self._discard(REFUSED)

    def _discard(self, reason: str) -> None:
        if self.closed_at is None:
            self.closed_at = monotonic()
        self._release()
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
            if not data:
                return self._finished()
            if self._abandoned:
                return CLOSED
            if self.closed_at is not None:
                continue
            self._received += len(data)
            received(self, data)
            if self.held_back and self._hold_back():
                return self._failure

    def _hold_back(self) -> str:
        """Wait until enough is consumed; the reason when the connection broke meanwhile."""
        self._resume = resume = threading.Event()
        # An increase of the other counter is seen here, or comes after the event is there.
        while self.held_back:
            resume.wait(LOOK_INTERVAL)
            resume.clear()
            if self.broken():
                break
        self._resume = None
        return self._failure

    def _finished(self) -> str:
        """The peer sends no more: wait until we shut our side too, or it breaks."""
        if not self._ended:
            if self.closed_at is None:
                self._sink.finished(self)
            poller = select.poll()
            poller.register(self._sock, 0)  # hang-ups and errors only, which cannot be masked
            while not poller.poll(LOOK_INTERVAL * 1000) and not self._ended:
                pass
        return self.broken() or CLOSED


class Readers:
    """The links that are read, and the threads that read them until they are joined.

    Its owner is the accepting thread; `over` is called by the reader threads.
    """

    def __init__(self) -> None:
        self._links: set[ReaderLink] = set()
        self._ended: SimpleQueue[threading.Thread | None] = SimpleQueue()

    def __len__(self) -> int:
        return len(self._links)

    def start(
        self, link: ReaderLink, begin: Callable[[], None], listener: Listener, sink: Sink
    ) -> None:
        """Tell the sink of a link and have it served, or refused for want of a thread.

        Args:
            link: the link.
            begin: starts a thread that calls ``link.serve``.
            listener: who refuses.
            sink: the sink.
        """
        self._links.add(link)
        sink.opened(link)
        usual = threading.stack_size(STACK_SIZE)
        try:
            begin()
        except RuntimeError:
            link.refuse(listener, sink.trouble)
        else:
            listener.served()
        finally:
            threading.stack_size(usual)

    def over(self, link: ReaderLink) -> None:
        """A link's connection is over, its thread is about to end."""
        self._links.discard(link)
        self._ended.put(link.thread)

    def join_ended(self) -> None:
        """Join the threads whose connections are over: they wait for nothing any more."""
        while self._join_one(0.0):
            pass

    def end(self, remaining: Callable[[], float]) -> None:
        """Close every link, abandon those that are left in the end, and join every thread.

        Args:
            remaining: seconds until the links that are left are to be cut.
        """
        for link in list(self._links):
            link.close()
        # In short waits, since the deadline may be brought forward meanwhile.
        while self._links and (left := remaining()) > 0:
            self._join_one(min(left, 0.1))
        for link in list(self._links):
            link.abandon()
        while self._links:
            self._join_one(0.1)
        self.join_ended()

    def _join_one(self, seconds: float) -> bool:
        try:
            thread = self._ended.get(timeout=seconds)
        except Empty:
            return False
        if thread is not None:  # None: it was never started
            thread.join()
        return True
