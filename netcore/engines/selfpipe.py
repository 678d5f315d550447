"""A socket pair by which any thread wakes the one that waits for sockets."""

import select
import socket
import threading
from contextlib import suppress
from typing import Protocol


class HasFileno(Protocol):
    """Anything that has a descriptor."""

    def fileno(self) -> int:
        """The descriptor."""


class SelfPipe:
    """Rung from any thread, or from a signal handler; heard by one thread's poll."""

    def __init__(self) -> None:
        self._ear, self._bell = socket.socketpair()
        self._ear.setblocking(False)
        self._bell.setblocking(False)
        # Re-entrant, since a signal handler may ring while the same thread is in ring or close.
        self._lock = threading.RLock()

    def fileno(self) -> int:
        """The descriptor that becomes readable when the pipe is rung."""
        return self._ear.fileno()

    def ring(self) -> None:
        """Wake the waiting thread, now or at its next wait; harmless after `close`."""
        with self._lock, suppress(OSError):  # full: it is awake already
            self._bell.send(b"!")

    def drain(self) -> None:
        """Forget the rings so far; for the waiting thread."""
        with suppress(OSError):
            while self._ear.recv(4096):
                pass

    def poller(self, *others: "HasFileno") -> select.poll:
        """Something that waits until the pipe is rung, or one of the others is readable.

        A ring is not used up by that: who waits for good rings forgets none.
        """
        poller = select.poll()  # select.select cannot take descriptors above 1023
        for source in (self, *others):
            poller.register(source, select.POLLIN)
        return poller

    def wait(self, seconds: float) -> None:
        """Wait for a ring, at most so long, and leave it to be heard again."""
        self.poller().poll(max(0, round(seconds * 1000)))

    def close(self) -> None:
        """Close both ends; for the waiting thread."""
        with self._lock:
            self._bell.close()
            self._ear.close()
