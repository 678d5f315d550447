"""The default engine: one thread accepts, one thread per client reads, one waits for the slow."""

import socket
import threading
from collections.abc import Mapping

from netcore.engines.base import Address, Sink
from netcore.engines.lifecycle import RECVQ, REFUSAL, ListeningEngine
from netcore.engines.listener import Listener
from netcore.engines.reader import ReaderLink, Readers
from netcore.engines.selfpipe import SelfPipe
from netcore.engines.writer import Writer
from netcore.errors import StartError

# A reader calls recv and hands bytes on: it needs little stack. The usual 8 MiB are only reserved,
# but 10,000 clients would reserve 80 GiB, which limits of address space (ulimit -v, containers
# without overcommit) turn into "can't start new thread".
STACK_SIZE = 256 * 1024


class ThreadsEngine(ListeningEngine):
    """An accept thread (the one that calls `run`), a reader thread per client, one writer thread.

    Bytes are written by whoever calls ``link.write``; the writer thread goes on with those links
    whose peers took less than everything. See `ListeningEngine` for the arguments.
    """

    def __init__(self, *, recvq: int = RECVQ, refusal: bytes = REFUSAL) -> None:
        super().__init__(recvq=recvq, refusal=refusal)
        self._readers = Readers()
        self._writer: Writer | None = None

    def roles(self) -> Mapping[str, int]:
        """Live threads by role: ``accept``, ``writer``, ``reader``; any thread."""
        writer = self._writer
        return {
            "accept": int(self.running),
            "writer": int(writer is not None and writer.alive()),
            "reader": len(self._readers),
        }

    def serve(self, sink: Sink, listener: Listener, wake: SelfPipe) -> None:
        """Accept until told to stop."""
        self._writer = writer = started_writer()
        poller = wake.poller(listener)
        while not self.stopping:
            poller.poll()
            accepted = listener.accept(sink.trouble)
            if accepted is not None:
                self._start(sink, listener, writer, *accepted)
            if listener.pause:
                wake.wait(listener.pause)
            self._readers.join_ended()

    def end(self) -> None:
        """Close every link and join every thread."""
        self._readers.end(self.remaining)
        if self._writer is not None:
            self._writer.stop()

    def _start(
        self, sink: Sink, listener: Listener, writer: Writer, sock: socket.socket, peer: Address
    ) -> None:
        link = ReaderLink(sock, peer, sink, writer, self._recvq, self._readers.remove)
        thread = threading.Thread(target=link.serve, name=f"reader {peer}", daemon=True)
        self._readers.add(link, thread)
        sink.opened(link)
        usual = threading.stack_size(STACK_SIZE)
        try:
            thread.start()
        except RuntimeError:
            link.refuse(listener, sink.trouble)
        else:
            listener.served()
        finally:
            threading.stack_size(usual)


def started_writer() -> Writer:
    """A writer whose thread runs.

    Raises:
        StartError: the system gives no thread.
    """
    writer = Writer()
    try:
        writer.start()
    except RuntimeError as error:
        writer.stop()
        raise StartError(
            "the system gives this program no more threads", "raise the limit with `ulimit -u`"
        ) from error
    return writer
