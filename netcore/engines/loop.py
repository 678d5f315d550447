"""The loop that one thread goes round: read, go on writing, accept, keep time."""

import logging
import selectors
import socket
import threading
from collections import deque
from math import inf
from time import monotonic

from netcore.engines.base import Address, Sink
from netcore.engines.link import CLOSED, INTERNAL, LINGER, LOOK_INTERVAL, READ_SIZE, SocketLink
from netcore.engines.listener import Listener
from netcore.engines.outbox import describe
from netcore.engines.selfpipe import SelfPipe

# Connections accepted in one round: enough for a storm, few enough that readers are not kept.
ACCEPT_AT_ONCE = 64

log = logging.getLogger(__name__)


class LoopLink(SocketLink):
    """One connection that the loop reads; others write to it, and tell the loop what they need.

    Args:
        sock: a connected socket; the link closes it.
        peer: where it comes from.
        recvq: bytes received and not consumed beyond which reading is held back.
        loop: who waits for the socket.
    """

    __slots__ = ("_at_end", "_loop", "_paused", "interest", "over", "socket")

    def __init__(self, sock: socket.socket, peer: Address, recvq: int, loop: "Loop") -> None:
        super().__init__(sock, peer, recvq)
        self.socket = sock
        self.interest = 0  # what the selector waits for now
        self.over = False
        self._loop = loop
        self._paused = False
        self._at_end = False  # the peer has sent its end of file

    def closing(self) -> None:
        """Nothing: `resume` follows, and the loop sees."""

    def resume(self) -> None:
        """Have the loop look whether to read; any thread."""
        if self._paused or self.closed_at is not None:
            self._loop.attend(self)

    def blocked(self) -> None:
        """The kernel refused: have the loop wait for it."""
        self._loop.attend(self)

    def wanted(self) -> int:
        """What to wait for; the loop."""
        # First say so, then look: what is consumed after the look calls `resume`.
        self._paused = True
        self._paused = self.held_back
        reading = 0 if self._paused or self._at_end else selectors.EVENT_READ
        return reading | (selectors.EVENT_WRITE if self.unsent else 0)

    def read(self, sink: Sink) -> str:
        """Read once; why the connection is over, or nothing; the loop."""
        try:
            data = self._sock.recv(READ_SIZE, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return ""
        except OSError as error:
            return self._failure or describe(error.errno or 0)
        self._at_end = not data
        if self.closed_at is None:
            if data:
                self._received += len(data)
                sink.received(self, data)
            elif not self._ended:
                sink.finished(self)
        return ""

    def ended(self) -> str:
        """Why the connection is over, though nothing was read; or nothing; the loop."""
        return self._failure or (CLOSED if self._at_end and self._ended else "")

    def discard(self) -> None:
        """Close the descriptor; the loop."""
        self.over = True
        if self.closed_at is None:
            self.closed_at = monotonic()
        self._release()
        self._sock.close()


class Loop:
    """Waits for all sockets. Its methods are for its thread, `attend` for any."""

    def __init__(self, sink: Sink, listener: Listener, wake: SelfPipe, recvq: int) -> None:
        self.links: set[LoopLink] = set()
        self._sink = sink
        self._listener = listener
        self._wake = wake
        self._recvq = recvq
        self._thread = threading.get_ident()
        self._selector = selectors.DefaultSelector()
        self._selector.register(wake, selectors.EVENT_READ, wake)
        self._selector.register(listener, selectors.EVENT_READ, listener)
        self._attended: deque[LoopLink] = deque()
        self._closing: dict[LoopLink, float] = {}  # until when; in this order
        self._muted: set[LoopLink] = set()  # those for which nothing is waited
        self._look_at = 0.0
        self._accept_at: float | None = None

    def attend(self, link: LoopLink) -> None:
        """See what a link wants now; any thread."""
        self._attended.append(link)
        if threading.get_ident() != self._thread:
            self._wake.ring()

    def round(self, longest: float) -> None:
        """Wait once, at most so long, and do what there is to do."""
        for key, events in self._selector.select(self._timeout(longest)):
            if key.data is self._wake:
                self._wake.drain()
            elif key.data is self._listener:
                self._accept()
            else:
                self._guarded(key.data, events)
        while self._attended:
            self._guarded(self._attended.popleft(), 0)
        self._keep_time(monotonic())

    def deafen(self) -> None:
        """Accept nobody any more."""
        if self._accept_at is None:
            self._selector.unregister(self._listener)
        self._accept_at = None

    def cut(self, link: LoopLink, reason: str) -> None:
        """End a link now."""
        if link.over:
            return
        if link.interest:
            self._selector.unregister(link.socket)
        self.links.discard(link)
        self._muted.discard(link)
        self._closing.pop(link, None)
        link.discard()
        self._sink.closed(link, reason)

    def close(self) -> None:
        """Close the selector."""
        self._selector.close()

    def _timeout(self, longest: float) -> float:
        if self._attended:
            return 0.0
        now = monotonic()
        first = next(iter(self._closing.values()), inf)
        if self._muted:
            first = min(first, self._look_at)
        if self._accept_at is not None:
            first = min(first, self._accept_at)
        return max(0.0, min(longest, first - now))

    def _accept(self) -> None:
        for _ in range(ACCEPT_AT_ONCE):
            accepted = self._listener.accept(self._sink.trouble)
            if accepted is None:
                break
            link = LoopLink(*accepted, self._recvq, self)
            self.links.add(link)
            self._listener.served()
            self._sink.opened(link)
            self._guarded(link, 0)
        if self._listener.pause:
            self._selector.unregister(self._listener)
            self._accept_at = monotonic() + self._listener.pause

    def _guarded(self, link: LoopLink, events: int) -> None:
        try:
            self._serve(link, events)
        except Exception:
            log.exception("link %d from %s is cut, its sink failed", link.id, link.peer)
            self.cut(link, INTERNAL)

    def _serve(self, link: LoopLink, events: int) -> None:
        """Do what a link is ready for, then wait for what it wants next."""
        reason = ""
        if not link.over and events & selectors.EVENT_WRITE and link.offer():
            self._sink.writable(link)
        if not link.over and events & selectors.EVENT_READ:
            reason = link.read(self._sink)
        reason = reason or link.ended()
        if reason:
            self.cut(link, reason)
        else:
            self._update(link)

    def _update(self, link: LoopLink) -> None:
        if link.over:
            return
        if link.closed_at is not None and link not in self._closing:
            self._closing[link] = link.closed_at + LINGER
        wanted = link.wanted()
        if wanted == link.interest:
            return
        if not wanted:
            self._selector.unregister(link.socket)
            self._look_at = self._look_at if self._muted else monotonic() + LOOK_INTERVAL
            self._muted.add(link)
        elif link.interest:
            self._selector.modify(link.socket, wanted, link)
        else:
            self._selector.register(link.socket, wanted, link)
            self._muted.discard(link)
        link.interest = wanted

    def _keep_time(self, now: float) -> None:
        while self._closing and (first := next(iter(self._closing.items())))[1] <= now:
            first[0].abandon()
            self.cut(first[0], CLOSED)
        if self._muted and self._look_at <= now:
            self._look_at = now + LOOK_INTERVAL
            for link in list(self._muted):
                if reason := link.broken():
                    self.cut(link, reason)
        if self._accept_at is not None and self._accept_at <= now:
            self._accept_at = None
            self._selector.register(self._listener, selectors.EVENT_READ, self._listener)
