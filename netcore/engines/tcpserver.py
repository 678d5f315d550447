"""The standard library's ThreadingTCPServer as an engine: a handler thread per client."""

import socket
import socketserver
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from netcore.engines.base import Address, Sink
from netcore.engines.lifecycle import RECVQ, REFUSAL, ListeningEngine
from netcore.engines.listener import Listener
from netcore.engines.reader import ReaderLink, Readers
from netcore.engines.selfpipe import SelfPipe
from netcore.engines.writer import Writer

# `serve_forever` cannot be woken by another descriptor: it looks so often whether to stop.
POLL_INTERVAL = 0.05


class Stop(Exception):  # noqa: N818 - it is no error
    """Leaves `serve_forever` from within, where ``shutdown()`` would wait for itself."""


class Handler(socketserver.BaseRequestHandler):
    """Runs in the thread that the server made for one connection."""

    server: "Server"

    def handle(self) -> None:
        """Serve the link that belongs to the connection."""
        self.server.unserved.pop(self.request).serve()


class Server(socketserver.ThreadingTCPServer):
    """Its accepting, refusing and ending are the engine's; its loop and its threads are its own."""

    # Its own bookkeeping would wait in server_close for idle clients, and cannot join a thread
    # that failed to start: the threads are joined by `Readers`.
    daemon_threads = True
    block_on_close = False

    def __init__(
        self, engine: "SocketserverEngine", sink: Sink, listener: Listener, wake: SelfPipe
    ) -> None:
        super().__init__(listener.address, Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener.socket
        self.unserved: dict[Any, ReaderLink] = {}
        self._engine = engine
        self._sink = sink
        self._listener = listener
        self._wake = wake

    def get_request(self) -> tuple[socket.socket, Address]:
        """Accept, or pause: the loop would come back at once while descriptors are short."""
        accepted = self._listener.accept(self._sink.trouble)
        if accepted is None:
            if self._listener.pause:
                self._wake.wait(self._listener.pause)
            raise BlockingIOError  # which the loop ignores
        return accepted

    def process_request(self, request: Any, client_address: Any) -> None:
        """Make the link and start the handler thread."""
        link = self._engine.link(self._sink, request, client_address)
        self.unserved[request] = link
        begin = super().process_request
        self._engine.readers.start(
            link, lambda: begin(request, client_address), self._listener, self._sink
        )
        if self._listener.pause:  # no thread could be had
            self.unserved.pop(request, None)
            self._wake.wait(self._listener.pause)

    def service_actions(self) -> None:
        """What the loop does after each round."""
        self._engine.readers.join_ended()
        if self._engine.stopping:
            raise Stop

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let an exception go on its way instead of printing it."""
        raise


class SocketserverEngine(ListeningEngine):
    """The same links, readers and writer as the default engine, under the library's server.

    See `ListeningEngine` for the arguments.
    """

    def __init__(self, *, recvq: int = RECVQ, refusal: bytes = REFUSAL) -> None:
        super().__init__(recvq=recvq, refusal=refusal)
        self.readers = Readers()
        self._writer: Writer | None = None

    def roles(self) -> Mapping[str, int]:
        """Live threads by role: ``accept``, ``writer``, ``reader``; any thread."""
        return {
            "accept": int(self.running),
            "writer": int(self._writer is not None and self._writer.alive()),
            "reader": len(self.readers),
        }

    def link(self, sink: Sink, sock: socket.socket, peer: Address) -> ReaderLink:
        """A link for a connection that was accepted; the accepting thread."""
        assert self._writer is not None, "the writer is there before anybody is accepted"
        return ReaderLink(sock, peer, self._recvq, sink, self._writer, self.readers.over)

    def serve(self, sink: Sink, listener: Listener, wake: SelfPipe) -> None:
        """Have the library's server serve until told to stop."""
        self._writer = Writer()
        self._writer.start()
        with suppress(Stop):
            Server(self, sink, listener, wake).serve_forever(POLL_INTERVAL)

    def end(self) -> None:
        """Close every link and join every thread."""
        self.readers.end(self.remaining)
        if self._writer is not None:
            self._writer.stop()
