"""What the links of all engines have in common: identity, counters, and how they are closed."""

import socket
from itertools import count
from time import monotonic

from netcore.engines.base import Address
from netcore.engines.outbox import Outbox, describe

# Who types sends little at a time, and a flood brings less at once. For much more, glibc keeps no
# room at the top of a thread's arena: each line would cost a call for more memory, and fresh pages.
READ_SIZE = 16384
# How long a closed link may take to get its last bytes and to close in turn.
LINGER = 1.0
# How often a connection that is not read from (held back, or after the peer's end of file) is
# looked at: it may have been reset.
LOOK_INTERVAL = 0.5
CLOSED = "Connection closed"
INTERNAL = "Internal error"

ids = count(1)


class SocketLink(Outbox):
    """One connection; reading, and waiting for the socket, is the engine's.

    Args:
        sock: a blocking connected socket; the link closes it.
        peer: where it comes from.
        recvq: bytes received and not consumed beyond which reading is held back.
    """

    __slots__ = ("_consumed", "_received", "_recvq", "closed_at", "id", "peer")

    def __init__(self, sock: socket.socket, peer: Address, recvq: int) -> None:
        super().__init__(sock)
        self.id = next(ids)
        self.peer = peer
        self.closed_at: float | None = None  # by our side, monotonic
        self._recvq = recvq
        # Each counter is written by one thread, so neither needs a lock.
        self._received = 0
        self._consumed = 0

    def consumed(self, count: int) -> None:
        """Count what the sink has dealt with; the sink's thread."""
        self._consumed += count
        self.resume()

    def close(self) -> None:
        """Send what waits, shut the writing side, drop what still comes; any thread."""
        if self.closed_at is None:
            self.closed_at = monotonic()
            self.closing()
            self.seal()
            self.resume()

    def name(self, name: str) -> None:
        """Name the thread that serves this link, where there is one; any thread."""

    def closing(self) -> None:
        """Called when the link begins to close: see that it has ended after `LINGER`."""
        raise NotImplementedError

    def resume(self) -> None:
        """Called when reading that was held back may be due again."""
        raise NotImplementedError

    @property
    def held_back(self) -> bool:
        """Whether the sink is too far behind for more to be read."""
        return self._received - self._consumed > self._recvq and self.closed_at is None

    def broken(self) -> str:
        """Why the connection broke, seen without reading; empty while it stands."""
        problem = self._sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if problem and not self._failure:
            self._failure = describe(problem)
        return self._failure
