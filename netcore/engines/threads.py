"""The default engine: one thread accepts, one thread per client reads, one waits for the slow."""

import threading
from collections.abc import Mapping

from netcore.engines.base import Sink
from netcore.engines.lifecycle import LONGEST_WAIT, RECVQ, REFUSAL, ListeningEngine
from netcore.engines.listener import Listener
from netcore.engines.reader import ReaderLink, Readers
from netcore.engines.selfpipe import SelfPipe
from netcore.engines.writer import Writer


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
        return {
            "accept": int(self.running),
            "writer": int(self._writer is not None and self._writer.alive()),
            "reader": len(self._readers),
        }

    def serve(self, sink: Sink, listener: Listener, wake: SelfPipe) -> None:
        """Accept until told to stop."""
        self._writer = writer = Writer()
        writer.start()
        poller = wake.poller(listener)
        while not self.stopping:
            poller.poll(LONGEST_WAIT * 1000)
            accepted = listener.accept(sink.trouble)
            if accepted is not None:
                link = ReaderLink(*accepted, self._recvq, sink, writer, self._readers.over)
                thread = threading.Thread(
                    target=link.serve, name=f"reader {link.peer}", daemon=True
                )
                self._readers.start(link, thread.start, listener, sink)
            if listener.pause:
                wake.wait(listener.pause)
            self._readers.join_ended()

    def end(self) -> None:
        """Close every link and join every thread."""
        self._readers.end(self.remaining)
        if self._writer is not None:
            self._writer.stop()
