"""The one thread that waits for peers that take nothing, and for links that are closing."""

import selectors
import socket
import threading
from contextlib import suppress
from time import monotonic
from typing import Protocol

from netcore.engines.link import LINGER
from netcore.engines.selfpipe import SelfPipe
from netcore.errors import StartError


class Waiting(Protocol):
    """What the writer does with a link."""

    def writable(self) -> None:
        """Its socket takes bytes again."""

    def abandon(self) -> None:
        """Its time is over."""


class Writer:
    """Tells each link once that its socket is writable, and ends those whose time is over.

    Others register sockets while this thread waits: epoll and kqueue allow that, and heed them at
    once.
    """

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._wake = SelfPipe()
        self._selector.register(self._wake, selectors.EVENT_READ)
        self._deadlines: dict[Waiting, float] = {}  # the first is the next
        self._map = threading.Lock()  # guards the selector's map and the deadlines
        self._calling = threading.Lock()  # held while a link is called
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)

    def start(self) -> None:
        """Start the thread.

        Raises:
            StartError: the system gives no thread.
        """
        try:
            self._thread.start()
        except RuntimeError as error:
            raise StartError(
                "the system gives this program no more threads", "raise the limit with `ulimit -u`"
            ) from error

    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def watch(self, sock: socket.socket, link: Waiting) -> None:
        """Call ``link.writable`` once, when the socket takes bytes; any thread."""
        with self._map, suppress(KeyError):  # it is watched already
            self._selector.register(sock, selectors.EVENT_WRITE, link)

    def limit(self, link: Waiting) -> None:
        """Call ``link.abandon`` unless it is forgotten within `LINGER`; any thread."""
        with self._map:
            self._deadlines[link] = monotonic() + LINGER
        self._wake.ring()

    def forget(self, sock: socket.socket, link: Waiting) -> None:
        """Never call the link again; from its reader thread, before the descriptor is closed."""
        with self._calling, self._map:
            self._deadlines.pop(link, None)
            with suppress(KeyError):
                self._selector.unregister(sock)

    def stop(self) -> None:
        """End the thread, once every link is forgotten."""
        self._stopping = True
        self._wake.ring()
        if self._thread.ident is not None:
            self._thread.join()
        self._selector.close()
        self._wake.close()

    def _run(self) -> None:
        while not self._stopping:
            for key, _ in self._selector.select(self._timeout()):
                if key.data is None:
                    self._wake.drain()
                else:
                    self._writable(key)
            self._abandon_late()

    def _timeout(self) -> float | None:
        with self._map:
            first = next(iter(self._deadlines.values()), None)
        return None if first is None else max(0.0, first - monotonic())

    def _writable(self, key: selectors.SelectorKey) -> None:
        with self._calling:
            with self._map:
                # It may have been forgotten, and its number given to another, since the wait.
                if self._selector.get_map().get(key.fd) is not key:
                    return
                self._selector.unregister(key.fileobj)
            key.data.writable()

    def _abandon_late(self) -> None:
        now = monotonic()
        with self._calling:
            while link := self._late(now):
                link.abandon()

    def _late(self, now: float) -> Waiting | None:
        with self._map:
            for link, deadline in self._deadlines.items():
                if deadline <= now:
                    del self._deadlines[link]
                    return link
                break  # they are in the order of their deadlines
        return None
