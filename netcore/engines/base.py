"""What an engine is: it listens, reads, writes and stops; a sink gets what it reads."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol


class Address(NamedTuple):
    """A host, by name or number, and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Link(Protocol):
    """One connection. Its methods are for the one thread that owns the sink's state."""

    @property
    def id(self) -> int:
        """A number that no other link of this process has or had."""

    @property
    def peer(self) -> Address:
        """Where it comes from."""

    @property
    def unsent(self) -> int:
        """Bytes written and not yet taken by the kernel."""

    @property
    def blocked_since(self) -> float | None:
        """Monotonic time since when bytes have waited that wait still; None: nothing waits.

        What has come to wait later counts once those are gone: something may wait for up to twice
        as long as this tells.
        """

    def write(self, chunks: list[bytes]) -> None:
        """Queue bytes behind what is queued, and offer them to the kernel.

        Once the kernel has refused, the engine waits until it takes bytes again and then goes on
        by itself; until then more is only queued. Never blocks and never raises: a broken
        connection is reported to ``Sink.closed``; after that, and after `close`, nothing happens.
        The list is not kept, the bytes in it are.
        """

    def consumed(self, count: int) -> None:
        """So many of the bytes that the sink received are dealt with; more may be read."""

    def close(self) -> None:
        """Send what is queued, then close; from any thread, which waits for a write at most.

        The last lines must arrive: what the kernel does not take at once is still offered for a
        short while (1 s in all), then the writing side is shut, and what the peer still sends is
        read and dropped meanwhile, since closing over unread input would reset the connection and
        could lose them. ``Sink.closed`` follows. Closing twice is harmless.
        """

    def name(self, name: str) -> None:
        """Name the thread that serves this link after whom it serves, where there is one."""


class Sink(Protocol):
    """Who gets the bytes. An engine calls it from any of its threads, for one link in order."""

    def opened(self, link: Link) -> None:
        """A connection has been accepted; nothing has been read yet."""

    def received(self, link: Link, data: bytes) -> None:
        """Bytes have come; never empty. Must not block."""

    def writable(self, link: Link) -> None:
        """All that waited for a link has been taken by the kernel: more may be written."""

    def finished(self, link: Link) -> None:
        """The peer has shut its writing side down (end of file): it may still read."""

    def closed(self, link: Link, reason: str) -> None:
        """The connection is gone; the last call for this link, exactly once.

        Args:
            link: the link.
            reason: in words for people: ``Connection closed``, ``Connection reset by peer``, …
        """

    def trouble(self, what: str) -> None:
        """The engine goes on, but somebody should know: out of descriptors, out of threads."""


class Engine(Protocol):
    """A way to serve many connections. All engines behave alike; see the conformance tests."""

    def listen(self, address: Address, backlog: int = 4096) -> Address:
        """Bind and listen.

        Args:
            address: where; port 0 takes any free port.
            backlog: connections that the kernel holds until they are accepted.

        Returns:
            The address with the port that was bound.

        Raises:
            StartError: the port is in use, the address is not ours or not allowed.
        """

    def run(self, sink: Sink) -> None:
        """Serve until `stop` is called from another thread; then return."""

    def stop(self, deadline: float) -> None:
        """End everything; idempotent; returns with every thread joined and descriptor closed.

        The listener is closed first, then every link is flushed and closed as `Link.close` does.
        From any thread. In the thread that is in `run` (in a signal handler, then) it only asks:
        there, all is ended when `run` returns.

        Args:
            deadline: monotonic time after which the links that are left are cut.
        """

    def roles(self) -> Mapping[str, int]:
        """How many threads the engine has alive in each role (``accept``, ``reader``, …)."""
